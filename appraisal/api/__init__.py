"""Appraisal over REST: shapes and doors; every rule is in machines, policies and actions."""
