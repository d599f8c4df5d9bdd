"""Rewards: programmes with criteria as data, candidates with reasons, nominations decided by two people, consent.

Belongs here: every rule of them. Tables are in `models/`, transitions in `machines/`, doors beside the others.
"""
