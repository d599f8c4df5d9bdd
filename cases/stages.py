"""The track of a case: which stage it is in, and what each stage still needs. Pure reading of what was read already.

Entry: the work has begun and the former stage is closed. Exit: the required items due by the stage's day are
finished, and of the talks that close the case as many are confirmed as belong to this part of the way.
An item belongs to the first stage that ends on or after its day; one without a later stage to the last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage with its items; `missing` are sentences, empty when it may be closed as far as facts go."""

    stage: Any
    items: tuple[Any, ...]
    missing: tuple[str, ...]
    is_next: bool

    @property
    def is_closed(self) -> bool:
        """Whether somebody closed it with a statement."""
        return self.stage.closed_at is not None

    @property
    def done(self) -> int:
        """Finished required items."""
        return sum(1 for item in self.items if item.required and item.is_done)

    @property
    def needed(self) -> int:
        """Required items."""
        return sum(1 for item in self.items if item.required)


def track(case: Any) -> tuple[StageView, ...]:
    """The stages of a case in order; reads `stages`, `items` and `sessions` of it."""
    stages = list(case.stages.all())
    shares = _items_by_stage(case, stages)
    confirmed = sum(1 for session in case.sessions.all() if str(session.state) == "confirmed")
    first_open = next((stage.position for stage in stages if stage.closed_at is None), None)
    views = []
    for stage in stages:
        talks = case.sessions_required * stage.position // len(stages)
        missing = () if stage.closed_at else tuple(_missing(shares[stage.position], talks - confirmed))
        views.append(StageView(stage, tuple(shares[stage.position]), missing, stage.position == first_open))
    return tuple(views)


def _items_by_stage(case: Any, stages: Sequence[Any]) -> dict[int, list[Any]]:
    shares: dict[int, list[Any]] = {stage.position: [] for stage in stages}
    for item in case.items.all():
        if stages and not item.removed:
            fitting = (s for s in stages if item.due_on is not None and item.due_on <= s.due_on)
            shares[next(fitting, stages[-1]).position].append(item)
    return shares


def _missing(items: Sequence[Any], talks: int) -> Iterator[str]:
    for item in items:
        if item.required and not item.is_done:
            yield _("Plan item not finished: %(title)s") % {"title": item.title}
    if talks > 0:
        yield ngettext(
            "%(count)d more coaching session confirmed by both sides is needed.",
            "%(count)d more coaching sessions confirmed by both sides are needed.",
            talks,
        ) % {"count": talks}


def name_of(stage: Any) -> str:
    """What a stage is called."""
    return _("Stage %(number)d, month %(month)d") % {"number": stage.position, "month": stage.month}
