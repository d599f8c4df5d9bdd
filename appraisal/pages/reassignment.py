"""Naming another assessor: who can be chosen, and what the reader typed."""

from dataclasses import dataclass

from appraisal.models import Evaluation
from appraisal.pages.detail import OWN_PAGE
from appraisal.pages.heads import Head, head_of
from organization.access import employees_visible_to
from workflow.actors import Actor
from workflow.engine import available

MOST = 12
SHORTEST_SEARCH = 3


@dataclass(frozen=True, slots=True)
class Reassignment:
    """The page: people found by the search as options with post and unit; `allowed` says whether the act is open."""

    head: Head
    search: str
    options: tuple[tuple[str, str, str], ...]
    allowed: bool


def reassignment_of(evaluation: Evaluation, actor: Actor, *, search: str) -> Reassignment:
    """Candidates for the seat of the assessor by part of their name or NIP."""
    wanted = search.strip()[:60].replace("\x00", "")
    offered = available(evaluation, actor)
    rows = (
        employees_visible_to(actor)
        .filter(active=True)
        .exclude(pk__in=[pk for pk in (evaluation.employee_id, evaluation.assessor_id) if pk])
    )
    found = rows.filter(full_name__icontains=wanted) | rows.filter(nip__startswith=wanted)
    people = list(found.order_by("full_name", "pk")[:MOST]) if len(wanted) >= SHORTEST_SEARCH else []
    options = tuple(
        (
            str(one.public_id),
            one.full_name,
            " · ".join(filter(None, (one.post.title if one.post else "", one.unit.name))),
        )
        for one in people
    )
    allowed = any(OWN_PAGE.get(one.name) == "evaluation-assessor" for one in offered)
    return Reassignment(head_of(evaluation, actor), wanted, options, allowed)
