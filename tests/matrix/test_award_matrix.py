"""Who may do what with an award, in every situation: the literal table, run at the door of the actions.

Kabid rates Siti and nominates her, Hana approves, Kadis gives it. Hari and Wati are HR too, Lia leads the agency; Siti
is the superior of Bawahan, who is HR for everybody else. Situations: nominated · approved · awarded (Siti has not said
whether she agrees) · public · declined · withdrawn (taken back).
"""

from typing import Any

import pytest

from appraisal.awards import actions
from appraisal.models import Award
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.awards import world as rewards
from tests.matrix.table import answer_of, differences, read_grid, special
from workflow import clock
from workflow.tables import table_of

OFFICE = "kabid kadis hana hari wati lia audi clock"
KNOWING = {"*": OFFICE, "awarded": f"{OFFICE} siti", "public": f"{OFFICE} siti"}
STRANGERS = "anonymous disabled siti bupati rekan asing kaban joko bawahan audi_lain admin"

GRID = """
transition   | who may        | nominated approved awarded public declined withdrawn
approve      | hana hari wati | yes - - - - -
grant        | kadis lia      | - yes - - - -
decline      | hana hari wati | yes - - - - -
refuse       | kadis lia      | - yes - - - -
take_back    | kabid          | yes yes - - - -
withdraw     | clock          | yes yes - - - -
consent      | siti           | - - yes already_public - -
keep_private | siti           | - - yes yes - -
"""

TABLE = read_grid(GRID, knowing=KNOWING, strangers=STRANGERS)


def award_in(situation: str) -> tuple[World, Award]:
    """An award in a situation, by the acts of the people who may; the clock must be frozen by the caller."""
    with clock.frozen(NOW):
        world = do.make_world()
        cycle = do.running_cycle(world)
    do.let_clock_work()
    rewards.final(world, "siti")
    award = rewards.nominate(world, rewards.programme(world, cycle))
    if situation == "declined":
        award = rewards.take(world, "hana", "decline", award, reason="Sudah diberi tahun lalu.")
    if situation == "withdrawn":
        award = rewards.take(world, "kabid", "take_back", award)
    if situation in ("approved", "awarded", "public"):
        award = rewards.take(world, "hana", "approve", award)
    if situation in ("awarded", "public"):
        award = rewards.take(world, "kadis", "grant", award)
    if situation == "public":
        award = rewards.take(world, "siti", "consent", award)
    return world, award


def payload_of(name: str) -> dict[str, Any]:
    """What each step asks for."""
    return {"reason": "Belum tahun ini."} if name in ("decline", "refuse") else {}


def test_the_table_names_every_transition() -> None:
    assert {name for name, _where, _who in TABLE.answers} == set(table_of(Award).rows)


@pytest.mark.parametrize("situation", TABLE.situations)
def test_every_cell(situation: str, db: None) -> None:
    with clock.frozen(IN_WINDOW):
        world, award = award_in(situation)

        def try_one(name: str, person: str) -> str:
            actor = special(person) or world.actor(person)
            version = None if actor.is_clock else award.version
            return answer_of(
                lambda: actions.take(award.public_id, name, actor=actor, version=version, payload=payload_of(name))
            )

        assert differences(TABLE, situation, try_one) == []
