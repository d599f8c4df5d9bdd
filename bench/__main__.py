"""`make bench`: the full step against the bare driver, opening against INSERT … SELECT, a report of 100,000, memory."""

import argparse
import sys

from bench import ground


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--steps", type=int, default=250, help="steps per round and variant")
    parser.add_argument("--people", type=int, default=10_000, help="people of the opening")
    chosen = parser.parse_args()
    ground.prepare()
    from bench import opening, step
    from bench import report as cycle_report
    from bench.figures import report

    cast = ground.people(max(chosen.people, chosen.rounds * chosen.steps * 2 + 200))
    figures, facts = opening.measure(cast, rounds=5)
    more, more_facts = step.measure(cast, rounds=chosen.rounds, steps=chosen.steps)
    last, last_facts = cycle_report.measure(cast)
    return report([*figures, *more, *last], {**facts, **more_facts, **last_facts})


if __name__ == "__main__":
    sys.exit(main())
