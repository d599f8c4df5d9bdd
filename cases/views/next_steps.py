"""What waits for the reader of a case page beside its acts: answers to records, talks to write down, the next item."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from cases.models import ImprovementCase, PlanItem


@dataclass(frozen=True)
class Hint:
    """One thing to do next, and where."""

    label: str
    url: str


def next_steps(case: ImprovementCase, roles: frozenset[str], *, now: datetime) -> list[Hint]:
    """Hints for one side of the case; none for those who only watch."""
    leads = bool(roles & {"assessor", "coach"})
    if not case.is_open or not (leads or "subject" in roles):
        return []
    found = _records(case, leads=leads, now=now)
    item = _next_item(case, leads=leads)
    if case.state == "active" and item is not None:
        found.append(Hint(_("Work on: %(title)s") % {"title": item.title}, f"#item-{item.public_id}"))
    return found


def _records(case: ImprovementCase, *, leads: bool, now: datetime) -> list[Hint]:
    found = []
    for session in case.sessions.all():
        url = reverse("cases:session", args=[session.public_id])
        answered = session.leader_answer if leads else session.employee_answer
        if session.state == "held" and not answered:
            found.append(Hint(_("Say whether the record of %(day)s is right") % {"day": _day(session.held_at)}, url))
        elif session.state == "planned" and leads and session.planned_at <= now:
            found.append(
                Hint(
                    _("Write down the talk of %(day)s, or say that it was missed") % {"day": _day(session.planned_at)},
                    url,
                )
            )
    return found


def _next_item(case: ImprovementCase, *, leads: bool) -> PlanItem | None:
    owners = ("supervisor", "coach") if leads else ("employee",)
    open_items = [i for i in case.items.all() if not i.is_done and i.owner in owners and i.due_on is not None]
    return min(open_items, key=lambda i: (str(i.due_on), i.position), default=None)


def _day(moment: datetime | None) -> str:
    return formats.date_format(moment, "j F Y") if moment else ""
