"""Credit points (angka kredit) of functional posts: what a year earns, by level, predicate and months.

Belongs here: the sum and its trace, and which level somebody held when. When a year earns is the annual result's.
"""
