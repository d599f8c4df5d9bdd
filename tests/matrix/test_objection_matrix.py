"""Who may do what with an objection, in every situation: the literal table, run at the door of the actions.

Siti objects; Kabid rated; Kadis decides; Kaban is the alternate of the rule set. A draft is known to Siti alone.
Situations: drafted · filed (not answered) · answered (not ruled) · asked (a question to each side) · ruled · decided ·
withdrawn · lapsed (never filed) · late (filed out of time) · rejected (not admitted). `!e`: evaluation_goes_on.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from appraisal.actions import objections
from appraisal.machines.deciding import NAMING, RECUSING
from appraisal.models import Objection, ObjectionQuestion
from tests.appraisal.world import IN_WINDOW
from tests.matrix.situations import objection_in
from tests.matrix.table import answer_of, differences, read_grid, special
from workflow import clock
from workflow.tables import table_of

KNOWING = {"drafted": "siti clock", "lapsed": "siti clock", "*": "siti kabid kadis hana hari audi clock"}
STRANGERS = "anonymous disabled bupati rekan lama asing kaban joko bawahan audi_lain lia admin"

GRID = """
transition       | who may   | drafted filed answered asked ruled decided withdrawn lapsed late rejected
file             | siti      | yes - - - - - - - - -
file_late        | siti      | not_late - - - - - - accepted - -
admit            | clock     | - - - - - - - - not_admitted -
reject_late      | kadis hana hari | - - - - - - - - yes -
withdraw_late    | siti      | - - - - - - - - yes -
late_lapse       | clock     | - - - - - - - - yes -
discard          | siti      | yes - - - - - - - - -
answer           | kabid     | - not_answered - - - - - - - -
remind_answer    | clock     | - yes - - - - - - - -
remind_decision  | clock     | - - yes yes yes - - - - -
answer_lapse     | clock     | - yes - - - - - - - -
decide           | kadis     | - - not_ruled not_ruled yes - - - - -
ask_employee     | kadis     | - - yes yes yes - - - - -
ask_assessor     | kadis     | - - yes yes yes - - - - -
reply_employee   | siti      | - - no_such_question yes no_such_question - - - - -
reply_assessor   | kabid     | - - no_such_question yes no_such_question - - - - -
recuse           | kadis     | - - yes yes yes - - - - -
recuse_filed     | kadis     | - yes - - - - - - - -
recuse_late      | kadis     | - - - - - - - - yes -
assign_decider   | hana hari | - - yes yes yes - - - - -
assign_decider_filed | hana hari | - yes - - - - - - - -
assign_decider_late | hana hari | - - - - - - - - yes -
decision_overdue | clock     | - - yes yes yes - - - - -
pass_on          | clock     | - - yes yes yes - - - - -
give_back        | hana hari | - - not_passed_on not_passed_on not_passed_on - - - - -
withdraw         | siti      | - yes yes yes yes - - - - -
lapse            | clock     | !e !e !e !e !e - - - - -
"""

TABLE = read_grid(GRID.replace("!e", "evaluation_goes_on"), knowing=KNOWING, strangers=STRANGERS)


def payload_of(name: str, world: Any) -> dict[str, Any]:
    reason = {"reason": "Hubungan keluarga."}
    question = {"question": "Kapan sistem terganggu?"}
    return {
        **dict.fromkeys(("ask_employee", "ask_assessor"), question),
        "reply_employee": {"question": asked("employee"), "answer": "Tanggal 3 sampai 5."},
        "reply_assessor": {"question": asked("assessor"), "answer": "Tanggal 3 sampai 5."},
        **dict.fromkeys(RECUSING, reason),
        "give_back": reason,
        "reject_late": reason,
        **{naming: {"decider": str(world.people["bupati"].public_id), **reason} for naming in NAMING},
    }.get(name, {})


def test_the_table_names_every_transition() -> None:
    """A new transition without a line fails."""
    assert {name for name, _where, _who in TABLE.answers} == set(table_of(Objection).rows)


def asked(side: str) -> str:
    """The question put to a side, or one that nobody put."""
    found = ObjectionQuestion.objects.filter(addressee=side).first()
    return str(found.public_id if found else uuid4())


@pytest.mark.parametrize("situation", TABLE.situations)
def test_every_cell(situation: str, db: None) -> None:
    world, objection = objection_in(situation)

    def try_one(name: str, person: str) -> str:
        actor = special(person) or world.actor(person)
        return answer_of(
            lambda: objections.take(
                objection.public_id,
                name,
                actor=actor,
                version=objection.version,
                payload=payload_of(name, world),
            )
        )

    with clock.frozen(IN_WINDOW + timedelta(hours=1)):
        assert differences(TABLE, situation, try_one) == []
