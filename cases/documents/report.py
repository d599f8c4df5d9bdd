"""The closing report of an improvement case: what it was for, what was done, what came of it.

It holds what both sides and HR may read. What was said in a coaching session stays with those who said it: the report
names the day, the agreements and whether each side stood by the record. Counselling and feedback on guidance never
enter; of an evaluation of competence it says whether that duty was kept.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import duties
from cases.machines.improvement_case import CaseState
from cases.models import ImprovementCase
from cases.policies import HELPERS, CasePolicy
from organization.models import Unit
from workflow import clock
from workflow.documents.registry import DocumentKind, Draft, register_document
from workflow.documents.rendering import printed
from workflow.documents.wording import common, day_text, moment_text, receipt_of
from workflow.models import Event
from workflow.roles import Role

KIND = "cases.closing_report"
ENDS = frozenset({"case.closed", "case.ended_early"})
Row = tuple[str, ...]


class _Readers(CasePolicy):
    """Both sides, the coach and HR; the auditor may not read what the sides said, so the report is not his."""

    viewers = frozenset({*HELPERS, Role.HR.value})


def facts(draft: Draft) -> Mapping[str, Any] | None:
    """Everything the report says, in the language of the document; nothing of a case that was reopened meanwhile."""
    case = draft.subject
    if str(case.state) != CaseState.CLOSED:
        return None
    title = _("Closing report of an improvement case")
    return {
        **common(draft.document, title=title, zone=case.zone),
        "head": letterhead_of(case.unit),
        "person": person_of(case),
        "outcome": {"title": _("Outcome"), "rows": outcome_of(case)},
        "parts": [part(case) for part in PARTS],
        "words": words_of(case),
        "signature": signature_of(case, source_version=draft.document.source_version),
        "receipt": receipt_of(draft.document, case.zone),
    }


def letterhead_of(unit: Unit) -> dict[str, str]:
    """The government and the topmost agency of the unit."""
    root = Unit.objects.filter(parent__isnull=True, lft__lte=unit.lft, rght__gte=unit.rght).first() or unit
    agency = unit.opd or unit
    authority = _("Government of %(regency)s") % {"regency": root.name}
    return {"authority": authority, "unit": agency.name, "place": settings.OFFICE_PLACE}


def person_of(case: ImprovementCase) -> list[Row]:
    """Who was helped, by whom, from when to when."""
    person = case.employee
    rows = [
        (_("Employee"), person.full_name),
        ("NIP", person.nip or ""),
        (_("Unit"), case.unit.name),
        (_("Supervisor"), case.supervisor.full_name if case.supervisor else ""),
        (_("Coach"), case.coach.full_name if case.coach else ""),
        (_("Opened"), day_text(case.opened_at, case.zone)),
        (_("Started"), day_text(case.started_at, case.zone)),
        (_("Closed"), day_text(case.closed_at, case.zone)),
        (_("Goal"), case.goal),
    ]
    return [row for row in rows if row[1]]


def outcome_of(case: ImprovementCase) -> list[Row]:
    """What came of it, in HR's words; a follow-up is a proposal to people, nothing follows by itself."""
    rows = [
        (_("Outcome"), str(case.get_outcome_display())),
        (_("What has changed"), case.outcome_note),
        (_("Proposed follow-up, to be decided by a person"), case.follow_up),
    ]
    return [row for row in rows if row[1]]


def _table(title: str, empty: str, head: list[str], widths: list[int], rows: Sequence[Row]) -> dict[str, Any]:
    return {"title": title, "empty": empty, "head": head, "widths": widths, "rows": rows}


def causes_of(case: ImprovementCase) -> dict[str, Any]:
    """The results that asked for help."""
    rows = [
        (
            day_text(one.linked_at, case.zone),
            one.predicate,
            ", ".join(str(item.get("label", "")) for item in one.weak_items),
            "" if one.live else _("has fallen away"),
        )
        for one in case.triggers.order_by("pk")
    ]
    head = [_("Day"), _("Predicate"), _("What was weak"), _("Remark")]
    return _table(_("Why help was given"), _("A person opened the case."), head, [3, 3, 6, 3], rows)


def plan_of(case: ImprovementCase) -> dict[str, Any]:
    """Every line of the plan and what came of it."""
    rows = []
    for item in case.items.filter(removed=False).order_by("position", "pk"):
        aim = " → ".join(part for part in (item.baseline, item.target) if part)
        came = item.progress or _("Nothing was recorded.")
        done = _("Finished %(day)s") % {"day": day_text(item.done_at, case.zone)} if item.done_at else _("Not finished")
        rows.append(
            (
                f"{item.get_kind_display()}: {item.title}",
                "\n".join(part for part in (item.measure, aim) if part),
                f"{item.get_owner_display()}\n{day_text(item.due_on, case.zone)}",
                f"{came}\n{done}",
            )
        )
    head = [_("Plan"), _("Measure, from and to"), _("Who, until when"), _("What came of it")]
    return _table(_("The plan and what came of it"), _("There was no plan."), head, [5, 4, 3, 5], rows)


