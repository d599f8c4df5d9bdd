#!/usr/bin/env python
"""Entry point of every management command. Nothing else belongs here."""

import os
import sys


def main() -> None:
    """Run one management command with the settings of this installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    from django.core.management import execute_from_command_line

    from config.env import ConfigurationFault

    try:
        execute_from_command_line(sys.argv)
    except ConfigurationFault as fault:
        sys.exit(f"Cannot start: {fault}")


if __name__ == "__main__":
    main()
