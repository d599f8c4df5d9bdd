"""The command; see the package."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools.mutants import judging, report
from tools.mutants.mutations import Mutant, mutants_of

MODULES: Final = (
    "appraisal.scoring",
    "appraisal.rules",
    "appraisal.rule_reader",
    "appraisal.rule_parsing",
    "appraisal.rule_sense",
    "appraisal.triggers",
)


def main(arguments: Sequence[str]) -> int:
    """Judge the mutants; 1 where the score is too low or a survivor has no reason."""
    wanted = [one for one in MODULES if one in arguments] or list(MODULES)
    begun = time.monotonic()
    judging.prepare()
    outcomes = [_module(module) for module in wanted]
    if len(wanted) == len(MODULES):
        report.write(outcomes, minutes=(time.monotonic() - begun) / 60)
    silent = report.unexplained(outcomes)
    for name in silent:
        print(f"no reason given: {name}")
    return int(bool(silent) or any(one.score < report.LEAST for one in outcomes))


def _module(module: str) -> report.Outcome:
    mutants = list(mutants_of(judging.path_of(module).read_text()))
    survived = _in_parallel(module, mutants)
    outcome = report.Outcome(module, len(mutants), [one.name for one in mutants if one.name in survived])
    print(f"{module}: {outcome.made} mutants, {len(outcome.survived)} survived, {outcome.score:.1f} %", flush=True)
    for name in outcome.survived:
        print(f"  survived: {name}", flush=True)
    return outcome


def _in_parallel(module: str, mutants: Sequence[Mutant]) -> set[str]:
    """The names of the survivors; one process per core this one may use, each with its share."""
    workers = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as place:
        children = [_worker(module, mutants, (number, workers), Path(place)) for number in range(workers)]
        failed = [child for child in children if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])]
        if failed:
            raise SystemExit(f"{module}: a judge broke down")
        return {name for part in Path(place).iterdir() for name in json.loads(part.read_text())}


def _worker(module: str, mutants: Sequence[Mutant], share: tuple[int, int], place: Path) -> int:
    child = os.fork()
    if child:
        return child
    found = judging.survivors(module, mutants[share[0] :: share[1]])
    (place / f"{share[0]}.json").write_text(json.dumps(found))
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
