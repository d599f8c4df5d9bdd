"""Strengths and weaknesses read from items over time, of one person and of a unit, and what is proposed for them.

Belongs here: what the figures mean and where they are read. Ratings, rights and trainings are others'.
"""
