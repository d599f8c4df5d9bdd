"""`make bench`: the full step against the bare driver, opening against INSERT … SELECT, a report and the scoring of
100,000, memory.

`python -m bench --only scoring` measures one part and keeps what was measured of the others.
"""

import argparse
import sys
from collections.abc import Callable
from typing import Any

from bench import ground
from bench.figures import Figure

Part = Callable[[Any, argparse.Namespace], tuple[list[Figure], dict[str, object]]]


def _opening(cast: Any, _chosen: argparse.Namespace) -> tuple[list[Figure], dict[str, object]]:
    from bench import opening

    return opening.measure(cast, rounds=5)


def _step(cast: Any, chosen: argparse.Namespace) -> tuple[list[Figure], dict[str, object]]:
    from bench import step

    ground.running(cast)
    return step.measure(cast, rounds=chosen.rounds, steps=chosen.steps)


def _report(cast: Any, _chosen: argparse.Namespace) -> tuple[list[Figure], dict[str, object]]:
    from bench import report

    return report.measure(cast)


def _scoring(cast: Any, _chosen: argparse.Namespace) -> tuple[list[Figure], dict[str, object]]:
    from bench import scoring

    return scoring.measure(cast)


PARTS: dict[str, Part] = {"opening": _opening, "step": _step, "report": _report, "scoring": _scoring}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--steps", type=int, default=250, help="steps per round and variant")
    parser.add_argument("--people", type=int, default=10_000, help="people of the opening")
    parser.add_argument("--only", choices=PARTS, help="measure one part and keep what is known of the others")
    chosen = parser.parse_args()
    ground.prepare()
    from bench.figures import report

    wanted = [chosen.only] if chosen.only else list(PARTS)
    least = chosen.rounds * chosen.steps * 2 + 200
    cast = ground.people(chosen.people if chosen.only in {"report", "scoring"} else max(chosen.people, least))
    figures: list[Figure] = []
    facts: dict[str, object] = {}
    for name in wanted:
        more, more_facts = PARTS[name](cast, chosen)
        figures += more
        facts |= more_facts
    return report(figures, facts, keep=bool(chosen.only))


if __name__ == "__main__":
    sys.exit(main())
