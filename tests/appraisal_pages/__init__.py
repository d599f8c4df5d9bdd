"""Tests of the pages of appraisal: home, worklist, forms, review, result, evidence."""
