"""Everything that happened to a plan, newest first, and the map of its steps with the present place."""

from dataclasses import dataclass
from typing import Any

from appraisal.models import Plan
from appraisal.pages.story import story_of
from appraisal.pages.timeline import events_of
from appraisal.plans.pages.heads import PlanHead, head_of
from appraisal.plans.policies import HISTORY
from workflow.actors import Actor
from workflow.errors import NotPermitted


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The events as people tell them, and as the diagram wants them."""

    head: PlanHead
    entries: tuple[Any, ...]
    events: tuple[Any, ...]


def history_page(plan: Plan, actor: Actor) -> HistoryPage:
    """The history for whoever may read it, reasons included."""
    head = head_of(plan, actor)
    if HISTORY not in head.fields:
        raise NotPermitted
    events = events_of(plan)
    return HistoryPage(head, tuple(story_of(Plan, events)), tuple(events))
