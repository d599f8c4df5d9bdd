"""Ratios of interleaved rounds: the median over rounds of the ratio inside one round."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

RESULT = Path(__file__).parent / "result.json"


@dataclass(frozen=True)
class Figure:
    """One measured goal with its bar."""

    name: str
    value: float
    bar: float
    rounds: tuple[float, ...]
    at_least: bool = True
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def line(self) -> str:
        """As it is printed."""
        sign = ">=" if self.at_least else "<="
        verdict = "ok  " if self.holds else "MISS"
        spread = f"{min(self.rounds):.2f} to {max(self.rounds):.2f}"
        return f"{verdict} {self.name}: {self.value:.2f} ({sign} {self.bar:g}; rounds {spread}) {self.note}"


@dataclass(frozen=True, slots=True)
class Spent:
    """How long one call took, and how much processor time of this process (user and system) it used."""

    seconds: float
    cpu: float


def spent(act: Callable[[], object]) -> Spent:
    """Make the call and measure it."""
    start, cpu = perf_counter(), process_time()
    act()
    return Spent(perf_counter() - start, process_time() - cpu)


def middle(values: list[float]) -> float:
    """The median."""
    return float(median(values))


def report(figures: list[Figure], facts: Mapping[str, object]) -> int:
    """Print, keep as JSON beside the scripts (with what other runs measured), and give the exit code."""
    for figure in figures:
        print(figure.line())
    for name, value in facts.items():
        print(f"     {name}: {value}")
    before = json.loads(RESULT.read_text()) if RESULT.exists() else {"figures": [], "facts": {}}
    own = {f.name for f in figures}
    others = [f for f in before["figures"] if f["name"] not in own]
    measured = [asdict(f) | {"holds": f.holds} for f in figures]
    kept = {"figures": [*others, *measured], "facts": before["facts"] | dict(facts)}
    RESULT.write_text(json.dumps(kept, indent=1) + "\n")
    return 0 if all(f.holds for f in figures) else 1
