"""Moving the forms of a cycle to other rules, set-wise, in resumable chunks.

A chunk is one transaction: forms locked in key order, each moved, asked or left by the state it is found in, and the
job's progress. A form is wholly under the old or wholly under the new rules: whoever approves it at that moment waits
for the lock and then reads the rules anew, or was first, and then the form is found in another state.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from appraisal.models import Evaluation, ResultRecord, RuleChange
from appraisal.rule_changes.dates import read_pending
from appraisal.rule_changes.editions import forms_of
from appraisal.rule_changes.plan import MOVABLE, Choice, choice_for
from workflow.actors import CLOCK
from workflow.bulk import fire_locked
from workflow.bulk_reading import lock_many
from workflow.engine import fire
from workflow.jobs import RunningJob, job
from workflow.transactions import action

CHUNK: Final = 1_000
SUFFIXES: Final = {
    "draft": "_draft",
    "self_assessment": "_self",
    "supervisor_review": "_review",
    "calibration": "_calibration",
}


def is_done(change: RuleChange) -> bool:
    """Whether every form that was to be moved is, and everybody who was to be asked was."""
    return not waiting_for(change).exists()


def waiting_for(change: RuleChange) -> "QuerySet[Evaluation]":
    """The forms it concerns whose person was not asked yet."""
    return forms_of(change).exclude(rule_offer=change)


@job("appraisal.change_rules", label=_("Move forms to other rules"))
def change_rules(running: RunningJob) -> Iterator[None]:
    """Params: ``change`` (id), ``cause`` (the event that put it into force), optionally ``chunk`` (forms at once)."""
    change_id, size = int(running.params["change"]), int(running.params.get("chunk", CHUNK))
    while _move_chunk(running, change_id, size):
        yield
    _finish(change_id)
    yield


@action
def _move_chunk(running: RunningJob, change_id: int, size: int) -> bool:
    change = _locked(change_id)
    if str(change.state) != "applying":
        return False
    ids = _next_forms(change, after=int(running.cursor.get("last", 0)), size=size)
    if not ids:
        return False
    move_forms(ids, change, cause=running.params.get("cause"))
    running.done += len(ids)
    running.cursor = {"last": ids[-1]}
    running.save_progress()
    return True


def _next_forms(change: RuleChange, *, after: int, size: int) -> list[int]:
    """The next forms in key order; at the end, those that came into such a state behind the job's back."""
    waiting = waiting_for(change).order_by("pk").values_list("pk", flat=True)
    return list(waiting.filter(pk__gt=after)[:size]) or list(waiting[:size])


def move_forms(ids: list[int], change: RuleChange, *, cause: int | None = None) -> int:
    """Move or ask the forms of a chunk; returns how many. One event for each; a constant number of statements."""
    forms: list[Any] = lock_many(Evaluation, ids)
    read_pending(forms)
    _read_results(forms)
    done = 0
    for state in MOVABLE:
        name = {Choice.MOVE: "new_rules", Choice.ASK: "offer_rules"}.get(choice_for(change.choices, state))
        found = [form for form in forms if str(form.state) == state]
        if name is not None and found:
            done += len(fire_locked(Evaluation, found, f"{name}{SUFFIXES[state]}", actor=CLOCK, cause=cause))
    return done


def _read_results(forms: list[Any]) -> None:
    """Note at the forms of a batch which of them ever had a result."""
    rows = ResultRecord.objects.filter(evaluation__in=[form.pk for form in forms])
    had = set(rows.order_by().values_list("evaluation_id", flat=True))
    for form in forms:
        form.__dict__["had_result"] = form.pk in had


@action
def _finish(change_id: int) -> None:
    change = _locked(change_id)
    if str(change.state) == "applying":
        fire(change, "finish", actor=CLOCK, version=None)


def _locked(change_id: int) -> RuleChange:
    return RuleChange.objects.select_for_update(of=("self",)).select_related("cycle", "rule_set").get(pk=change_id)
