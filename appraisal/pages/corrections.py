"""Corrections of the assessor as pages show them: the request, its files, what the reader may do, whom HR can name."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from appraisal.machines.correction import CorrectionState as S
from appraisal.models import AssessorCorrection, CorrectionFile, Evaluation
from appraisal.pages.reassignment import MOST, SHORTEST_SEARCH
from appraisal.pages.timeline import Entry, timeline_of
from organization.access import employees_visible_to
from organization.delegates import proposed_for
from organization.models import Employee
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.history import history_of
from workflow.policies import policy_for

MOST_LISTED = 200
Option = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class FileView:
    """One file as the list of files shows it."""

    name: str
    size: int
    media_type: str
    url: str
    remove_url: str = ""
    thumbnail_url: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """One request for one reader; `people` are those HR can name, the proposed one first."""

    own: bool
    files: tuple[FileView, ...]
    acts: tuple[Available, ...]
    grants: bool
    search: str
    people: tuple[Option, ...]
    story: tuple[Entry, ...]

    @property
    def adds_files(self) -> bool:
        """Whether the reader puts files to it now."""
        return self.own and any(one.name == "withdraw" for one in self.acts)


def listed(actor: Actor) -> "QuerySet[AssessorCorrection]":
    """Requests the reader may know of, undecided ones first."""
    rows: QuerySet[AssessorCorrection] = policy_for(AssessorCorrection).visible_to(actor)
    return rows.order_by("decided_at", "-filed_at", "-pk")[:MOST_LISTED]


def proposals(evaluation: Evaluation, actor: Actor) -> list[tuple[str, str]]:
    """Officials beside and above the employee, for the choice whom to propose."""
    person = Employee.objects.select_related("unit", "post").get(pk=evaluation.employee_id)
    people = proposed_for(person, actor)
    return [(str(one.public_id), _described(one)) for one in people if one.pk != evaluation.assessor_id]


def page_of(one: AssessorCorrection, actor: Actor, *, search: str) -> CorrectionPage:
    """The page for one reader."""
    offered = tuple(available(one, actor))
    own = actor.employee_id == one.evaluation.employee_id
    grants = any(offer.name == "grant" for offer in offered)
    wanted = search.strip()[:60].replace("\x00", "")
    return CorrectionPage(
        own=own,
        files=tuple(_file(row, removable=own and one.state == S.FILED) for row in _present(one)),
        acts=tuple(offer for offer in offered if offer.name != "grant"),
        grants=grants,
        search=wanted,
        people=_people(one, actor, wanted) if grants else (),
        story=tuple(timeline_of(list(history_of(one).select_related("actor__employee")), with_texts=True)),
    )


def _present(one: AssessorCorrection) -> Sequence[CorrectionFile]:
    return list(one.files.filter(removed_at__isnull=True))


def _file(row: CorrectionFile, *, removable: bool) -> FileView:
    return FileView(
        name=row.name,
        size=row.size,
        media_type=row.media_type,
        url=reverse("appraisal:correction-file", args=[row.public_id]),
        remove_url=reverse("appraisal:correction-file-remove", args=[row.public_id]) if removable else "",
    )


def _people(one: AssessorCorrection, actor: Actor, search: str) -> tuple[Option, ...]:
    unfit = {one.evaluation.employee_id, one.evaluation.assessor_id, actor.employee_id}
    found: list[Employee] = []
    if one.proposed_id is not None and one.proposed_id not in unfit:
        found += Employee.objects.select_related("unit", "post").filter(pk=one.proposed_id, active=True)
        unfit.add(one.proposed_id)
    if len(search) >= SHORTEST_SEARCH:
        rows = employees_visible_to(actor).filter(active=True).exclude(pk__in=[pk for pk in unfit if pk])
        rows = rows.filter(full_name__icontains=search) | rows.filter(nip__startswith=search)
        found += rows.order_by("full_name", "pk")[:MOST]
    return tuple((str(person.public_id), f"{person.full_name}, {_place(person)}", "") for person in found)


def _place(person: Employee) -> str:
    return " · ".join(filter(None, (person.post.title if person.post else "", person.unit.name)))


def _described(person: Employee) -> str:
    return f"{person.full_name}, {person.post.title if person.post else person.unit.name}"
