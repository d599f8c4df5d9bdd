"""The dialogue of a year: achievement log, feedback, meetings; each beside the item it belongs to.

Belongs here: every rule of the three parts. Tables are in `models/`, transitions in `machines/`, doors beside the
others.
"""
