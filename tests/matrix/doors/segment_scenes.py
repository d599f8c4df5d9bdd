"""Segments of a period in every situation of their table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from appraisal.actions import evaluations
from appraisal.models import PeriodSegment
from appraisal.segments import actions
from tests.appraisal import segments as seg
from tests.appraisal.world import IN_WINDOW, World, make_world
from tests.matrix.doors import tables
from tests.matrix.doors.appraisal_scenes import REASON, of, posts_to
from tests.matrix.doors.harness import Scene
from workflow import clock
from workflow.actors import CLOCK
from workflow.engine import fire

AT = seg.at(seg.date(2026, 11, 2))


def segment_in(world: World, situation: str) -> PeriodSegment:
    """The days Kabid had; in `current` those of Kaban."""
    row = seg.waiting(world)
    hana = world.actor("hana")
    if situation == "current":
        return seg.segments(world, "siti")[1]
    if situation in ("rated", "closed"):
        row = seg.draft(world, row, "kabid")
    if situation == "closed":
        seg.close(world, row, "kabid")
    if situation == "lapsed":
        fire(row, "lapse", actor=CLOCK, version=None)
    if situation == "excused":
        actions.take(row.public_id, "excuse", actor=hana, version=row.version, payload=REASON)
    if situation == "cancelled":
        form = world.form_of("siti")
        evaluations.cancel(form.public_id, actor=hana, version=form.version, **REASON)
    return seg.segments(world, "siti")[0]


@contextmanager
def segment(situation: str) -> Iterator[Scene]:
    with clock.frozen(IN_WINDOW):
        world = make_world()
    with clock.frozen(AT):
        subject = segment_in(world, situation)

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return dict(REASON) if name == "excuse" else {}

        cells, address = of(tables.segment(), situation), posts_to("appraisal:segment-transition")
        yield Scene(f"segment/{situation}", subject, world.users, cells, "segments", address, prepare)
