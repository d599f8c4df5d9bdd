"""Kinds of files this app takes in, beside those of the organisation: attendance, and readings of service metrics.

Each is a class registered with ``organization.imports.kinds``; upload, preview, machine, rights and doors are there.
"""
