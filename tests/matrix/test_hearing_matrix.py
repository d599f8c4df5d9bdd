"""Who may do what with a hearing, in every situation: the literal table, run at the door of the actions.

Siti objects; Kabid rated; Kadis decides. Situations: planned · held (no side has answered) · confirmed · cancelled ·
over (held, no side has answered, the objection is decided).
"""

from datetime import timedelta
from typing import Any

import pytest

from appraisal.actions import hearings
from appraisal.models import Hearing, Objection
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, World
from tests.matrix.situations import objection_in
from tests.matrix.table import answer_of, differences, read_grid, special
from workflow import clock
from workflow.tables import table_of

KNOWING = {"*": "siti kabid kadis hana hari audi clock"}
STRANGERS = "anonymous disabled bupati rekan lama asing kaban wati joko bawahan audi_lain lia admin"
PRESENT = IN_WINDOW + timedelta(hours=2)

GRID = """
transition  | who may     | planned held confirmed cancelled over
reschedule  | kadis       | yes - - - -
cancel      | kadis clock | yes - - - -
record      | kadis       | yes - - - -
amend       | kadis       | - yes - - objection_over
acknowledge | siti kabid  | - yes - - yes
dissent     | siti kabid  | - yes - - yes
confirm     | clock       | - answer_missing - - answer_missing
"""

TABLE = read_grid(GRID, knowing=KNOWING, strangers=STRANGERS)


def hearing_in(situation: str, world: World | None = None) -> tuple[World, Hearing]:
    """A hearing in a situation, by the acts of the people who may; the clock then stands at `PRESENT`."""
    world, objection = objection_in("answered", world)
    with clock.frozen(PRESENT):
        hearing = do.invite(objection)

        def act(person: str, name: str) -> None:
            version = Hearing.objects.values_list("version", flat=True).get(pk=hearing.pk)
            actor, payload = world.actor(person), payload_of(name)
            hearings.take(hearing.public_id, name, actor=actor, version=version, payload=payload)

        if situation == "cancelled":
            act("kadis", "cancel")
        elif situation != "planned":
            act("kadis", "record")
        if situation == "confirmed":
            act("siti", "acknowledge")
            act("kabid", "dissent")
        if situation == "over":
            do.decide(Objection.objects.get(pk=objection.pk), {"hasil_utama": 3})
    return world, Hearing.objects.get(pk=hearing.pk)


def payload_of(name: str) -> dict[str, Any]:
    """What each step asks for."""
    minutes = {"held_at": PRESENT, "minutes": "Kedua pihak menjelaskan."}
    inputs: dict[str, dict[str, Any]] = {
        "reschedule": {"planned_at": PRESENT + timedelta(days=3), "place": "Ruang lain", "reason": "Rapat."},
        "cancel": {"reason": "Listrik padam."},
        "record": minutes,
        "amend": minutes,
        "dissent": {"reason": "Saya menyebut hari lain."},
    }
    return dict(inputs.get(name, {}))


def test_the_table_names_every_transition() -> None:
    assert {name for name, _where, _who in TABLE.answers} == set(table_of(Hearing).rows)


@pytest.mark.parametrize("situation", TABLE.situations)
def test_every_cell(situation: str, db: None) -> None:
    world, hearing = hearing_in(situation)

    def try_one(name: str, person: str) -> str:
        actor = special(person) or world.actor(person)
        version = None if actor.is_clock else hearing.version
        return answer_of(
            lambda: hearings.take(hearing.public_id, name, actor=actor, version=version, payload=payload_of(name))
        )

    with clock.frozen(PRESENT):
        assert differences(TABLE, situation, try_one) == []
