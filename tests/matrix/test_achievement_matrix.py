"""Who may do what with the achievement of a unit: the literal table, run at the door of the actions.

The agency's achievement in the running cycle. HR of the regency is HR here, Bawahan too; Lia leads the agency; Kadis
heads it, the Bupati the unit above; Kadis, Kabid and Siti rate somebody in it. Everybody else knows it, because it
stands on every form. Situations: set · over (the cycle was cancelled) · withdrawn.
"""

from typing import Any

import pytest

from appraisal.actions import cycles
from appraisal.models import Cycle, UnitAchievement
from appraisal.patterns import actions
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.matrix.table import answer_of, differences, read_grid, special
from tests.patterns.conftest import values
from workflow import clock
from workflow.tables import table_of

EVERYBODY = "siti kabid kadis hana hari wati bawahan lia bupati rekan asing kaban joko audi audi_lain admin clock"
STRANGERS = "anonymous disabled"

GRID = """
transition | who may                                           | set over withdrawn
change     | hana hari wati bawahan lia                        | yes cycle_over -
explain    | hana hari wati bawahan lia kadis bupati kabid siti | yes cycle_over -
withdraw   | hana hari wati bawahan lia                        | yes cycle_over -
"""

TABLE = read_grid(GRID, knowing={"*": EVERYBODY}, strangers=STRANGERS)


def achievement_in(situation: str) -> tuple[World, UnitAchievement]:
    """An achievement in a situation, by the acts of the people who may; the clock must be frozen by the caller."""
    with clock.frozen(NOW):
        world = do.make_world()
        cycle = do.running_cycle(world)
    do.let_clock_work()
    made = actions.set_achievement(actor=world.actor("hana"), **values(world, cycle))  # type: ignore[arg-type]
    if situation == "over":
        version = Cycle.objects.values_list("version", flat=True).get(pk=cycle.pk)
        cycles.cancel(cycle.public_id, actor=world.actor("hana"), version=version, reason="Keliru.")
    if situation == "withdrawn":
        actions.take(
            made.public_id, "withdraw", actor=world.actor("hana"), version=0, payload={"reason": "Unit keliru."}
        )
    return world, UnitAchievement.objects.get(pk=made.pk)


def payload_of(name: str) -> dict[str, Any]:
    """What each step asks for."""
    return {
        "change": {"achievement": "baik", "source": "LKjIP revisi", "reason": "Revisi."},
        "explain": {"deviation": "Tim kecil."},
        "withdraw": {"reason": "Unit keliru."},
    }[name]


def test_the_table_names_every_transition() -> None:
    assert {name for name, _where, _who in TABLE.answers} == set(table_of(UnitAchievement).rows)


@pytest.mark.parametrize("situation", TABLE.situations)
def test_every_cell(situation: str, db: None) -> None:
    with clock.frozen(IN_WINDOW):
        world, found = achievement_in(situation)

        def try_one(name: str, person: str) -> str:
            actor = special(person) or world.actor(person)
            version = None if actor.is_clock else found.version
            return answer_of(
                lambda: actions.take(found.public_id, name, actor=actor, version=version, payload=payload_of(name))
            )

        assert differences(TABLE, situation, try_one) == []
