"""What the pages of appraisal show, as frozen values: read through the policies, ready for a template, no HTTP."""
