"""Improvement cases, coaching, training: help that follows a low result, until it has worked."""
