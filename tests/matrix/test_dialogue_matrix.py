"""Who may do what with rounds, feedback and dialogue meetings: the literal tables, run at the door of the actions.

Siti is the person, Kabid stands above her; Siti asks Rekan, Wati and Asing. Where a round has no names the rows of
those asked are known to each giver alone.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from appraisal.dialogue import giving, meetings, rounds
from appraisal.models import DialogueMeeting, Feedback, FeedbackRound
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.dialogue import scenes
from tests.matrix.table import Grid, answer_of, differences, read_grid, special
from workflow import clock
from workflow.tables import table_of

EVERYBODY = "siti kabid rekan wati asing anonymous disabled bupati kadis bawahan kaban joko hana hari audi audi_lain"
EVERYBODY += " lia admin clock"


def strangers(known: str) -> str:
    return " ".join(name for name in EVERYBODY.split() if name not in known.split())


ROUND_KNOWING = "siti kabid clock"
ROUND = read_grid(
    """
transition | who may | open closed cancelled unnamed
cancel     | siti    | yes - - yes
close      | clock   | yes - - yes
""",
    knowing={"*": ROUND_KNOWING},
    strangers=strangers(ROUND_KNOWING),
)
FEEDBACK_KNOWING = {"*": "siti kabid rekan clock", "unnamed": "rekan clock"}
FEEDBACK = read_grid(
    """
transition | who may | asked given declined lapsed unnamed
give       | rekan   | nothing_written - - - nothing_written
decline    | rekan   | yes - - - yes
lapse      | clock   | yes - - - yes
""",
    knowing=FEEDBACK_KNOWING,
    strangers=strangers("siti kabid rekan clock"),
)
MEETING_KNOWING = "siti kabid clock"
MEETING = read_grid(
    """
transition  | who may    | planned held confirmed cancelled
reschedule  | siti kabid | yes - - -
cancel      | siti kabid | yes - - -
record      | siti kabid | yes - - -
amend       | siti kabid | - yes - -
agree       | siti kabid | - yes - -
acknowledge | siti kabid | - yes - -
dissent     | siti kabid | - yes - -
confirm     | clock      | - answer_missing - -
""",
    knowing={"*": MEETING_KNOWING},
    strangers=strangers(MEETING_KNOWING),
)
TABLES: dict[Any, Grid] = {FeedbackRound: ROUND, Feedback: FEEDBACK, DialogueMeeting: MEETING}


def made_world() -> World:
    with clock.frozen(NOW):
        world = do.make_world()
        do.running_cycle(world)
    return world


def round_in(situation: str) -> tuple[World, FeedbackRound]:
    """A round in a situation, by the acts of people and of the clock."""
    world = made_world()
    with clock.frozen(IN_WINDOW):
        one = scenes.ask(world, unnamed=situation == "unnamed")
        if situation == "cancelled":
            rounds.take(one.public_id, "cancel", actor=world.actor("siti"), version=0)
        if situation == "closed":
            scenes.close(one)
    return world, scenes.fresh(one)


def feedback_in(situation: str) -> tuple[World, Feedback]:
    """What Rekan was asked, in a situation."""
    world = made_world()
    with clock.frozen(IN_WINDOW):
        one = scenes.ask(world, unnamed=situation == "unnamed")
        asked = scenes.request_of(world, one, "rekan")
        if situation == "given":
            scenes.give(world, one, "rekan")
        elif situation == "declined":
            giving.decline(asked.public_id, actor=world.actor("rekan"), version=0)
        elif situation == "lapsed":
            scenes.close(one)
    return world, scenes.fresh(asked)


def meeting_in(situation: str) -> tuple[World, DialogueMeeting]:
    """A talk in a situation."""
    world = made_world()
    with clock.frozen(IN_WINDOW):
        one = scenes.plan(world)
        if situation in ("held", "confirmed"):
            scenes.take(world, "kabid", one, "record", **scenes.MINUTES)
        if situation == "confirmed":
            scenes.confirmed(world, one)
        if situation == "cancelled":
            scenes.take(world, "siti", one, "cancel", reason="Cuti.")
    return world, scenes.fresh(one)


BUILDERS: dict[Any, Callable[[str], tuple[World, Any]]] = {
    FeedbackRound: round_in,
    Feedback: feedback_in,
    DialogueMeeting: meeting_in,
}
TAKE: dict[Any, Callable[..., Any]] = {
    FeedbackRound: rounds.take,
    Feedback: giving.take,
    DialogueMeeting: meetings.take,
}


def payload_of(name: str) -> dict[str, Any]:
    """What each step of a meeting asks for."""
    reason = {"reason": "Saya melihatnya lain."}
    inputs: dict[str, dict[str, Any]] = {
        "reschedule": {"planned_at": (IN_WINDOW + timedelta(days=3)).isoformat(), "place": "Ruang lain"},
        "record": scenes.MINUTES,
        "amend": scenes.MINUTES,
        "cancel": reason,
        "dissent": reason,
    }
    return dict(inputs.get(name, {}))


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_the_tables_name_every_transition(model: Any) -> None:
    assert {name for name, _where, _who in TABLES[model].answers} == set(table_of(model).rows)


CASES = [(model, situation) for model, grid in TABLES.items() for situation in grid.situations]


@pytest.mark.parametrize(("model", "situation"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_every_cell(model: Any, situation: str, db: None) -> None:
    world, one = BUILDERS[model](situation)

    def try_one(name: str, person: str) -> str:
        actor = special(person) or world.actor(person)
        version = None if actor.is_clock else one.version
        payload = payload_of(name) if model is DialogueMeeting else {}
        return answer_of(lambda: TAKE[model](one.public_id, name, actor=actor, version=version, payload=payload))

    with clock.frozen(IN_WINDOW):
        assert differences(TABLES[model], situation, try_one) == []
