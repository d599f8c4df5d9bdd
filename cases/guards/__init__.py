"""Conditions of the transitions of this app, one module per machine. Each gives True, or what is missing."""
