"""Keeps the texts of the code and the catalogues in step: `make messages`; `--check` only looks; `--prune` forgets.

Extraction, merging and compiling need nothing but Babel: no gettext binary.
"""

from __future__ import annotations

import argparse
import sys

from tools.catalogues import Place, faults, merged, write
from tools.extraction import APPS, ROOT


def main(arguments: list[str]) -> int:
    """Update or check the catalogues of the named apps (all without names); returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("apps", nargs="*", default=[])
    parser.add_argument("--check", action="store_true", help="change nothing, fail when something is out of step")
    parser.add_argument("--prune", action="store_true", help="forget translations of texts that are gone")
    chosen = parser.parse_args(arguments)
    places = [Place(app) for app in chosen.apps or APPS if (ROOT / app).is_dir()]
    if not chosen.check:
        for place in places:
            write(place, merged(place, keep_unused=not chosen.prune))
    found = [fault for place in places for fault in faults(place)]
    for fault in found:
        print(fault)
    if chosen.check:
        return 1 if found else 0
    print(f"{len(places)} catalogues written, {len(found)} texts still want work.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
