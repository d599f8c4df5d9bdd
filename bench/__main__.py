"""`make bench`: the full step against the bare driver, opening against INSERT … SELECT, memory in N."""

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
    from bench.figures import report

    cast = ground.people(max(chosen.people, chosen.rounds * chosen.steps * 2 + 200))
    figures, facts = opening.measure(cast, rounds=5)
    more, more_facts = step.measure(cast, rounds=chosen.rounds, steps=chosen.steps)
    return report([*figures, *more], {**facts, **more_facts})


if __name__ == "__main__":
    sys.exit(main())
