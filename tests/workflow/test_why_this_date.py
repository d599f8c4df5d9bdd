"""Why a date is what it is: every reason on a line of its own, and "what if" without saving."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from rest_framework.test import APIClient

from workflow import calendars, due_sentences
from workflow.calendars import ClosedDay, Hold, WorkCalendar, due_after
from workflow.dates.what_if import WhatIfForm, answer
from workflow.holiday_table import calendar_of
from workflow.models import Deadline

MAULID = ClosedDay(date(2026, 8, 14), "Hari Jadi Merangin", "Day of Merangin", "regional")
NATIONAL = ClosedDay(date(2026, 8, 17), "Hari Kemerdekaan", "Independence Day")
LEAVE = ClosedDay(date(2026, 8, 18), "Cuti bersama", "Joint leave", "joint_leave")
CALENDAR = WorkCalendar(closed=(MAULID, NATIONAL, LEAVE))
START = datetime(2026, 8, 12, 10, tzinfo=ZoneInfo("Asia/Makassar"))


def test_every_reason_has_a_line_of_its_own() -> None:
    due = due_after(
        START, 5, zone="Asia/Makassar", calendar=CALENDAR, holds=[Hold(date(2026, 8, 19), date(2026, 8, 19))]
    )
    longer = calendars.extended(due, 2, calendar=CALENDAR, reason="flood")
    rules = {"id": "Aturan", "en": "Rules", "edition": 3}
    with translation.override("en"):
        found = due_sentences.lines({**longer.explanation, "rules": rules}, began="Hand over")
    assert found[0] == due_sentences_in_english(longer)
    assert found[1:] == (
        "Set with the step: Hand over; counted from 12 August 2026 10:00 WITA.",
        "Length: 5 working days. Weekends, holidays and joint leave do not count, nor does the first day.",
        "Not counted: 14 August 2026, Day of Merangin (regional holiday).",
        "Not counted: 17 August 2026, Independence Day (national holiday).",
        "Not counted: 18 August 2026, Joint leave (joint leave).",
        "The count stood still from 19 August 2026 to 19 August 2026.",
        "Extended from 25 August 2026 to 27 August 2026.",
        "The last day counts whole, in the time of the office (WITA). What arrives by then is in time.",
        "Rule set: Rules, edition 3.",
    )


def due_sentences_in_english(due: calendars.DueDate) -> str:
    with translation.override("en"):
        return due_sentences.sentence(due.explanation)


def test_calendar_days_leave_nothing_out_and_a_fixed_day_has_no_length() -> None:
    with translation.override("en"):
        counted = due_sentences.lines(due_after(START, 1, unit="calendar_days", calendar=CALENDAR).explanation)
        fixed = due_sentences.lines(calendars.due_at_end_of(date(2026, 8, 14)).explanation, began="Open")
    assert "Length: 1 calendar day. Every day counts except the first." in counted
    assert not any(line.startswith("Not counted") for line in counted)
    assert fixed[1] == "Set with the step: Open."
    assert not any(line.startswith("Length") for line in fixed)
    assert due_sentences.lines({}) == ()


def test_the_stored_text_names_the_step_that_set_the_date() -> None:
    due = due_after(START, 1, calendar=CALENDAR)
    assert json.loads(due.explanation_text(began="release"))["began"] == "release"
    assert due.explanation_text(began="") == due.explanation_text()


ASKED = {"start": "2026-08-12", "amount": "5", "unit": "working_days", "zone": "Asia/Jakarta"}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"hold_first": "2026-08-13"}, "hold_last"),
        ({"hold_last": "2026-08-13"}, "hold_first"),
        ({"hold_first": "2026-08-13", "hold_last": "2026-08-12"}, "hold_last"),
        ({"hold_first": "2026-08-13", "hold_last": "2027-08-14"}, "hold_last"),
        ({"amount": "3661"}, "amount"),
        ({"other": "-1"}, "other"),
        ({"zone": "Europe/Berlin"}, "zone"),
    ],
)
def test_what_makes_no_sense_is_named_at_its_field(more: dict[str, str], field: str) -> None:
    form = WhatIfForm({**ASKED, **more})
    assert list(form.errors) == [field]


def test_another_length_and_a_hold_move_the_date() -> None:
    form = WhatIfForm({**ASKED, "other": "6", "hold_first": "2026-08-13", "hold_last": "2026-08-13"})
    assert form.is_valid(), form.errors
    found = answer(form.cleaned_data, calendar=WorkCalendar())
    assert (found.now.day, found.then and found.then.day) == (date(2026, 8, 19), date(2026, 8, 21))
    assert found.days == 2
    assert len(found.then_lines) > len(found.now_lines)


def test_a_hold_of_a_year_less_a_day_is_the_longest() -> None:
    assert WhatIfForm({**ASKED, "hold_first": "2026-08-13", "hold_last": "2027-08-13"}).is_valid()


def test_without_a_change_there_is_only_the_date_as_it_is() -> None:
    form = WhatIfForm(ASKED)
    assert form.is_valid()
    found = answer(form.cleaned_data, calendar=WorkCalendar())
    assert found.then is None
    assert (found.then_lines, found.days) == ((), 0)


@pytest.mark.django_db
def test_the_page_shows_the_example_and_the_answer_and_stores_nothing(django_user_model, client: Client) -> None:
    assert client.get(reverse("workflow:dates")).status_code == 302
    client.force_login(django_user_model.objects.create_user("warga", language="en"))
    before = Deadline.objects.count()
    plain = client.get(reverse("workflow:dates")).content.decode()
    assert "Length: 5 working days" in plain
    asked = client.get(reverse("workflow:dates"), {**ASKED, "other": "6"})
    assert "With the change" in asked.content.decode()
    assert client.get(reverse("workflow:dates"), {**ASKED, "amount": "x"}).status_code == 422
    assert client.post(reverse("workflow:dates")).status_code == 405
    assert Deadline.objects.count() == before


@pytest.mark.django_db
def test_a_program_gets_the_same_answer_as_the_page(django_user_model) -> None:
    road, program = "/api/v1/due-dates/", APIClient()
    assert program.get(road, ASKED).status_code == 401
    program.force_login(django_user_model.objects.create_user("warga", language="en"))
    before = Deadline.objects.count()
    plain = program.get(road, ASKED).json()
    assert (plain["then"], plain["days"]) == (None, 0)
    hold = {"hold_first": "2026-08-13", "hold_last": "2026-08-13"}
    moved = program.get(road, {**ASKED, "other": "6", **hold}).json()
    form = WhatIfForm({**ASKED, "other": "6", **hold})
    assert form.is_valid()
    with translation.override("en"):
        shown = answer(form.cleaned_data, calendar=calendar_of("Asia/Jakarta"))
        assert shown.then is not None
        assert moved["then"]["explanation"] == list(shown.then_lines)
        assert (moved["then"]["day"], moved["days"]) == (shown.then.day.isoformat(), shown.days)
    assert moved["now"] == plain["now"]
    assert Deadline.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"hold_first": "2026-08-13"}, "hold_last"),
        ({"hold_first": "2026-08-13", "hold_last": "2026-08-12"}, "hold_last"),
        ({"amount": "3661"}, "amount"),
        ({"zone": "Europe/Berlin"}, "zone"),
        ({"start": "2026-02-30"}, "start"),
        ({"hurry": "1"}, "hurry"),
    ],
)
def test_a_program_is_told_which_field_makes_no_sense(django_user_model, more: dict[str, str], field: str) -> None:
    program = APIClient()
    program.force_login(django_user_model.objects.create_user("warga"))
    answer = program.get("/api/v1/due-dates/", {**ASKED, **more})
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == [field]
