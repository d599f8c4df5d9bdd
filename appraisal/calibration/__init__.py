"""Calibration rooms: several assessors compare the proposed results of a unit before anybody is told one.

Belongs here: every rule of them. Tables are in `models/`, transitions in `machines/`, doors beside the others.
"""
