"""Corrections of the assessor: the request of the employee, its evidence, HR's decision and what follows from it."""
