"""Documents of appraisal: their facts, words and templates. How they are made and kept: ``workflow/documents``."""
