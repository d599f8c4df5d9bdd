"""Tests of the cases app: every rule at its boundary, every permission with its refusal."""
