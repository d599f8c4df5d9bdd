"""Who may do what with a plan, in every situation: the literal table, run at the door of the actions.

Siti heads a section; Kabid agrees on her plan, Kadis is above him. Hana, Hari and Wati are HR of the regency, Bawahan
too, but Siti is her superior; Joko is HR of another agency. Audi audits the regency, Lia leads the agency.

Situations: draft (nothing written) · written (could be proposed) · office (drafted by Hana, could be proposed) ·
proposed · again (a new version is proposed) · returned (never agreed) · agreed · changed · closed.
"""

from collections.abc import Callable
from typing import Any

import pytest

from appraisal.machines.plan import REASSIGNED_BY
from appraisal.models import Plan
from appraisal.plans.actions import beginning, moving
from tests.appraisal import plans as do
from tests.appraisal.world import IN_WINDOW, World, make_world
from tests.matrix.table import answer_of, differences, read_grid, special
from workflow import clock
from workflow.engine import fire
from workflow.tables import table_of

KNOWING = {"*": "siti kabid kadis hana hari wati audi lia clock"}
STRANGERS = "anonymous disabled bupati rekan asing kaban joko bawahan audi_lain admin"

# `!s` same_assessor · `!t` time_not_over · `!o` not_by_office · `!n` never_agreed
GRID = """
transition      | who may              | draft written office proposed again returned agreed changed closed
propose         | siti                 | no_result yes yes - - yes - yes -
propose_for     | hana hari wati       | !o !o yes - - - - - -
recall          | siti                 | - - - yes agreed_before - - - -
return          | kabid                | - - - yes yes - - - -
agree           | kabid                | - - - yes yes - - - -
ask_change      | siti kabid           | - - - - - - yes - -
drop_change     | siti kabid           | - - - !n yes !n - yes -
receive         | hana hari wati kabid | yes yes yes - - - - - -
follow_draft    | hana hari wati clock | !s !s !s - - - - - -
follow_proposed | hana hari wati clock | - - - !s !s - - - -
follow_returned | hana hari wati clock | - - - - - !s - - -
follow_agreed   | hana hari wati clock | - - - - - - !s - -
follow_changed  | hana hari wati clock | - - - - - - - !s -
reassign_draft  | hana hari wati       | yes yes yes - - - - - -
reassign_proposed | hana hari wati     | - - - yes yes - - - -
reassign_returned | hana hari wati     | - - - - - yes - - -
reassign_agreed | hana hari wati       | - - - - - - yes - -
reassign_changed | hana hari wati      | - - - - - - - yes -
close           | hana hari wati       | yes yes yes yes yes yes yes yes -
close_at_end    | clock                | - - - - - - !t - -
lapse           | clock                | !t !t !t !t !t !t - !t -
"""
CODES = {"!s": "same_assessor", "!t": "time_not_over", "!o": "not_by_office", "!n": "never_agreed"}
REASON = {"reason": "Sesuai pembicaraan."}


def grid() -> str:
    """The table with the codes written out."""
    text = GRID
    for short, code in CODES.items():
        text = text.replace(short, code)
    return text


TABLE = read_grid(grid(), knowing=KNOWING, strangers=STRANGERS)


def _by_office(world: World) -> Plan:
    hana, siti = world.actor("hana"), world.people["siti"].public_id
    plan = beginning.begin_plan(actor=hana, period_from=do.FIRST, person=siti, **REASON)
    do.write_result(plan, hana)
    return do.fresh(plan)


def _returned(world: World) -> Plan:
    return do.act(do.proposed(world, "siti"), "return", world.actor("kabid"), **REASON)


WAYS: dict[str, Callable[[World], Plan]] = {
    "draft": lambda world: do.begin(world, "siti"),
    "written": lambda world: do.written(world, "siti"),
    "office": _by_office,
    "proposed": lambda world: do.proposed(world, "siti"),
    "again": lambda world: do.act(do.changing(world, "siti"), "propose", world.actor("siti")),
    "returned": _returned,
    "agreed": lambda world: do.agreed(world, "siti"),
    "changed": lambda world: do.changing(world, "siti"),
    "closed": lambda world: do.act(do.agreed(world, "siti"), "close", world.actor("hana"), **REASON),
}


def plan_in(situation: str) -> tuple[World, Plan, Callable[[str], dict[str, Any]]]:
    """A plan in a situation by the acts of the people who may, and what each step asks for."""
    with clock.frozen(IN_WINDOW):
        world = make_world()
        plan, entry = WAYS[situation](world), do.entry(world)

    def payload_of(name: str) -> dict[str, Any]:
        if name == "receive":
            return {"entries": [str(entry.public_id)]}
        if name in REASSIGNED_BY.values():
            return {"assessor": str(world.people["kaban"].public_id), **REASON}
        return dict(REASON) if table_of(Plan).rows[name].needs else {}

    return world, plan, payload_of


def test_the_table_names_every_transition() -> None:
    assert {name for name, _where, _who in TABLE.answers} == set(table_of(Plan).rows)


@pytest.mark.parametrize("situation", TABLE.situations)
def test_every_cell(situation: str, db: None) -> None:
    world, plan, payload_of = plan_in(situation)

    def try_one(name: str, person: str) -> str:
        actor = special(person) or world.actor(person)
        version = None if actor.is_clock else plan.version
        if actor.is_clock or table_of(Plan).rows[name].hidden:
            return answer_of(lambda: fire(plan, name, actor=actor, version=version, payload=payload_of(name)))
        return answer_of(
            lambda: moving.take(plan.public_id, name, actor=actor, version=version, payload=payload_of(name))
        )

    with clock.frozen(IN_WINDOW):
        assert differences(TABLE, situation, try_one) == []
