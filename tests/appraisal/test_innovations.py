"""Innovations: written with their people, reviewed, used, measured, confirmed; what they tell the item of a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from appraisal.actions import metrics
from appraisal.innovations import actions
from appraisal.models import Cycle, Innovation, ItemFacts
from appraisal.shares import HUNDRED, Line
from notifications.models import InboxItem
from tests.appraisal.test_metrics import VALUES
from tests.appraisal.world import IN_WINDOW, World
from tests.matrix.test_innovation_matrix import act, written
from workflow import clock, outbox
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted, PreconditionRequired, StaleRevision
from workflow.policies import policy_for
from workflow.worklist import worklist_of


def facts_of(world: World, name: str) -> ItemFacts | None:
    return ItemFacts.objects.filter(item__evaluation=world.form_of(name), item__code="inovasi").first()


def handed_in(world: World) -> Innovation:
    one = written(world)
    act(world, one, "siti", "submit")
    return one


def code_of(attempt: Callable[[], object]) -> str:
    with pytest.raises(GuardRefused) as refused:
        attempt()
    return refused.value.code


def faults_of(attempt: Callable[[], object]) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        attempt()
    return [one.field for one in refused.value.details if isinstance(one, FieldFault)]


# Writing


def test_the_author_has_the_whole_share_at_first(world: World) -> None:
    values = {"title": "A", "unit": world.units["section"].public_id, "started_on": date(2026, 7, 1)}
    one = actions.create_innovation(actor=world.actor("siti"), values=values)
    assert [(share.employee, share.share) for share in one.contributors.all()] == [(world.people["siti"], HUNDRED)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"problem": "x" * 4001}, "problem"),
        ({"unit": None}, "unit"),
        ({"started_on": None}, "started_on"),
        ({"started_on": date(2026, 10, 8)}, "started_on"),
    ],
)
def test_a_draft_that_cannot_be_is_refused_at_its_field(world: World, changes: Any, field: str) -> None:
    values = {"title": "A", "unit": world.units["section"].public_id, "started_on": date(2026, 10, 7), **changes}
    assert faults_of(lambda: actions.create_innovation(actor=world.actor("siti"), values=values)) == [field]
    assert Innovation.objects.count() == 0


def test_the_unit_is_the_own_one_or_one_above(world: World) -> None:
    for unit, taken in (("section", True), ("office", True), ("regency", True), ("other", False)):
        values = {"title": "A", "unit": world.units[unit].public_id, "started_on": date(2026, 7, 1)}
        if taken:
            assert actions.create_innovation(actor=world.actor("siti"), values=values).unit.code == unit
        else:
            assert faults_of(lambda v=values: actions.create_innovation(actor=world.actor("siti"), values=v)) == [
                "unit"
            ]


def test_an_account_without_a_person_writes_none(world: World) -> None:
    values = {"title": "A", "unit": world.units["section"].public_id, "started_on": date(2026, 7, 1)}
    with pytest.raises(NotPermitted):
        actions.create_innovation(actor=world.actor("admin"), values=values)


def test_a_draft_is_saved_on_its_revision(world: World) -> None:
    one = written(world)
    siti = world.actor("siti")
    with pytest.raises(PreconditionRequired):
        actions.save_innovation(one.public_id, actor=siti, revision=None, values={"title": "B"})
    with pytest.raises(StaleRevision):
        actions.save_innovation(one.public_id, actor=siti, revision=0, values={"title": "B"})
    saved = actions.save_innovation(one.public_id, actor=siti, revision=1, values={"title": "B"})
    assert (saved.title, saved.revision, saved.idea, saved.version) == ("B", 2, one.idea, one.version)


def test_only_whole_shares_are_handed_in(world: World) -> None:
    one = written(world)
    siti, lines = world.actor("siti"), [Line(1, world.people["siti"], "99.99")]
    actions.save_innovation(one.public_id, actor=siti, revision=1, values={}, lines=lines)
    assert code_of(lambda: act(world, one, "siti", "submit")) == "shares_not_whole"
    lines.append(Line(2, world.people["rekan"], "0.01"))
    actions.save_innovation(one.public_id, actor=siti, revision=2, values={}, lines=lines)
    act(world, one, "siti", "submit")
    assert Innovation.objects.get(pk=one.pk).submitted_on == date(2026, 10, 7)


def test_more_than_a_hundred_is_refused_even_in_a_draft(world: World) -> None:
    one, siti = written(world), world.actor("siti")
    lines = [Line(1, world.people["siti"], "60"), Line(2, world.people["rekan"], "40.01")]
    assert faults_of(
        lambda: actions.save_innovation(one.public_id, actor=siti, revision=1, values={}, lines=lines)
    ) == ["shares"]
    assert faults_of(lambda: actions.save_innovation(one.public_id, actor=siti, revision=1, values={}, lines=[])) == [
        "shares"
    ]


# The course


def test_a_returned_one_is_corrected_and_handed_in_again(world: World) -> None:
    one = handed_in(world)
    act(world, one, "hana", "return")
    found = Innovation.objects.get(pk=one.pk)
    assert (found.state, found.review_note) == ("draft", "Jelaskan gagasannya.")
    assert not policy_for(Innovation).visible_to(world.actor("hana")).exists()
    assert [task.key for task in worklist_of(world.actor("siti")).tasks] == [f"innovation:{one.public_id}"]
    act(world, one, "rekan", "submit")
    assert Innovation.objects.get(pk=one.pk).review_note == ""
    assert [task.key for task in worklist_of(world.actor("hana")).tasks] == [f"innovation:{one.public_id}"]
    assert worklist_of(world.actor("bawahan")).tasks == ()


def test_use_begins_on_a_day_that_has_come(world: World) -> None:
    one = handed_in(world)
    act(world, one, "hana", "accept")
    assert code_of(lambda: act(world, one, "siti", "put_to_use", used_from=date(2026, 10, 8))) == "use_ahead"
    act(world, one, "siti", "put_to_use", used_from=date(2026, 10, 7))


def test_numbers_come_in_pairs_with_their_metric(world: World) -> None:
    one, metric = handed_in(world), None
    act(world, one, "hana", "accept")
    act(world, one, "siti", "put_to_use")
    place = world.units["office"].public_id
    metric = metrics.create_metric(actor=world.actor("hana"), unit=place, values=VALUES).public_id
    for inputs, code in (
        ({"before": "60"}, "half_a_pair"),
        ({"before": "60", "after": "20"}, "half_a_pair"),
        ({"metric": metric, "after": "20"}, "half_a_pair"),
        ({"metric": world.units["office"].public_id}, "metric_unknown"),
        ({"metric": metric, "before": "60", "after": "20.001"}, "numbers_too_fine"),
        ({"metric": metric, "before": "10000000000", "after": "20"}, "numbers_too_fine"),
    ):
        assert code_of(lambda i=inputs: act(world, one, "siti", "measure", **i)) == code
    act(world, one, "siti", "measure", metric=metric, before="60", after="20.25")
    found = Innovation.objects.select_related("metric").get(pk=one.pk)
    assert found.metric is not None
    assert (found.metric.public_id, str(found.after)) == (metric, "20.25")


def test_another_report_needs_another_confirmation(world: World) -> None:
    one = handed_in(world)
    act(world, one, "hana", "accept")
    act(world, one, "siti", "put_to_use")
    act(world, one, "siti", "measure")
    act(world, one, "hana", "confirm_effect")
    act(world, one, "siti", "measure", effect="Lebih baik lagi.")
    found = Innovation.objects.get(pk=one.pk)
    assert (found.effect, found.effect_confirmed_on) == ("Lebih baik lagi.", None)


def test_who_has_a_share_never_reviews(world: World) -> None:
    one = written(world)
    lines = [Line(1, world.people["siti"], "50"), Line(2, world.people["hana"], "50")]
    actions.save_innovation(one.public_id, actor=world.actor("siti"), revision=1, values={}, lines=lines)
    act(world, one, "siti", "submit")
    with pytest.raises(NotPermitted):
        act(world, one, "hana", "accept")
    act(world, one, "hari", "accept")


def test_the_office_and_the_people_are_told(world: World) -> None:
    one = handed_in(world)
    outbox.relay_all()
    told = {name for name in world.users if InboxItem.objects.filter(recipient=world.users[name]).exists()}
    assert told == {"hana", "hari", "wati"}
    act(world, one, "hana", "accept")
    outbox.relay_all()
    assert InboxItem.objects.filter(recipient=world.users["rekan"]).count() == 1


# The four forms of the policy


def test_the_list_and_the_single_one_agree(world: World) -> None:
    policy = policy_for(Innovation)
    written(world)
    handed_in(world)
    one = handed_in(world)
    act(world, one, "hana", "decline")
    for name in world.users:
        actor = world.actor(name)
        listed = set(policy.visible_to(actor).values_list("pk", flat=True))
        assert listed == {each.pk for each in Innovation.objects.all() if policy.sees(actor, each)}, name
        for each in Innovation.objects.all():
            assert bool(policy.fields_for(actor, each)) == (each.pk in listed)
    for each in Innovation.objects.all():
        for role in ("subject", "hr", "leader", "auditor"):
            held = {world.users[n].pk for n in world.users if role in policy.roles_of(world.actor(n), each)}
            assert set(policy.users_who_may(role, each)) == held, (each.state, role)


# Facts


@pytest.fixture
def september(cycle: Cycle, world: World) -> Innovation:
    """Handed in before the period ended."""
    with clock.frozen(IN_WINDOW - timedelta(days=10)):
        return handed_in(world)


def test_what_waits_is_named_and_advises_nothing(september: Innovation, world: World) -> None:
    facts = facts_of(world, "rekan")
    assert facts is not None
    assert facts.advised is None
    assert facts.text["id"] == "“Layanan hari pasar” (andil 30 %): menunggu telaah."
    assert facts_of(world, "wati") is None


def test_what_came_of_it_in_the_period_advises(september: Innovation, world: World) -> None:
    with clock.frozen(IN_WINDOW - timedelta(days=9)):
        act(world, september, "hana", "accept")
        facts = facts_of(world, "siti")
        assert facts is not None
        assert facts.advised == 2
        act(world, september, "siti", "put_to_use", used_from=date(2026, 9, 1))
        act(world, september, "siti", "measure")
        act(world, september, "hana", "confirm_effect")
    for name, share in (("siti", "70"), ("rekan", "30")):
        facts = facts_of(world, name)
        assert facts is not None
        assert facts.trace["figures"] == {"advanced": "1", "confirmed": "1", "share": share}
        assert facts.advised == 3


def test_a_small_share_does_not_lift_above_the_expectation(september: Innovation, world: World) -> None:
    september.contributors.filter(employee=world.people["siti"]).update(share="80.01")
    september.contributors.filter(employee=world.people["rekan"]).update(share="19.99")
    with clock.frozen(IN_WINDOW - timedelta(days=9)):
        for person, name in (("hana", "accept"), ("siti", "measure"), ("hana", "confirm_effect")):
            if name == "measure":
                act(world, september, "siti", "put_to_use", used_from=date(2026, 9, 1))
            act(world, september, person, name)
    rekan, siti = facts_of(world, "rekan"), facts_of(world, "siti")
    assert rekan is not None
    assert siti is not None
    assert (rekan.advised, siti.advised) == (2, 3)


def test_what_happens_after_the_period_is_for_the_next_one(september: Innovation, world: World) -> None:
    act(world, september, "hana", "accept")
    facts = facts_of(world, "siti")
    assert facts is None


def test_a_declined_one_is_no_fact(september: Innovation, world: World) -> None:
    act(world, september, "hana", "decline")
    assert facts_of(world, "siti") is None
    assert world.form_of("siti").items.get(code="inovasi").self_realisation == ""
