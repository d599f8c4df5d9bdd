"""The register of innovations: problem, idea, who has a share in it, review, use, measured effect.

Belongs here: every rule of innovations. The table is in `models/`, the machine in `machines/`, doors beside the others.
"""
