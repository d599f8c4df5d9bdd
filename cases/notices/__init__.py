"""The words of notices of this app, one module per machine. Who gets which: ``notifications/routes.py``."""

from cases.notices import coaching, improvement, trainings  # noqa: F401
