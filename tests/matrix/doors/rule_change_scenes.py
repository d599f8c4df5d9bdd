"""Changes of the rules in every situation of their table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from appraisal.models import RuleChange
from appraisal.rule_changes import actions
from tests.appraisal import world as do
from tests.appraisal.rule_changes import MOVE_ALL, draft, open_world
from tests.appraisal.world import IN_WINDOW, World
from tests.matrix.doors import tables
from tests.matrix.doors.appraisal_scenes import REASON, of, posts_to
from tests.matrix.doors.harness import Scene
from workflow import clock


def rule_change_in(world: World, situation: str) -> RuleChange:
    """Hana drafted it; where it is further, Hari put it into force or discarded it."""
    change, hari = draft(world, MOVE_ALL), world.actor("hari")
    if situation == "discarded":
        actions.take(change.public_id, "discard", actor=hari, version=0, payload=REASON)
    elif situation != "drafted":
        actions.take(change.public_id, "apply", actor=hari, version=0)
    if situation == "applied":
        do.run_jobs()
    return RuleChange.objects.get(pk=change.pk)


@contextmanager
def rule_change(situation: str) -> Iterator[Scene]:
    with clock.frozen(IN_WINDOW):
        world = open_world()
        subject = rule_change_in(world, situation)

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return dict(REASON) if name == "discard" else {}

        cells, address = of(tables.rule_change(), situation), posts_to("appraisal:rule-change-transition")
        yield Scene(f"rule_change/{situation}", subject, world.users, cells, "rule-changes", address, prepare)
