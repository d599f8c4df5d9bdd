"""Where log lines go: one stream, one shape, for every process."""

from __future__ import annotations

from typing import Any


def logging_settings(level: str) -> dict[str, Any]:
    """Logging configuration for `dictConfig`; the level is one of the names of `logging`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "config.logs.RequestIdFilter"}},
        "formatters": {
            "ids": {
                "()": "config.logs.IdFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ids", "filters": ["request_id"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Axes names the account that failed to sign in; what counts is kept in its table.
            "axes": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            # Both queues say two lines per job; what fails is an incident of ours.
            "procrastinate": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "django_tasks": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            # Every refused request is one line of ours already (config.middleware).
            "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        },
    }
