"""Who may do what with an annual result, in every situation: the literal table, run at the door of the actions.

Siti's year: Kabid decides, Kadis stands above; Hana, Hari and Wati are HR, Lia leads the agency; Siti is the superior
of Bawahan, who is HR for everybody else. Situations: proposed · disputed (an objection of hers is undecided) · decided
· acknowledged · cancelled.
"""

from typing import Any

import pytest

from appraisal.annual import actions
from appraisal.models import AnnualResult
from tests.annual import world as years
from tests.annual.world import AFTER
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.awards.world import final, handed_out
from tests.matrix.table import answer_of, differences, read_grid, special
from workflow import clock
from workflow.tables import table_of

KNOWING = {"*": "siti kabid kadis hana hari wati lia audi clock"}
STRANGERS = "anonymous disabled bupati rekan asing kaban joko bawahan audi_lain admin"

GRID = """
transition  | who may              | proposed disputed decided acknowledged cancelled
accept      | kabid                | yes disputed - - -
decide      | kabid                | yes disputed - - -
acknowledge | siti                 | - - yes - -
reopen      | kadis hana hari wati | - - yes yes -
take_away   | clock                | - - yes yes -
reassign    | hana hari wati       | yes yes - - -
cancel      | hana hari wati       | yes yes - - -
"""

TABLE = read_grid(GRID, knowing=KNOWING, strangers=STRANGERS)


def annual_in(situation: str) -> tuple[World, AnnualResult]:
    """An annual result in a situation, by the acts of the people who may; the clock must be frozen by the caller."""
    with clock.frozen(NOW):
        world = do.make_world()
        do.running_cycle(world)
    with clock.frozen(IN_WINDOW):
        do.let_clock_work()
        if situation == "disputed":
            handed_out(world, "siti")
            do.file_objection(world, "siti")
        else:
            final(world, "siti")
    years.make(world, unit="section")
    annual = years.annual_of(world)
    if situation in ("decided", "acknowledged"):
        annual = years.accept(world, annual)
    if situation == "acknowledged":
        annual = years.take(world, "siti", "acknowledge", annual)
    if situation == "cancelled":
        annual = years.take(world, "hana", "cancel", annual, reason="Orang yang salah.")
    return world, annual


def payload_of(world: World, annual: AnnualResult, name: str) -> dict[str, Any]:
    """What each step asks for."""
    reason = {"reason": "Menurut berkas."}
    basis = {"basis": years.basis_of(annual)}
    return {
        "accept": basis,
        "decide": {"predicate": "kurang", **reason, **basis},
        "reopen": reason,
        "cancel": reason,
        "reassign": {"assessor": world.people["rekan"].public_id, **reason},
    }.get(name, {})


def test_the_table_names_every_transition() -> None:
    assert {name for name, _where, _who in TABLE.answers} == set(table_of(AnnualResult).rows)


@pytest.mark.parametrize("situation", TABLE.situations)
def test_every_cell(situation: str, db: None) -> None:
    with clock.frozen(AFTER):
        world, annual = annual_in(situation)

        def try_one(name: str, person: str) -> str:
            actor = special(person) or world.actor(person)
            version = None if actor.is_clock else annual.version
            payload = payload_of(world, annual, name)
            return answer_of(
                lambda: actions.take(annual.public_id, name, actor=actor, version=version, payload=payload)
            )

        assert differences(TABLE, situation, try_one) == []
