"""The page of an objection takes at most fifteen statements: each relation, each state, with all its parts there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from appraisal.models import Evaluation, Hearing, Objection
from organization.models import Appointment, RoleGrant
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_hearings import act, invite
from tests.appraisal_pages.test_late_objections import file_late, late
from tests.appraisal_pages.test_objections import (
    AUDI,
    HANA,
    RAHMA,
    SARI,
    SITI,
    again,
    begin,
    contested,
    dispute,
    page,
    rule,
    statements,
    upload,
)
from workflow.roles import Role

__all__ = ["late"]

MOST_STATEMENTS = 15
READERS = (SITI, SARI, RAHMA, HANA, AUDI)


def let_all_be_hr(world: w.World) -> None:
    """The people of the dispute hold every grant beside their relation: the dearest account there is."""
    for name in READERS:
        for role in (Role.HR, Role.AUDITOR, Role.LEADER):
            RoleGrant.objects.get_or_create(
                user=world.users[name], role=role, unit=world.units["regency"],
                defaults={"valid_from": date(2026, 1, 1), "basis": "SK"},
            )  # fmt: skip


def ask(client: Any, one: Objection, transition: str, **inputs: str) -> None:
    post = {"transition": transition, "version": again(one).version, **inputs}
    assert client.post(page(one, "objection-transition"), post).status_code == 302


def talk_it_over(one: Objection, sign_in: Enter) -> None:
    """Questions to both sides, one answered; a hearing called off, one with minutes, one ahead."""
    rahma = sign_in(RAHMA)
    ask(rahma, one, "ask_employee", question="Mengapa?", item=str(contested(one)[0].public_id))
    ask(rahma, one, "ask_assessor", question="Sejak kapan?")
    question = one.questions.order_by("pk").first()
    assert question is not None
    ask(sign_in(SITI), one, "reply_employee", question=str(question.public_id), answer="Karena.")
    invite(rahma, one)
    act(rahma, "cancel", reason="Berhalangan.")
    invite(rahma, one)
    act(rahma, "record", held_at="2026-01-05T09:00", minutes="Notula")
    act(sign_in(SITI), "acknowledge")
    invite(rahma, one)
    assert Hearing.objects.count() == 3


@pytest.mark.parametrize("granted", [False, True], ids=["as they are", "with every grant"])
@pytest.mark.parametrize("state", ["drafted", "filed", "answered", "ruled", "decided"])
def test_every_relation_in_every_state(world: w.World, sign_in: Enter, state: str, granted: bool) -> None:
    one = dispute(world, "answered" if state == "ruled" else state)
    for row in contested(one) if state == "drafted" else ():
        upload(sign_in(SITI), one, row)
    if state in ("answered", "ruled"):
        talk_it_over(one, sign_in)
    if state == "ruled":
        rule(one, grant=True)
    if granted:
        let_all_be_hr(world)
    readers = (SITI,) if state == "drafted" else READERS
    counted = {name: statements(sign_in(name), page(one)) for name in readers}
    assert max(counted.values()) <= MOST_STATEMENTS, counted


def test_a_draft_that_nobody_stands_above(world: w.World, sign_in: Enter) -> None:
    """Who would decide is found anew: the dearest draft."""
    one = begin(world)
    Appointment.objects.filter(employee=world.people[RAHMA]).delete()
    Evaluation.objects.filter(pk=one.evaluation_id).update(superior=None, superior_name="")
    assert statements(sign_in(SITI), page(one)) <= MOST_STATEMENTS


def test_out_of_time(world: w.World, sign_in: Enter, late: Objection) -> None:
    siti = sign_in(SITI)
    counted = {"lapsed": statements(siti, page(late))}
    assert file_late(siti, late).status_code == 302
    let_all_be_hr(world)
    counted |= {name: statements(sign_in(name), page(late)) for name in READERS}
    assert max(counted.values()) <= MOST_STATEMENTS, counted


def test_a_draft_begun_out_of_time(world: w.World, sign_in: Enter, late: Objection) -> None:
    siti = sign_in(SITI)
    siti.post(reverse("appraisal:result", args=[world.form(SITI).public_id]), {"act": "object"})
    draft = Objection.objects.exclude(pk=late.pk).get()
    assert statements(siti, page(draft)) <= MOST_STATEMENTS
