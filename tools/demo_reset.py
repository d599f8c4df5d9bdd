"""Starts the demo anew: `make demo-reset`. Refused in production and while the installation is running."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from config.env import ConfigurationFault, Environment, read
from config.running import InstallationBusyError, exclusive
from tools import preparation

ROOT: Final = Path(__file__).resolve().parent.parent


def main() -> int:
    """Forget everything, then prepare as on the first day."""
    try:
        environment = read(os.environ)
        _refuse_real_data(environment)
        with exclusive(ROOT / environment.data_dir):
            preparation.forget(environment)
            preparation.prepare(environment)
    except (ConfigurationFault, InstallationBusyError, preparation.PreparationError) as fault:
        print(f"Cannot reset: {fault}", file=sys.stderr)
        return 1
    return 0


def _refuse_real_data(environment: Environment) -> None:
    if not environment.shows_demo:
        raise ConfigurationFault("only a demo can be reset; this installation has DEMO off.")


if __name__ == "__main__":
    sys.exit(main())
