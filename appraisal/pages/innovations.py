"""Innovations: the register, and one innovation with what may be done next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from appraisal.machines.innovation import InnovationState as S
from appraisal.models import Innovation, InnovationShare, ServiceMetric
from appraisal.pages.story import story_of
from appraisal.pages.timeline import Entry, events_of
from organization.tree import ancestors
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.policies import policy_for
from workflow.roles import Role

SHOWN: Final = 100
# Steps with a form of their own on the page.
OWN_FORM: Final = ("measure",)


@dataclass(frozen=True, slots=True)
class InnovationPage:
    """Everything the page of one innovation shows."""

    one: Innovation
    contributors: Sequence[InnovationShare]
    acts: Sequence[Available]
    measure: Available | None
    metrics: Sequence[tuple[str, str]]
    change: Decimal | None
    writes: bool
    own: bool
    story: Sequence[Entry]


def rows_for(actor: Actor) -> "QuerySet[Innovation]":
    """The innovations the actor may know of, with their people."""
    rows = policy_for(Innovation).visible_to(actor).select_related("unit")
    return rows.prefetch_related("contributors__employee")


def listing_of(actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    """The register for one reader; two statements."""
    state = data.get("state", "") if data.get("state", "") in S.values else ""
    rows = rows_for(actor).filter(state=state) if state else rows_for(actor)
    return {
        "rows": list(rows.order_by("-created_at", "-pk")[:SHOWN]),
        "states": [("", _("All states")), *((value, label) for value, label in S.choices)],
        "state": state,
        "may_write": actor.employee_id is not None,
    }


def page_of(one: Innovation, actor: Actor) -> InnovationPage:
    """One innovation for one reader."""
    offered = available(one, actor)
    roles = policy_for(one).roles_of(actor, one)
    measure = next((each for each in offered if each.name in OWN_FORM), None)
    own = Role.SUBJECT.value in roles
    return InnovationPage(
        one=one,
        contributors=list(one.contributors.all()),
        acts=[each for each in offered if each.name not in OWN_FORM and not is_done(one, each)],
        measure=measure,
        metrics=metrics_for(one) if measure else (),
        change=one.after - one.before if one.after is not None and one.before is not None else None,
        writes=own and one.state == S.DRAFT,
        own=own,
        story=story_of(Innovation, events_of(one)),
    )


def is_done(one: Innovation, act: Available) -> bool:
    """Whether there is nothing left to do by this step: a confirmed effect need not offer its confirmation."""
    return act.name == "confirm_effect" and one.effect_confirmed_on is not None


def metrics_for(one: Innovation) -> list[tuple[str, str]]:
    """Metrics in which an effect can show: those of the unit and of the units above it."""
    places = [one.unit_id, *(unit.pk for unit in ancestors(one.unit))]
    rows = ServiceMetric.objects.filter(unit__in=places).order_by("name", "pk")
    return [("", _("none")), *((str(each.public_id), f"{each.name} ({each.unit_of_measure})") for each in rows)]
