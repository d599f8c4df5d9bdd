"""The counts of a simulation: added up result by result, kept as plain JSON, shown without small groups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from appraisal.rules import RuleContent
from appraisal.simulations.judging import Verdict

SMALLEST_GROUP: Final = 5
COUNTS: Final = ("total", "computed", "predicates", "opened", "dropped", "dates")


def empty() -> dict[str, Any]:
    """Nothing counted yet."""
    return {"all": _zeros(), "units": {}, "moves": {}, "reasons": {}, "higher": 0, "lower": 0, "shifts": {}}


def _zeros() -> dict[str, int]:
    return dict.fromkeys(COUNTS, 0)


def add(
    tally: dict[str, Any], unit: int, verdict: Verdict, moved: Iterable[tuple[str, int]], ranks: Mapping[str, int]
) -> None:
    """Count one result. ``ranks``: the predicates of the new rules from low to high, by code."""
    dates = [(name, days) for name, days in moved]
    row = {
        "total": 1,
        "computed": int(not verdict.reason),
        "predicates": int(verdict.changes),
        "opened": int(verdict.case_after and not verdict.case_before),
        "dropped": int(verdict.case_before and not verdict.case_after),
        "dates": sum(days != 0 for _name, days in dates),
    }
    for counts in (tally["all"], tally["units"].setdefault(str(unit), _zeros())):
        for name, number in row.items():
            counts[name] += number
    if verdict.reason:
        _one_more(tally["reasons"], verdict.reason)
    if verdict.changes:
        _one_more(tally["moves"], f"{verdict.before}>{verdict.after}")
        rise = ranks.get(verdict.after, -1) - ranks.get(verdict.before, -1)
        tally["higher"] += int(verdict.before in ranks and rise > 0)
        tally["lower"] += int(verdict.before in ranks and rise < 0)
    for name, days in dates:
        _shift(tally["shifts"].setdefault(name, {"dates": 0, "earlier": 0, "later": 0}), days)


def _one_more(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _shift(counts: dict[str, int], days: int) -> None:
    counts["dates"] += 1
    counts["earlier"] += int(days < 0)
    counts["later"] += int(days > 0)


def ranks_of(content: RuleContent) -> dict[str, int]:
    """The predicates from low to high."""
    return {one.code: at for at, one in enumerate(content.predicates)}


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the table by unit; ``units`` are the keys it holds, more than one where small ones are together."""

    units: tuple[int, ...]
    counts: Mapping[str, int]


def shown_units(units: Mapping[str, Mapping[str, int]]) -> Sequence[Shown]:
    """The units from large to small, none with fewer than five people.

    Small units stand together in one line. Where they are still fewer than five, or only one, the smallest of the
    others joins them, so that no line can be found by taking the others from the total.
    """
    ordered = sorted(units.items(), key=lambda one: (-one[1]["total"], int(one[0])))
    alone = [one for one in ordered if one[1]["total"] >= SMALLEST_GROUP]
    together = [one for one in ordered if one[1]["total"] < SMALLEST_GROUP]
    while together and alone and (len(together) < 2 or _people(together) < SMALLEST_GROUP):
        together.append(alone.pop())
    lines = [Shown((int(unit),), counts) for unit, counts in alone]
    if together and _people(together) >= SMALLEST_GROUP:
        sums = {name: sum(counts[name] for _unit, counts in together) for name in COUNTS}
        lines.append(Shown(tuple(int(unit) for unit, _counts in together), sums))
    return lines


def _people(units: Sequence[tuple[str, Mapping[str, int]]]) -> int:
    return sum(counts["total"] for _unit, counts in units)


def is_hidden(tally: Mapping[str, Any]) -> bool:
    """Whether even the whole is too small to be shown."""
    return bool(tally["all"]["total"] < SMALLEST_GROUP)
