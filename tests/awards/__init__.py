"""Rewards: criteria, candidates, nomination, two decisions, consent, the certificate."""
