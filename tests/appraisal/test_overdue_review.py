"""A review that is overdue: the superior has the task, reminds the assessor, or takes the review over with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from appraisal.actions import evaluations
from appraisal.models import Cycle, Evaluation
from notifications.models import InboxItem
from tests.appraisal import world as do
from tests.appraisal.test_stand_ins import stand_in
from tests.appraisal.world import World
from workflow import clock, outbox
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.history import history_of, told_in, verify
from workflow.models import Deadline
from workflow.policies import policy_for
from workflow.worklist import worklist_of

# The evening of the last day of the review, and the next morning.
END = datetime(2026, 10, 30, 16, 59, 59, 999000, tzinfo=UTC)
AFTER = datetime(2026, 10, 31, 2, 0, tzinfo=UTC)
REASON = "Kabid sedang sakit panjang."


@pytest.fixture
def overdue(world: World, cycle: Cycle) -> Any:
    do.submit(world, "siti")
    with clock.frozen(AFTER):
        do.let_clock_work()
        outbox.relay_all()
        InboxItem.objects.all().delete()
        yield world


def take(world: World, name: str, who: str, **payload: str) -> Evaluation:
    form = world.form_of("siti")
    evaluations.take(form.public_id, name, actor=world.actor(who), version=form.version, payload=payload)
    return world.form_of("siti")


def tasks(world: World, who: str) -> dict[str, Any]:
    return {task.key: task for task in worklist_of(world.actor(who), limit=200).tasks}


def told() -> set[tuple[str, str]]:
    outbox.relay_all()
    return set(InboxItem.objects.values_list("recipient__username", "text_key"))


@pytest.mark.parametrize(("after", "late"), [(timedelta(0), False), (timedelta(seconds=5), True)])
def test_only_once_it_is_overdue(world: World, cycle: Cycle, after: timedelta, *, late: bool) -> None:
    form = do.submit(world, "siti")
    key = f"evaluation:{form.public_id}"
    with clock.frozen(END + after):
        do.let_clock_work()
        assert (key in tasks(world, "kadis")) is late
        for name, payload in (("urge_review", {}), ("take_over_review", {"reason": REASON})):
            if late:
                take(world, name, "kadis", **payload)
                continue
            with pytest.raises(GuardRefused) as refused:
                take(world, name, "kadis", **payload)
            assert refused.value.code == "review_not_overdue"


def test_the_superior_is_asked_and_reminds(overdue: World) -> None:
    key = f"evaluation:{overdue.form_of('siti').public_id}"
    with translation.override("en"):
        assert "remind or take over" in tasks(overdue, "kadis")[key].title
        assert "remind or take over" not in tasks(overdue, "kabid")[key].title
    take(overdue, "urge_review", "kadis")
    assert told() == {("kabid", "evaluation.review_overdue")}
    assert overdue.form_of("siti").assessor == overdue.people["kabid"]


def test_who_may_not(overdue: World) -> None:
    for name, payload in (("urge_review", {}), ("take_over_review", {"reason": REASON})):
        for who in ("siti", "kabid", "hana", "audi"):
            with pytest.raises(NotPermitted):
                take(overdue, name, who, **payload)
        for who in ("bupati", "kaban", "joko"):
            with pytest.raises(NotVisible):
                take(overdue, name, who, **payload)
    with pytest.raises(InvalidInput):
        take(overdue, "take_over_review", "kadis", reason=" ")


def test_the_superior_takes_it_over(overdue: World) -> None:
    form = take(overdue, "take_over_review", "kadis", reason=REASON)
    people = overdue.people
    assert (form.state, form.assessor, form.superior) == ("supervisor_review", people["kadis"], people["bupati"])
    assert (form.assessor_name, form.superior_name, form.review_overdue_at) == ("Kadis", "Bupati", None)
    assert not policy_for(Evaluation).sees(overdue.actor("kabid"), form)
    event = history_of(form).last()
    assert event is not None
    assert told_in(event) == {"former_assessor": str(people["kabid"].public_id)}
    assert REASON not in event.body
    assert REASON in event.text.content
    assert verify(form) == []
    assert told() == {("kabid", "evaluation.taken_over.former"), ("siti", "evaluation.reassigned.subject")}


def test_the_time_for_the_review_begins_anew_and_the_next_above_hears_of_it(overdue: World) -> None:
    form = take(overdue, "take_over_review", "kadis", reason=REASON)
    rows = Deadline.objects.filter(kind=form.kind, subject_id=form.pk, settled_at=None)
    due = rows.get(name="review_ends").due_at
    assert due > AFTER
    key = f"evaluation:{form.public_id}"
    assert key not in tasks(overdue, "bupati")
    with clock.frozen(due + timedelta(seconds=5)):
        do.let_clock_work()
        assert key in tasks(overdue, "bupati")


def test_nobody_decides_on_his_own_rating_after_a_takeover(overdue: World) -> None:
    take(overdue, "take_over_review", "kadis", reason=REASON)
    do.rate(overdue, "siti")
    form = overdue.form_of("siti")
    with pytest.raises(NotVisible):
        evaluations.approve(form.public_id, actor=overdue.actor("kabid"), version=form.version)
    evaluations.approve(form.public_id, actor=overdue.actor("kadis"), version=form.version)
    objection = do.file_objection(overdue, "siti")
    assert objection.decider == overdue.people["bupati"]
    decided = do.decide(do.answer_objection(overdue, objection), {})
    assert (decided.state, decided.decider_name) == ("decided", "Bupati")


def test_a_delegate_takes_it_over_for_the_superior(overdue: World) -> None:
    days = {"valid_from": date(2026, 10, 31), "valid_to": date(2026, 11, 6)}
    stand_in(overdue, "kadis", "kaban", "deciding", **days)
    form = take(overdue, "take_over_review", "kaban", reason=REASON)
    assert form.assessor == overdue.people["kadis"]


def test_a_superior_who_left_takes_nothing_over(overdue: World) -> None:
    form = overdue.form_of("siti")
    assert policy_for(Evaluation).may(overdue.actor("kadis"), "take_over_review", form)
    overdue.people["kadis"].active = False
    overdue.people["kadis"].save()
    with pytest.raises((GuardRefused, NotVisible, NotPermitted)):
        take(overdue, "take_over_review", "kadis", reason=REASON)


def test_the_page_offers_both_and_rest_takes_it(overdue: World, client: Any) -> None:
    form = overdue.form_of("siti")
    client.force_login(overdue.users["kadis"])
    page = client.get(reverse("appraisal:evaluation", args=[form.public_id])).content.decode()
    assert 'value="urge_review"' in page
    assert 'value="take_over_review"' in page
    body = {"transition": "take_over_review", "version": form.version, "reason": REASON}
    answer = client.post(f"/api/v1/evaluations/{form.public_id}/transitions/", body, content_type="application/json")
    assert answer.status_code == 200
    assert overdue.form_of("siti").assessor == overdue.people["kadis"]
