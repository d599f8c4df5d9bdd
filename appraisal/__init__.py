"""Appraisal: rule sets, cycles, evaluations, scoring, objections, service metrics."""
