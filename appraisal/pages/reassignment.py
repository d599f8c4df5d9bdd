"""Naming another assessor: who can be chosen, and what the reader typed."""

from collections.abc import Collection
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
    """Candidates for the seat of the assessor, in calibration of the superior, by part of their name or NIP."""
    offered = available(evaluation, actor)
    without = (evaluation.employee_id, evaluation.assessor_id, evaluation.rated_by_id)
    wanted, options = found_by(search, actor, without=without)
    allowed = any(OWN_PAGE.get(one.name) == "evaluation-assessor" and not one.blocked for one in offered)
    return Reassignment(head_of(evaluation, actor), wanted, options, allowed)


def found_by(
    search: str, actor: Actor, *, without: Collection[int | None]
) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """What was searched, and the people found as options: id, name, post and unit."""
    wanted = search.strip()[:60].replace("\x00", "")
    if len(wanted) < SHORTEST_SEARCH:
        return wanted, ()
    rows = employees_visible_to(actor).filter(active=True).exclude(pk__in=[pk for pk in without if pk])
    found = rows.filter(full_name__icontains=wanted) | rows.filter(nip__startswith=wanted)
    return wanted, tuple(
        (
            str(one.public_id),
            one.full_name,
            " · ".join(filter(None, (one.post.title if one.post else "", one.unit.name))),
        )
        for one in found.order_by("full_name", "pk")[:MOST]
    )
