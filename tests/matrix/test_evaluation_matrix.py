"""The full product of an evaluation: every transition, situation and person, at the door of the actions."""

from typing import Any

import pytest

from appraisal.actions import evaluations
from appraisal.models import Evaluation
from tests.appraisal.world import IN_WINDOW, NOW
from tests.matrix.evaluation_table import table
from tests.matrix.situations import evaluation_in
from tests.matrix.table import answer_of, differences, special
from workflow import clock
from workflow.tables import table_of

TABLE = table()


def payload_of(name: str, world: Any) -> dict[str, Any]:
    """A whole and correct input, so that a refusal never comes from a broken request."""
    reason = {"reason": "Sesuai berkas."}
    another = {"assessor": str(world.people["rekan"].public_id), **reason}
    return {
        "assist": reason,
        "return": reason,
        "adjust": {"results_rating": "2", "behaviour_rating": "2", **reason},
        "admit_late": reason,
        "request_reopening": reason,
        "decline_reopening": reason,
        "cancel": reason,
        "take_over_review": reason,
        "cancel_with_cycle": {},
        "reassign_draft": another,
        "reassign_self": another,
        "reassign": another,
        "reassign_superior": {"superior": another["assessor"], **reason},
    }.get(name, {})


def test_the_table_names_every_transition() -> None:
    """A new transition without a line fails."""
    assert {name for name, _where, _who in TABLE.answers} == set(table_of(Evaluation).rows)


@pytest.mark.parametrize("situation", TABLE.situations)
def test_every_cell(situation: str, db: None) -> None:
    world, form = evaluation_in(situation)

    def try_one(name: str, person: str) -> str:
        actor = special(person) or world.actor(person)
        return answer_of(
            lambda: evaluations.take(
                form.public_id, name, actor=actor, version=form.version, payload=payload_of(name, world)
            )
        )

    with clock.frozen(NOW if situation == "draft" else IN_WINDOW):
        assert differences(TABLE, situation, try_one) == []
