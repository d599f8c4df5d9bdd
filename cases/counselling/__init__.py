"""Counselling: confidential talks with a named counsellor, and notes behind a key of their own.

Belongs here: every rule of counselling. Tables are in `models/`, transitions in `machines/`, doors beside the others.
"""
