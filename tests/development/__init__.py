"""Strengths and weaknesses: what they mean, who reads them, what is hidden."""
