"""Plans (SKP): what a person is to achieve in a post and a year, proposed by the employee, agreed by the assessor.

Belongs here: every rule of plans, of the library of results and of the cascade. Tables are in `models/plans.py`, the
machine in `machines/plan.py`, doors beside the others.
"""
