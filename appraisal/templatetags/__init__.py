"""Template tags of appraisal's pages."""
