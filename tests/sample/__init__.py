"""A small machine of its own, so that the engine is tested without knowing any appraisal."""
