"""Recognition notes: a named person thanks another in a few words.

Belongs here: every rule of them. The table is in `models/`, the transitions in `machines/`, doors beside the others.
"""