def sessions_of(case: ImprovementCase) -> dict[str, Any]:
    """The talks: day, leader, agreements, and whether each side stood by the record. No notes."""
    rows = []
    for talk in case.sessions.select_related("led_by").order_by("planned_at", "pk"):
        answers = (talk.get_employee_answer_display(), talk.get_leader_answer_display())
        answered = "\n".join(
            f"{side}: {answer}" for side, answer in zip((_("Employee"), _("Led by")), answers, strict=True) if answer
        )
        rows.append(
            (
                day_text(talk.held_at or talk.planned_at, case.zone),
                talk.led_by.full_name if talk.led_by else "",
                str(talk.get_state_display()),
                talk.agreements or _absence_of(talk),
                answered,
            )
        )
    head = [_("Day"), _("Led by"), _("State"), _("What was agreed"), _("Both sides on the record")]
    return _table(_("Coaching sessions"), _("None took place."), head, [3, 3, 3, 5, 4], rows)


def _absence_of(talk: Any) -> str:
    """Who did not come, for a talk that was missed."""
    return _("Did not come: %(who)s") % {"who": talk.get_absent_display()} if talk.absent else ""


def trainings_of(case: ImprovementCase) -> dict[str, Any]:
    """Trainings with their hours (JP) and results."""
    rows = [
        (
            one.training.title,
            one.training.provider,
            str(one.jp_hours or one.training.jp_hours),
            str(one.get_result_display() or one.get_state_display()),
            day_text(one.completed_on, case.zone),
        )
        for one in case.enrolments.select_related("training").order_by("pk")
    ]
    head = [_("Training"), _("Provider"), "JP", _("Result"), _("Completed")]
    return _table(_("Trainings"), _("None was asked for."), head, [5, 4, 1, 3, 3], rows)


def holds_of(case: ImprovementCase) -> dict[str, Any]:
    """When the case rested."""
    rows = [
        (day_text(one.held_at, case.zone), day_text(one.resumed_at, case.zone), str(one.days))
        for one in case.holds.order_by("held_at")
    ]
    head = [_("From"), _("Until"), _("Days")]
    return _table(_("Times of rest"), _("The case never rested."), head, [3, 3, 1], rows)


def duties_of(case: ImprovementCase) -> dict[str, Any]:
    """The duties around the case, whose each was, and how it was kept."""
    found = duties.duties_of(case, now=case.closed_at or clock.now())
    rows = [
        (str(one.label), str(one.owner), moment_text(one.due_at, case.zone), str(one.state_label))
        for one in found
        if one.state != duties.OPEN
    ]
    head = [_("Duty"), _("Whose"), _("Due"), _("How it was kept")]
    return _table(_("Duties and their clocks"), _("No duty had a clock."), head, [5, 4, 4, 3], rows)


PARTS: tuple[Callable[[ImprovementCase], dict[str, Any]], ...] = (
    causes_of,
    plan_of,
    sessions_of,
    trainings_of,
    holds_of,
    duties_of,
)


def words_of(case: ImprovementCase) -> list[dict[str, str]]:
    """Both sides in their own words."""
    sides = [
        (_("In the words of the supervisor"), case.review_summary),
        (_("In the words of the employee"), case.employee_dissent),
    ]
    nothing = _("No written words were left.")
    return [{"title": title, "text": text or nothing} for title, text in sides]


def signature_of(case: ImprovementCase, *, source_version: int) -> dict[str, str]:
    """The HR officer who closed it."""
    event = Event.objects.filter(kind=case.kind, subject_id=case.pk, version=source_version).first()
    officer: Any = event.actor if event else None
    person = officer.employee if officer else None
    place = {"place": settings.OFFICE_PLACE, "day": day_text(case.closed_at, case.zone)}
    return {
        "place_date": _("%(place)s, %(day)s") % place,
        "capacity": "",
        "post": _("HR officer"),
        "electronic": _("Set in the system with the officer's own account; valid without a wet signature."),
        "name": str(officer.display_name) if officer else "",
        "nip": (person.nip or "") if person else "",
    }


REPORT = register_document(
    DocumentKind(
        kind=KIND,
        label=gettext_lazy("Closing report"),
        subject_kind=ImprovementCase.kind,
        readers=_Readers.viewers,
        reach=lambda actor: _Readers().visible_to(actor),
        ready=lambda _case: True,
        make=printed("cases/documents/report.typ", facts),
        made_on=ENDS,
        receipt="employee",
        file_name=gettext_lazy("closing-report"),
        page="cases:case",
    )
)
