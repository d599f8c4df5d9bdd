"""Who may do what with a recognition note, in every situation: the literal table, run at the door of the actions.

Rekan thanks Siti, whom Kabid rates in the period.
"""

import pytest

from appraisal.models import Recognition
from appraisal.recognition import actions
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.matrix.table import answer_of, differences, read_grid, special
from workflow import clock
from workflow.tables import table_of

KNOWING = {"*": "siti rekan kabid clock", "hidden": "siti rekan clock", "taken_back": "rekan clock"}
STRANGERS = "anonymous disabled bupati kadis asing kaban wati joko bawahan hana hari audi audi_lain lia admin"

GRID = """
transition | who may | shown hidden taken_back
hide       | siti    | yes - -
show       | siti    | - yes -
take_back  | rekan   | yes yes -
"""

TABLE = read_grid(GRID, knowing=KNOWING, strangers=STRANGERS)


def note_in(situation: str) -> tuple[World, Recognition]:
    """A note in a situation, by the acts of the two people; the clock must be frozen by the caller."""
    with clock.frozen(NOW):
        world = do.make_world()
        do.running_cycle(world)
    note = actions.give(actor=world.actor("rekan"), to="Siti", text="Terima kasih sudah membantu loket.")
    acts = {"hidden": ("siti", "hide"), "taken_back": ("rekan", "take_back")}
    if situation in acts:
        person, name = acts[situation]
        actions.take(note.public_id, name, actor=world.actor(person), version=0)
    return world, Recognition.objects.get(pk=note.pk)


def test_the_table_names_every_transition() -> None:
    assert {name for name, _where, _who in TABLE.answers} == set(table_of(Recognition).rows)


@pytest.mark.parametrize("situation", TABLE.situations)
def test_every_cell(situation: str, db: None) -> None:
    with clock.frozen(IN_WINDOW):
        world, note = note_in(situation)

        def try_one(name: str, person: str) -> str:
            actor = special(person) or world.actor(person)
            version = None if actor.is_clock else note.version
            return answer_of(lambda: actions.take(note.public_id, name, actor=actor, version=version))

        assert differences(TABLE, situation, try_one) == []
