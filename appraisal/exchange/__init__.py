"""What is exchanged with the national systems about results: names of periods, and the comparison of predicates.

The desk itself (differences, decisions, correction lists) belongs to ``organization/exchange``.
"""
