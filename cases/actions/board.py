"""Acts of the HR board on many cases; each case is a step of its own, and answers for itself."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from cases.actions.moves import Seen, uuids
from cases.actions.people import assign_coach
from cases.actions.trainings import request_enrolment
from cases.bulk import MOST_ROWS, BulkLine, one_by_one
from cases.models import ImprovementCase, Training
from organization.models import Employee
from workflow.actors import Actor
from workflow.errors import NotVisible
from workflow.policies import policy_for


def assign_coach_each(
    public_ids: Iterable[str],
    *,
    coach: Employee,
    actor: Actor,
    reason: str = "",
    handover: str = "",
    versions: Mapping[str, int] | None = None,
    key: str | None = None,
) -> list[BulkLine]:
    """Name one coach for many cases; where the work has begun it is a replacement, with a reason and a hand-over.

    `versions`: what the caller had read of each case by its id; without them each case is taken as it is now. `key`
    makes a repetition of the whole harmless, row by row.
    """

    def act(case: ImprovementCase) -> str:
        version = case.version if versions is None else versions[str(case.public_id)]
        seen = Seen(actor, version, key_of_row(key, case))
        assign_coach(case, seen, coach=coach.public_id, reason=reason or None, handover=handover or None)
        return _("%(name)s is the coach now") % {"name": coach.full_name}

    return one_by_one(chosen(public_ids, actor), act, name_of=name_of)


def enrol_each(
    public_ids: Iterable[str], *, training: Training, actor: Actor, wish: str = "", key: str | None = None
) -> list[BulkLine]:
    """Ask for a seat in one training for the person of each case; the training officer still decides.

    `key` makes a repetition of the whole harmless, row by row.
    """

    def act(case: ImprovementCase) -> str:
        request_enrolment(training, actor=actor, employee=case.employee, wish=wish, key=key_of_row(key, case))
        return _("A seat was asked for")

    return one_by_one(chosen(public_ids, actor), act, name_of=name_of)


def key_of_row(key: str | None, case: ImprovementCase) -> str | None:
    """The key of one row of a repeated act on many."""
    return sha256(f"{key} {case.public_id}".encode()).hexdigest() if key is not None else None


def with_absent(public_ids: Sequence[str], lines: Sequence[BulkLine]) -> list[BulkLine]:
    """One line for every id that was asked for, in that order; what the actor cannot see is answered as absent."""
    known, said, code = {line.public_id: line for line in lines}, str(NotVisible.message), NotVisible.code
    return [known.get(one) or BulkLine(one, "", taken=False, said=said, code=code) for one in public_ids]


def chosen(public_ids: Iterable[str], actor: Actor) -> "list[ImprovementCase]":
    """The visible cases among these, by name."""
    wanted: list[UUID] = uuids(public_ids)[:MOST_ROWS]
    rows = policy_for(ImprovementCase).visible_to(actor).filter(public_id__in=wanted)
    return list(rows.select_related("employee", "unit").order_by("employee__full_name", "pk"))


def name_of(case: ImprovementCase) -> tuple[str, str]:
    """How the answer of an act on many names one case."""
    return str(case.public_id), case.employee.full_name
