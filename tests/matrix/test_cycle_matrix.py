"""Who may do what with a cycle and with a rule set, in every situation: the literal tables, at the door of the actions.

The cycle is the regency's: only HR of the whole regency acts. An opened cycle and published rules are known to
everybody who is signed in; drafts only to those who hold an office over the whole of it.
"""

from datetime import date
from typing import Any

import pytest

from appraisal.actions import cycles, rule_sets
from appraisal.actions.base import step
from appraisal.models import Cycle, RuleSet
from tests.appraisal import world as do
from tests.appraisal.world import NOW, World
from tests.matrix.table import answer_of, differences, read_grid, special
from workflow import clock
from workflow.tables import table_of

EVERYBODY = "siti kabid kadis bupati rekan asing kaban hana hari joko bawahan wati audi audi_lain lia admin clock"
GONE = "anonymous disabled"

# bawahan and wati are HR of the regency too: a cycle is about nobody in particular, so nothing conflicts.
CYCLE = read_grid(
    """
transition    | who may                | draft opening running closing closed cancelled
open          | hana hari bawahan wati | yes - - - - -
opened        | clock                  | - forms_are_missing - - - -
extend        | hana hari bawahan wati | - - yes - - -
begin_closing | hana hari bawahan wati | - - yes - - -
resume        | hana hari bawahan wati | - - - yes - -
close         | hana hari bawahan wati | - - - still_open - -
cancel        | hana hari bawahan wati | yes yes yes yes - -
""",
    knowing={"draft": "hana hari bawahan wati audi clock", "*": EVERYBODY},
    strangers=f"{EVERYBODY} {GONE}",
)

RULES = read_grid(
    """
transition | who may                | draft published retired
publish    | hana hari bawahan wati | yes - -
retire     | hana hari bawahan wati | - yes -
""",
    knowing={"draft": "hana hari bawahan wati audi clock", "*": EVERYBODY},
    strangers=f"{EVERYBODY} {GONE}",
)


def cycle_in(situation: str) -> tuple[World, Cycle]:
    """A cycle of the regency in a state, brought there by HR, the job and the clock."""
    world = do.make_world()
    cycle = do.draft_cycle(world, do.publish_rules(world))
    hana = world.actor("hana")
    if situation in ("opening", "cancelled"):
        cycles.open_cycle(cycle.public_id, actor=hana, version=0)
    if situation == "cancelled":
        cycles.cancel(cycle.public_id, actor=hana, version=1, reason="Salah aturan.")
    if situation in ("running", "closing", "closed"):
        do.open_cycle(world, cycle)
    if situation in ("closing", "closed"):
        if situation == "closed":
            _cancel_all(world, cycle)
        cycles.begin_closing(cycle.public_id, actor=hana, version=2)
    if situation == "closed":
        cycles.close(cycle.public_id, actor=hana, version=3)
    return world, Cycle.objects.get(pk=cycle.pk)


def _cancel_all(world: World, cycle: Cycle) -> None:
    from appraisal.actions import evaluations

    for form in cycle.evaluations.select_related("employee"):
        # Hana is not HR towards herself, and Wati is Hari's colleague: each is cancelled by the other.
        who = "hari" if form.employee_id == world.people["hana"].pk else "hana"
        if form.employee_id == world.people["kaban"].pk:
            who = "bawahan"
        evaluations.cancel(form.public_id, actor=world.actor(who), version=form.version, reason="Uji coba.")


def cycle_payload(name: str) -> dict[str, Any]:
    reason = {"reason": "Libur bersama."}
    return {
        "extend": {"review_until": date(2026, 11, 20), **reason},
        "resume": reason,
        "cancel": reason,
    }.get(name, {})


def test_the_tables_name_every_transition() -> None:
    assert {name for name, _where, _who in CYCLE.answers} == set(table_of(Cycle).rows)
    assert {name for name, _where, _who in RULES.answers} == set(table_of(RuleSet).rows)


@pytest.mark.parametrize("situation", CYCLE.situations)
def test_every_cell_of_a_cycle(situation: str, db: None) -> None:
    with clock.frozen(NOW):
        world, cycle = cycle_in(situation)

        def try_one(name: str, person: str) -> str:
            actor = special(person) or world.actor(person)
            return answer_of(
                lambda: cycles.take(
                    cycle.public_id, name, actor=actor, version=cycle.version, payload=cycle_payload(name)
                )
            )

        assert differences(CYCLE, situation, try_one) == []


@pytest.mark.parametrize("situation", RULES.situations)
def test_every_cell_of_a_rule_set(situation: str, db: None) -> None:
    with clock.frozen(NOW):
        world = do.make_world()
        hana = world.actor("hana")
        draft = rule_sets.create_rule_set(actor=hana, unit=world.units["regency"].public_id, name="Aturan")
        if situation != "draft":
            rule_sets.publish(draft.public_id, actor=hana, version=0)
        if situation == "retired":
            rule_sets.retire(draft.public_id, actor=hana, version=1, reason="Diganti.")
        rules = RuleSet.objects.get(pk=draft.pk)

        def try_one(name: str, person: str) -> str:
            actor = special(person) or world.actor(person)
            payload = {"reason": "Diganti."} if name == "retire" else {}
            return answer_of(
                lambda: step(RuleSet, rules.public_id, name, actor=actor, version=rules.version, payload=payload)
            )

        assert differences(RULES, situation, try_one) == []
