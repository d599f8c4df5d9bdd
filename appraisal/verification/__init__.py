"""Stored results computed a second time by other means: in SQL from the inputs, and from their own trace."""
