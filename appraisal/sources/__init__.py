"""Indicator sources: where the facts beside an item come from, and the level they advise.

A source is one class in one file and a line in ``register``. ``base`` is what it gives, ``advising`` (pure) turns its
figures into an advised level by the thresholds of the frozen rules, ``gathering`` asks the sources for many forms at
once and keeps the facts. Whatever a source says informs; the assessor rates (DOMAIN 11.10).
"""
