"""`make bench`: step, opening, reports, scoring and the clock's sweep, each against what the bare database can do."""

import argparse
import sys

from bench import ground

PARTS = ("opening", "step", "papers", "report", "scoring", "sweep")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--steps", type=int, default=250, help="steps per round and variant")
    parser.add_argument("--people", type=int, default=10_000, help="people of the opening")
    parser.add_argument("--only", choices=PARTS, nargs="*", default=PARTS, help="parts to measure")
    chosen = parser.parse_args()
    ground.prepare()
    from bench import opening, papers, scoring, step, sweep
    from bench import report as cycle_report
    from bench.figures import Figure, report

    few = not {"opening", "step"} & set(chosen.only)
    fewest = papers.PEOPLE if "papers" in chosen.only else 400
    cast = ground.people(fewest if few else max(chosen.people, chosen.rounds * chosen.steps * 2 + 200))
    ways = {
        "opening": lambda: opening.measure(cast, rounds=5),
        "step": lambda: step.measure(cast, rounds=chosen.rounds, steps=chosen.steps),
        "papers": lambda: papers.measure(cast),
        "report": lambda: cycle_report.measure(cast),
        "scoring": lambda: scoring.measure(cast),
        "sweep": lambda: sweep.measure(cast, rounds=5),
    }
    if "opening" not in chosen.only:
        opening.open_one(cast)
    figures: list[Figure] = []
    facts: dict[str, object] = {}
    for name in PARTS:
        if name in chosen.only:
            more, more_facts = ways[name]()
            figures += more
            facts |= more_facts
    return report(figures, facts)


if __name__ == "__main__":
    sys.exit(main())
