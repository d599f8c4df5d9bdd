"""The dialogue of the year in the demo: a log for every third person, rounds with and without names, talks.

The log is made set-wise; rounds and talks go by the acts of people, for a few, so that each stands somewhere else.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from appraisal.actions.base import settle_passed_deadlines
from appraisal.dialogue import agenda, giving, meetings, rounds
from appraisal.dialogue.meetings import Appointment
from appraisal.dialogue.rounds import Question
from appraisal.models import Cycle, DialogueMeeting, DialogueYear, Evaluation, Feedback, FeedbackRound, LogEntry
from config.demo.stage import Cast, moment, on
from config.demo.talks import AGENDAS, AGREED, ENTRIES, MINUTES, QUESTION, WORDS
from organization.models import Employee, Unit
from workflow import clock

CHUNK: Final = 2_000
EVERY_THIRD: Final = 3
TALKING: Final = 8
ASKED: Final = 5
ITEM: Final = "item:disiplin"


def talk(cast: Cast, cycle: Cycle, *, today: date) -> None:
    """Everything of the dialogue, in the year of a cycle's period."""
    forms = Evaluation.objects.filter(cycle=cycle, assessor__isnull=False).exclude(state="cancelled")
    chosen = list(forms.select_related("employee", "unit").order_by("pk"))
    with on(today - timedelta(days=60)):
        _write_log(chosen, cycle)
        top = Unit.objects.get(parent=None).public_id
        for name, points in AGENDAS:
            agenda.add_template(actor=cast.hr(), unit=top, values={"name": name, "points": points, "in_use": True})
    pairs = [form for form in chosen if form.employee_id != form.assessor_id][:: max(1, len(chosen) // TALKING)]
    for place, form in enumerate(pairs[:TALKING]):
        _meet(cast, form, place, today)
        _ask(cast, form, place, today)


def _write_log(forms: Sequence[Evaluation], cycle: Cycle) -> None:
    """Two entries in the period for every third person; each about another item."""
    year, days = cycle.period_until.year, (cycle.period_until - cycle.period_from).days
    people = forms[::EVERY_THIRD]
    for start in range(0, len(people), CHUNK):
        part = people[start : start + CHUNK]
        DialogueYear.objects.bulk_create(
            [
                DialogueYear(employee_id=one.employee_id, year=year, unit_id=one.unit_id, assessor_id=one.assessor_id)
                for one in part
            ]
        )
        rows = DialogueYear.objects.filter(year=year, employee_id__in=[one.employee_id for one in part]).order_by("pk")
        entries = []
        for number, row in enumerate(rows):
            for turn in (0, 1):
                code, labels, text = ENTRIES[(number * 2 + turn) % len(ENTRIES)]
                day = cycle.period_from + timedelta(days=(number * 13 + turn * 31) % days)
                entries.append(
                    LogEntry(
                        year=row, on=day, text=text, created_at=clock.now(), target_kind="item" if code else "",
                        target_code=code, target_labels=labels,
                    )
                )  # fmt: skip
        LogEntry.objects.bulk_create(entries)


def _meet(cast: Cast, form: Evaluation, place: int, today: date) -> None:
    """A talk seven weeks ago, followed up in one last week; the newest one lies ahead."""
    person, superior = cast.actor(form.employee_id), cast.actor(form.assessor_id)
    first, second = today - timedelta(days=49), today - timedelta(days=7)
    if first.year != today.year:
        return
    one = _held(cast, form, first, agenda_of=AGENDAS[0][1])
    with on(first, 14):
        text, owner = AGREED[place % len(AGREED)]
        for target, due in ((ITEM, 30), ("", 60)):
            values = {"text": text, "owner": owner, "due_on": first + timedelta(days=due), "target": target}
            meetings.add_agreement(one.public_id, actor=superior, version=_version(one), values=values)
        _step(one, "acknowledge", person)
        _step(one, "acknowledge", superior)
    if place % 2:
        later = _held(cast, form, second, agenda_of=AGENDAS[1][1])
        with on(second, 14):
            rows = list(meetings.open_before(DialogueMeeting.objects.select_related("year__unit").get(pk=later.pk)))
            for row, outcome in zip(rows, ("done", "carried_on"), strict=False):
                values = {"outcome": outcome, "due_on": today + timedelta(days=30), "note": ""}
                meetings.follow_up(
                    later.public_id, row.public_id, actor=superior, version=_version(later), values=values
                )
            if place % 4 == 1:
                _step(later, "dissent", person, reason="Beban loket pada hari pasar belum tercatat.")
    else:
        with on(today - timedelta(days=2)):
            ahead = moment(today + timedelta(days=5), 10)
            meetings.plan(form.employee, today.year, Appointment(ahead, "Ruang rapat", AGENDAS[1][1]), actor=person)


def _held(cast: Cast, form: Evaluation, day: date, *, agenda_of: str) -> DialogueMeeting:
    """Planned a week before by the superior, who writes the minutes on the day."""
    superior = cast.actor(form.assessor_id)
    with on(day - timedelta(days=7)):
        made = meetings.plan(
            form.employee, day.year, Appointment(moment(day, 10), "Ruang kerja", agenda_of), actor=superior
        )
    with on(day, 13):
        _step(made, "record", superior, held_at=moment(day, 10).isoformat(), minutes=MINUTES)
    return DialogueMeeting.objects.get(pk=made.pk)


def _version(one: DialogueMeeting) -> int:
    return int(DialogueMeeting.objects.values_list("version", flat=True).get(pk=one.pk))


def _step(one: DialogueMeeting, name: str, actor: Any, **payload: Any) -> None:
    meetings.take(one.public_id, name, actor=actor, version=_version(one), payload=payload)


def _ask(cast: Cast, form: Evaluation, place: int, today: date) -> None:
    """A round that has closed, every second one without names; and one that is open."""
    people = _colleagues(form)
    began = today - timedelta(days=30)
    if len(people) < ASKED - 1 or began.year != today.year:
        return
    with on(began):
        unnamed = place % 2 == 0
        old = _open(cast, form, people, closes_on=began + timedelta(days=14), unnamed=unnamed)
    for turn, giver in enumerate(people[:-1]):
        with on(began + timedelta(days=2 + turn)):
            _give(cast, old, giver, WORDS[(place + turn) % len(WORDS)])
    with on(began + timedelta(days=15)):
        settle_passed_deadlines(FeedbackRound, old.public_id, before=clock.now())
    with on(today - timedelta(days=3)):
        running = _open(cast, form, people, closes_on=today + timedelta(days=11), unnamed=not unnamed)
    with on(today - timedelta(days=1)):
        _give(cast, running, people[0], WORDS[place % len(WORDS)])


def _open(cast: Cast, form: Evaluation, people: Sequence[Employee], *, closes_on: date, unnamed: bool) -> FeedbackRound:
    asked = Question(QUESTION, [ITEM], people, closes_on, unnamed=unnamed)
    return rounds.ask(form.employee, asked, actor=cast.actor(form.employee_id))


def _give(cast: Cast, one: FeedbackRound, giver: Employee, text: str) -> None:
    asked = Feedback.objects.get(round=one, giver=giver)
    giving.give(asked.public_id, actor=cast.actor(giver.pk), version=asked.version, written={ITEM: text})


def _colleagues(form: Evaluation) -> list[Employee]:
    """People of the same agency who neither are the person nor stand above."""
    rows = Employee.objects.filter(unit=form.employee.unit, active=True, user__is_active=True)
    near = list(rows.exclude(pk__in=(form.employee_id, form.assessor_id or 0)).order_by("pk")[:ASKED])
    others = Employee.objects.filter(active=True, user__is_active=True).order_by("pk")
    left_out = {form.employee_id, form.assessor_id or 0, *(one.pk for one in near)}
    return [*near, *others.exclude(pk__in=left_out)[20 : 20 + ASKED - len(near)]]
