"""Counting a simulation over a closed cycle: in chunks, as a job with progress, reading and never writing the past."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from appraisal.models import Evaluation, Objection, RuleChange
from appraisal.models.simulations import Simulation
from appraisal.rule_parsing import stored_content
from appraisal.rules import RuleContent
from appraisal.simulations import tally as counting
from appraisal.simulations.judging import judge
from appraisal.simulations.moments import STARTS, Shifts, Started
from appraisal.sources.recorded import recorded_figures
from appraisal.triggers import NO_FIGURES, looks_at_facts
from workflow import clock
from workflow.holiday_table import current_calendar
from workflow.jobs import RunningJob, job

CHUNK: Final = 1_000
OF_FORM: Final = ("window_from", "delivered_at", "finalised_at")
OF_OBJECTION: Final = ("filed_at", "answered_at")


def results_of(simulation: Simulation) -> "QuerySet[Evaluation]":
    """The final results of the cycle that are not under objection."""
    return Evaluation.objects.filter(cycle_id=simulation.cycle_id, state="final", disputed=False)


@job("appraisal.simulate", label=_("Try rules out on a closed cycle"))
def simulate(running: RunningJob) -> Iterator[None]:
    """Params: ``simulation`` (id), optionally ``chunk``. The counts so far travel in the cursor."""
    found = Simulation.objects.select_related("cycle__rule_set").get(pk=int(running.params["simulation"]))
    size = int(running.params.get("chunk", CHUNK))
    counts = running.cursor.get("tally") or counting.empty()
    for last, number in count_chunks(found, counts, after=int(running.cursor.get("last", 0)), size=size):
        running.done += number
        running.cursor = {"last": last, "tally": counts}
        yield
    finish(found, counts)
    running.cursor = {"last": 0}
    yield


def count_now(simulation: Simulation) -> None:
    """The same at once, for a cycle small enough to wait for."""
    counts = counting.empty()
    for _last, _number in count_chunks(simulation, counts, after=0, size=CHUNK):
        pass
    finish(simulation, counts)


def finish(simulation: Simulation, counts: dict[str, Any]) -> None:
    """Keep the counts; a second run of the last chunk changes nothing."""
    rows = Simulation.objects.filter(pk=simulation.pk, tally__isnull=True)
    rows.update(tally=counts, finished_at=clock.now())


def count_chunks(simulation: Simulation, counts: dict[str, Any], *, after: int, size: int) -> Iterator[tuple[int, int]]:
    """Add chunk after chunk to the counts; gives the last key of each and how many it held."""
    olds, new = _Olds(simulation), stored_content(simulation.content, simulation.rule_hash)
    ranks, by_facts = counting.ranks_of(new), any(map(looks_at_facts, (new, *olds.contents())))
    while rows := _rows(simulation, after, size):
        starts = _starts(rows)
        figures = recorded_figures([row["pk"] for row in rows] if by_facts else [])
        for row in rows:
            old = olds.of(row["rule_hash"])
            verdict = judge(old.content, new, row["result"], figures.get(row["pk"], NO_FIGURES))
            counting.add(counts, _agency(row), verdict, old.shifts.moved(starts[row["pk"]]), ranks)
        after = rows[-1]["pk"]
        yield after, len(rows)


@dataclass(frozen=True)
class _Old:
    """Rules that results of the cycle were made with, and how far their dates lie from the new ones."""

    content: RuleContent
    shifts: Shifts


class _Olds:
    """The cycle's rules (known by no hash) and those that a change moved forms to."""

    def __init__(self, simulation: Simulation) -> None:
        new, calendar = stored_content(simulation.content, simulation.rule_hash), current_calendar()
        moved = {one.rule_hash: one.rule_set.rules for one in _changes_of(simulation)}
        found = {"": simulation.cycle.rules, **moved}
        self._known = {key: _Old(old, Shifts(old.clocks, new.clocks, calendar)) for key, old in found.items()}

    def of(self, digest: str) -> _Old:
        """The rules of a result by the hash its form keeps; empty: the cycle's."""
        return self._known[digest]

    def contents(self) -> list[RuleContent]:
        """All of them."""
        return [one.content for one in self._known.values()]


def _changes_of(simulation: Simulation) -> "QuerySet[RuleChange]":
    return RuleChange.objects.filter(cycle_id=simulation.cycle_id).select_related("rule_set")


def _rows(simulation: Simulation, after: int, size: int) -> list[dict[str, Any]]:
    columns = ("pk", "result", "rule_hash", "unit", "unit__opd", "unit__zone", *OF_FORM)
    return list(results_of(simulation).filter(pk__gt=after).order_by("pk").values(*columns)[:size])


def _agency(row: dict[str, Any]) -> int:
    """The agency of the unit; the unit itself above all agencies."""
    return int(row["unit__opd"] or row["unit"])


def _starts(rows: Iterable[dict[str, Any]]) -> dict[int, list[Started]]:
    """The lengths of time that ran for each form of a chunk."""
    zones = {row["pk"]: str(row["unit__zone"]) for row in rows}
    found = {row["pk"]: list(_started(row, OF_FORM, zones[row["pk"]])) for row in rows}
    objections = Objection.objects.filter(evaluation_id__in=zones, filed_at__isnull=False)
    for row in objections.values("evaluation_id", *OF_OBJECTION):
        found[row["evaluation_id"]] += _started(row, OF_OBJECTION, zones[row["evaluation_id"]])
    return found


def _started(row: dict[str, Any], moments: Iterable[str], zone: str) -> Iterator[Started]:
    for name, start in STARTS.items():
        if start in moments and row[start] is not None:
            yield Started(name, row[start], zone)
