"""Who may do what with an innovation, in every situation: the literal table, run at the door of the actions.

Siti wrote it, Rekan has a share; Hana, Hari and Wati are HR of the regency, Lia leads the agency. Bawahan is HR too,
but Siti is his superior, so that he reviews nothing here.
Situations: draft (complete) · thin (draft, no idea yet) · submitted · accepted · in_use (no effect yet) · measured ·
confirmed · declined · ended · discarded.
"""

from datetime import date
from typing import Any

import pytest

from appraisal.innovations import actions
from appraisal.models import Innovation
from appraisal.shares import Line
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, World
from tests.matrix.table import answer_of, differences, read_grid, special
from workflow import clock
from workflow.tables import table_of

SEEN = "siti rekan hana hari wati lia audi clock"
KNOWING = {
    "*": SEEN,
    "draft": "siti rekan clock",
    "thin": "siti rekan clock",
    "discarded": "siti rekan clock",
}
STRANGERS = "anonymous disabled bupati kadis kabid asing kaban joko audi_lain admin bawahan"
REVIEW = "hana hari wati lia"

GRID = f"""
transition     | who may             | draft thin submitted accepted in_use measured confirmed declined ended discarded
submit         | siti rekan          | yes innovation_incomplete - - - - - - - -
take_back      | siti rekan          | - - yes - - - - - - -
discard        | siti rekan          | yes yes - - - - - - - -
return         | {REVIEW}            | - - yes - - - - - - -
accept         | {REVIEW}            | - - yes - - - - - - -
decline        | {REVIEW}            | - - yes - - - - - - -
put_to_use     | siti rekan          | - - - yes - - - - - -
measure        | siti rekan          | - - - - yes yes yes - - -
confirm_effect | {REVIEW}            | - - - - effect_missing yes effect_confirmed - - -
end            | siti rekan hana hari wati | - - - yes yes yes yes - - -
"""

TABLE = read_grid(GRID, knowing=KNOWING, strangers=STRANGERS)
# What each situation needs beyond the one before: who takes which step.
WAY = (
    ("submitted", "siti", "submit"),
    ("accepted", "hana", "accept"),
    ("in_use", "rekan", "put_to_use"),
    ("measured", "siti", "measure"),
    ("confirmed", "hana", "confirm_effect"),
)


def written(world: World, *, idea: str = "Loket khusus pada hari pasar.") -> Innovation:
    """A draft of Siti's, Rekan with a share."""
    values = {
        "title": "Layanan hari pasar",
        "problem": "Antrean panjang pada hari pasar.",
        "idea": idea,
        "unit": world.units["section"].public_id,
        "started_on": date(2026, 7, 1),
    }
    one = actions.create_innovation(actor=world.actor("siti"), values=values)
    lines = [Line(1, world.people["siti"], "70"), Line(2, world.people["rekan"], "30")]
    return actions.save_innovation(one.public_id, actor=world.actor("siti"), revision=0, values={}, lines=lines)


def act(world: World, one: Innovation, person: str, name: str, **inputs: Any) -> None:
    """One step on the present version."""
    version = Innovation.objects.values_list("version", flat=True).get(pk=one.pk)
    payload = {**payload_of(name), **inputs}
    actions.take(one.public_id, name, actor=world.actor(person), version=version, payload=payload)


def innovation_in(situation: str) -> tuple[World, Innovation]:
    """An innovation in a situation, by the acts of the people who may."""
    with clock.frozen(IN_WINDOW):
        world = do.make_world()
        one = written(world, idea="" if situation == "thin" else "Loket khusus pada hari pasar.")
        if situation == "discarded":
            act(world, one, "siti", "discard")
        elif situation == "declined":
            act(world, one, "siti", "submit")
            act(world, one, "hana", "decline")
        elif situation not in ("draft", "thin"):
            for reached, person, name in WAY:
                act(world, one, person, name)
                if reached == situation:
                    break
                if situation == "ended" and reached == "accepted":
                    act(world, one, "siti", "end")
                    break
    return world, Innovation.objects.select_related("unit").get(pk=one.pk)


def payload_of(name: str) -> dict[str, Any]:
    """What each step asks for."""
    inputs: dict[str, dict[str, Any]] = {
        "return": {"reason": "Jelaskan gagasannya."},
        "decline": {"reason": "Sudah ada di unit lain."},
        "put_to_use": {"used_from": "2026-10-01"},
        "measure": {"effect": "Antrean turun menurut catatan loket."},
        "end": {"reason": "Sistem baru menggantikannya."},
    }
    return dict(inputs.get(name, {}))


def test_the_table_names_every_transition() -> None:
    assert {name for name, _where, _who in TABLE.answers} == set(table_of(Innovation).rows)


@pytest.mark.parametrize("situation", TABLE.situations)
def test_every_cell(situation: str, db: None) -> None:
    world, one = innovation_in(situation)

    def try_one(name: str, person: str) -> str:
        actor = special(person) or world.actor(person)
        version = None if actor.is_clock else one.version
        return answer_of(
            lambda: actions.take(one.public_id, name, actor=actor, version=version, payload=payload_of(name))
        )

    with clock.frozen(IN_WINDOW):
        assert differences(TABLE, situation, try_one) == []
