"""Fairness watch: raters, gaps, suppression, the detector of copies, their pages."""
