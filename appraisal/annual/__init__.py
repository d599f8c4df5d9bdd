"""Annual results: the periods of a year side by side, a proposal by months, the assessor's decision, the years behind.

Belongs here: every rule of them. The table is in `models/`, the transitions in `machines/`, doors beside the others.
"""
