"""Sentences of the pages: where a case stands, who is next, what happened. Words only, no rule."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.machines.improvement_case import CaseState
from cases.models import CaseTrigger, CauseKind, CoachingSession, Enrolment, ImprovementCase
from cases.views.happenings import title_of
from workflow.actors import Actor
from workflow.models import Event
from workflow.pending import why_lines
from workflow.policies import policy_for

RAIL = (CaseState.OPENED, CaseState.PLANNED, CaseState.ACTIVE, CaseState.UNDER_REVIEW, CaseState.CLOSED)
ABOUT_AN_ITEM = ("record_progress", "extend_item")
TONES = {"closed": "good", "completed": "good", "confirmed": "good", "withdrawn": "quiet"}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    title: str
    at: datetime
    who: str
    text: str = ""
    tone: str = ""
    url: str = ""
    capacity: str = ""


def rail_of(case: ImprovementCase) -> dict[str, Any]:
    """Steps, current step and sentence for the state rail."""
    current = case.held_from if case.state == CaseState.ON_HOLD else case.state
    return {
        "steps": [(state.value, state.label) for state in RAIL],
        "current": current,
        "sentence": next_sentence(case),
        "ended": case.state == CaseState.CLOSED,
    }


def next_sentence(case: ImprovementCase) -> str:
    """Who holds the case and what comes next, in one sentence."""
    boss = case.supervisor.full_name if case.supervisor else _("HR, until a supervisor is named")
    person = case.employee.full_name
    sentences = {
        CaseState.OPENED: _("%(boss)s writes the plan together with %(person)s and proposes it."),
        CaseState.PLANNED: _planned(case),
        CaseState.ACTIVE: _("%(person)s works on the plan; %(boss)s helps and then submits it for review."),
        CaseState.UNDER_REVIEW: _("HR looks whether everything is reached, and closes the case or asks for more work."),
        CaseState.ON_HOLD: _("The case rests. Nothing is due; every open date moves by the length of the rest."),
        CaseState.CLOSED: _("The case is closed. HR can reopen it with a reason."),
        CaseState.WITHDRAWN: _("The result that asked for this case no longer stands. Nothing is left to do."),
    }
    return sentences[CaseState(case.state)] % {"boss": boss, "person": person}


def _planned(case: ImprovementCase) -> str:
    if case.employee_agreed_at is None and case.employee_dissented_at is not None:
        return _("%(person)s sees the plan differently. %(boss)s revises it, or HR starts it beside the dissent.")
    if case.employee_agreed_at is None:
        return _("%(person)s reads the proposed plan and agrees, or says in writing what should be different.")
    if case.supervisor_agreed_at is None:
        return _("%(boss)s agrees to the plan as well.")
    return _("Both sides agreed. %(boss)s starts the work.")


def facts_of(case: ImprovementCase) -> list[tuple[str, Any]]:
    """The facts beside the plan."""
    causes = case.triggers.all()
    return [
        (_("Unit"), case.unit.name),
        (_("Supervisor"), case.supervisor.full_name if case.supervisor else ""),
        (_("Coach"), case.coach.full_name if case.coach else ""),
        (_("Opened"), formats.date_format(case.opened_at, "j F Y")),
        (_("To be reached by"), formats.date_format(case.target_on, "j F Y") if case.target_on else ""),
        (_("Asked for by"), "; ".join(dict.fromkeys(_ground(cause) for cause in causes))),
        (_("Coaching rhythm"), _rhythm(case)),
        (_("Drafted from"), _template(case)),
        (_("Employee agreed"), _day(case.employee_agreed_at)),
        (_("Supervisor agreed"), _day(case.supervisor_agreed_at)),
    ]


def _rhythm(case: ImprovementCase) -> str:
    every = ngettext("every %(count)d day", "every %(count)d days", case.sessions_every_days)
    return every % {"count": case.sessions_every_days}


def _template(case: ImprovementCase) -> str:
    used = case.template_edition
    if used is None:
        return _("the weak items")
    return _("%(name)s, edition %(edition)d") % {"name": used.name, "edition": used.edition}


def _ground(cause: CaseTrigger) -> str:
    """The kind of a ground, its predicate or items, and whether it still stands."""
    kind = str(cause.get_kind_display())
    items = ", ".join(str(item["label"]) for item in cause.weak_items)
    about = _in_words(cause.predicate) if cause.kind == CauseKind.PREDICATE else items
    text = f"{kind}: {about}" if about else kind
    return text if cause.live else _("%(ground)s (fell away)") % {"ground": text}


def _in_words(predicate: str) -> str:
    """A predicate as people write it, also where the source names it by its code."""
    return predicate.replace("_", " ").capitalize()


def _day(moment: datetime | None) -> str:
    return formats.date_format(moment, "j F Y") if moment else _("not yet")


def due_lines(explanation: str | None) -> list[str]:
    """Why the present duty is due when it is."""
    return list(why_lines(ImprovementCase, explanation or ""))


def timeline(
    events: list[Event], actor: Actor, *, case: ImprovementCase, urls: Mapping[tuple[str, int], str]
) -> list[Entry]:
    """Entries of the timeline; what people wrote is shown where the policy opens it, or to its author."""
    opened = _opened_kinds(actor, case)
    titles = {str(item.public_id): item.title for item in case.items.all()}
    return [_entry(event, actor, opened, urls, titles) for event in events]


def _opened_kinds(actor: Actor, case: ImprovementCase) -> dict[str, frozenset[str]]:
    """Field groups per kind: sessions and enrolments of a case stand to the reader as the case does."""
    session = CoachingSession(case=case)
    enrolment = Enrolment(case=case, employee_id=case.employee_id, unit=case.unit, supervisor_id=case.supervisor_id)
    subjects = (case, session, enrolment)
    return {subject.kind: policy_for(subject).fields_for(actor, subject) for subject in subjects}


def _entry(
    event: Event,
    actor: Actor,
    opened: Mapping[str, frozenset[str]],
    urls: Mapping[tuple[str, int], str],
    titles: Mapping[str, str],
) -> Entry:
    return Entry(
        title=_with_item(event, titles),
        at=event.effective_at,
        who=who_of(event),
        text=typed_with(event, actor, opened.get(event.kind, frozenset())),
        tone=TONES.get(event.to_state, "") if event.from_state != event.to_state else "",
        url=urls.get((event.kind, event.subject_id), ""),
        capacity=event.on_behalf,
    )


def _with_item(event: Event, titles: Mapping[str, str]) -> str:
    """What happened, and to which item of the plan."""
    title = title_of(event)
    if event.transition not in ABOUT_AN_ITEM:
        return title
    item = titles.get(str(json.loads(event.body)["changes"].get("input", {}).get("item", "")))
    return f"{title}: {item}" if item else title


def who_of(event: Event) -> str:
    """Who took the step."""
    if event.actor is None:
        return _("System")
    return str(event.actor.display_name)


def handover_of(events: list[Event]) -> str:
    """The newest hand-over note among the events of a case, newest first; nothing where it was erased."""
    return next((str(_words(one).get("handover", "")) for one in events if one.transition == "replace_coach"), "")


def typed_with(event: Event, actor: Actor, fields: frozenset[str]) -> str:
    """What was typed with a step, for its author and where these field groups of its subject open it."""
    own = event.actor_id is not None and event.actor_id == actor.user_id
    may_read = own or "reasons" in fields or f"reasons.{event.transition}" in fields
    return _reason(event) if may_read else ""


def _words(event: Event) -> dict[str, Any]:
    text = getattr(event, "text", None)
    if text is None or text.erased_at is not None:
        return {}
    return dict(json.loads(text.content))


def _reason(event: Event) -> str:
    found = _words(event)
    return str(found.get("reason") or found.get("progress") or found.get("statement") or found.get("summary") or "")
