"""A cycle report for 100,000 people: rows per second, and the memory that grows between a tenth of them and all."""

import tracemalloc
from collections.abc import Iterator
from time import perf_counter
from typing import Any, Final

from bench import ground
from bench.figures import Figure

PEOPLE: Final = 100_000
FEWER: Final = 10_000


def measure(cast: Any) -> tuple[list[Figure], dict[str, object]]:
    """Both kinds of file from the same cycle, sent nowhere; memory is what Python holds at its highest."""
    cycle = ground.running(cast)
    ground.fill(cycle, FEWER)
    few = {kind: _peak(cast, cycle, kind) for kind in ("csv", "xlsx")}
    ground.fill(cycle, PEOPLE)
    figures: list[Figure] = []
    facts: dict[str, object] = {}
    for kind, low in few.items():
        high, start = _peak(cast, cycle, kind), perf_counter()
        rows = sum(1 for _piece in _pieces(cast, cycle, kind))
        seconds = perf_counter() - start
        ratio = high / low
        note = f"{high / 1024 / 1024:.1f} MB at {PEOPLE} people, {seconds:.0f} s, {rows} pieces"
        name = f"memory of the cycle report ({kind}), 100,000 people over 10,000"
        figures.append(Figure(name, ratio, 1.25, (ratio,), at_least=False, note=note))
        facts[f"seconds of the cycle report of 100,000 people as {kind}"] = round(seconds, 1)
    return figures, facts


def _pieces(cast: Any, cycle: Any, kind: str) -> Iterator[bytes]:
    from appraisal.pages.cycle_report import REPORTS, rows_of
    from workflow.streams import table_pieces

    report = REPORTS["full"]
    return table_pieces(report.name, kind, report.heads(), rows_of(report, cycle, cast.hr())).pieces


def _peak(cast: Any, cycle: Any, kind: str) -> int:
    tracemalloc.start()
    for _piece in _pieces(cast, cycle, kind):
        pass
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest
