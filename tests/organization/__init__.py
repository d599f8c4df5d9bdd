"""Tests of the organisation: pure rules, tree, reporting line, grants, sign-in, imports, pages and API."""
