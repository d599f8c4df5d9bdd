"""Ways to another edition of the rules for a running cycle: rules that differ, a change drafted, put into force."""

from dataclasses import replace
from typing import Any

from appraisal.actions import rule_sets
from appraisal.default_rules import default_rules
from appraisal.models import RuleChange, RuleSet
from appraisal.rule_changes import actions
from appraisal.rules import RuleContent, Span, Words, as_json
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from workflow import clock

OLD = default_rules(alternate_decider="other")
MOVE_ALL = dict.fromkeys(("draft", "self_assessment", "supervisor_review"), "move")
REASON = "Surat edaran bupati 7/2026."


def newer(**clocks: Span) -> RuleContent:
    """The first item of the first section goes, another comes; their weights change so that they total 100."""
    first, second, *rest = OLD.indicators_of(OLD.sections[0].code)
    gone = first.weight
    fresh = replace(first, code="tertib_arsip", label=Words("Tertib arsip", "Orderly records"), weight=gone)
    lighter = replace(second, label=Words("Nama baru", "New name"))
    others = tuple(one for one in OLD.indicators if one.section != first.section)
    return replace(OLD, indicators=(lighter, *rest, fresh, *others), clocks=replace(OLD.clocks, **clocks))


def publish(world: World, content: RuleContent) -> RuleSet:
    hana = world.actor("hana")
    made = rule_sets.create_rule_set(
        actor=hana,
        unit=world.units["regency"].public_id,
        name=f"Aturan baru {RuleSet.objects.count()}",
        content=as_json(content),
    )
    rule_sets.publish(made.public_id, actor=hana, version=0)
    return RuleSet.objects.get(pk=made.pk)


def draft(world: World, choices: dict[str, str], content: RuleContent | None = None, **more: Any) -> RuleChange:
    rules = publish(world, content or newer())
    cycle = world.form_of("siti").cycle
    values: dict[str, Any] = {"choices": choices, "reason": REASON, **more}
    return actions.draft_change(cycle.public_id, actor=world.actor("hana"), rule_set=rules.public_id, **values)


def put_into_force(world: World, change: RuleChange) -> RuleChange:
    actions.take(change.public_id, "apply", actor=world.actor("hari"), version=change.version)
    do.run_jobs()
    return RuleChange.objects.get(pk=change.pk)


def open_world() -> World:
    """Siti has filled in her form and handed it to Kabid; the others' forms are open."""
    with clock.frozen(NOW):
        made = do.make_world()
        do.running_cycle(made)
    with clock.frozen(IN_WINDOW):
        do.let_clock_work()
        do.fill_in(made, "siti")
    return made
