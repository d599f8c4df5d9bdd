"""Columns written by the transitions of a case."""

from datetime import timedelta
from typing import Any

from cases import deadlines
from cases.effects import Columns
from workflow.calendars import DueDate
from workflow.step import Step

UNAGREED: Columns = {
    "employee_agreed_at": None,
    "supervisor_agreed_at": None,
    "employee_dissent": "",
    "employee_dissented_at": None,
}


def duty(due: DueDate | None) -> dict[str, Any]:
    """The duty of the state being entered; copied from the deadline so that lists can sort by it."""
    return {"duty_due_at": due.due_at if due else None, "duty_overdue": False}


def _employee_id(step: Step, name: str) -> int:
    from organization.models import Employee

    return int(Employee.objects.values_list("id", flat=True).get(public_id=step.payload[name]))


def coach_set(step: Step) -> Columns:
    """The person who accompanies from now on."""
    return {"coach_id": _employee_id(step, "coach")}


def coach_replaced(step: Step) -> Columns:
    """Another coach midway; what the former one leaves behind waits to be acknowledged. The note lies by its event."""
    noted = (step.payload.get("handover") or "").strip()
    return {**coach_set(step), "handover_at": step.at if noted else None, "handover_acknowledged_at": None}


def handover_acknowledged(step: Step) -> Columns:
    """The new coach has read it."""
    return {"handover_acknowledged_at": step.at}


def supervisor_set(step: Step) -> Columns:
    """The person who is responsible from now on; the former one loses sight of the case at once."""
    return {"supervisor_id": _employee_id(step, "supervisor"), "supervisor_chosen": True}


def supervisor_replaced(step: Step) -> Columns:
    """The same midway: whoever is new has not agreed to the plan that lies on the table."""
    planned = str(step.subject.state) == "planned"
    return {**supervisor_set(step), "supervisor_agreed_at": None if planned else step.subject.supervisor_agreed_at}


def transferred(step: Step) -> Columns:
    """Unit and supervisor of today, and where the case came from; no date moves.

    A new supervisor has not agreed to the plan that lies on the table.
    """
    from cases.transfers import place_today

    case = step.subject
    place = place_today(case, step.at)
    agreed = case.supervisor_agreed_at
    if str(case.state) == "planned" and place.supervisor_id != case.supervisor_id:
        agreed = None
    return {
        "former_unit_id": case.unit_id,
        "former_supervisor_id": case.supervisor_id,
        "unit_id": place.unit_id,
        "supervisor_id": place.supervisor_id,
        "supervisor_chosen": case.supervisor_chosen and place.unit_id == case.unit_id,
        "supervisor_agreed_at": agreed,
    }


def proposed(step: Step) -> Columns:
    """The plan is on the table; nobody has agreed to this text yet."""
    return {**UNAGREED, "proposed_at": step.at, **duty(deadlines.agreement_due(step))}


def agreed(step: Step) -> Columns:
    """One side agrees. A dissent of the employee before it is overtaken by the agreement."""
    if "subject" in step.roles:
        return {"employee_agreed_at": step.at, "employee_dissent": "", "employee_dissented_at": None}
    return {"supervisor_agreed_at": step.at}


def dissented(step: Step) -> Columns:
    """The employee's other view, kept with the case."""
    return {"employee_dissent": step.reason, "employee_dissented_at": step.at, "employee_agreed_at": None}


def plan_reopened(step: Step) -> Columns:
    """Back to writing: agreements given to another text do not count."""
    return {**UNAGREED, **duty(deadlines.plan_due(step))}


def started(step: Step) -> Columns:
    """Work begins."""
    return {"started_at": step.at, **duty(deadlines.review_due(step))}


def extension_asked(step: Step) -> Columns:
    """The wish waits for the supervisor's answer."""
    return {"extension_asked_on": step.payload["due_on"], "extension_reason": step.reason}


def extension_refused(_step: Step) -> Columns:
    """The end stays; the wish and the answer stay readable in the history."""
    return {"extension_asked_on": None, "extension_reason": ""}


def extended(step: Step) -> Columns:
    """The new end; the first one stays, because the limits count from it."""
    case = step.subject
    return {
        "target_on": step.payload["due_on"],
        "first_target_on": case.first_target_on or case.target_on,
        "extensions": case.extensions + 1,
        **extension_refused(step),
        **duty(deadlines.review_due(step)),
    }


def submitted(step: Step) -> Columns:
    """The supervisor's summary goes to HR."""
    return {"submitted_at": step.at, "review_summary": step.payload["summary"], **duty(deadlines.decision_due(step))}


def sent_back(step: Step) -> Columns:
    """Work goes on until the agreed day."""
    return duty(deadlines.review_due(step))


def held(step: Step) -> Columns:
    """Nothing is due while the case rests."""
    return {"held_from": step.from_state, "held_since": step.at, **duty(None)}


def resumed(step: Step) -> Columns:
    """Every open date moves by the length of the rest; the items follow in the consequence."""
    held_days = timedelta(days=deadlines.days_held(step))
    day = step.subject.target_on
    due = deadlines.review_due(step) if step.transition.name == "resume" else deadlines.plan_due(step)
    return {"held_from": "", "held_since": None, "target_on": day and day + held_days, **duty(due)}


def closed(step: Step) -> Columns:
    """The outcome, in a code and in words."""
    return {
        "closed_at": step.at,
        "outcome": step.payload["outcome"],
        "outcome_note": step.payload.get("outcome_note") or step.reason,
        "follow_up": step.payload.get("follow_up") or "",
        **duty(None),
    }


def withdrawn(step: Step) -> Columns:
    """The cause is gone: the case ends with a code that says so, and with no judgement of the person."""
    return {"closed_at": step.at, "outcome": "lifted_by_objection", **duty(None)}


def reopened(step: Step) -> Columns:
    """Work goes on; the former outcome stays readable in the history."""
    return {
        "closed_at": None,
        "reopened_at": step.at,
        "outcome": "",
        "outcome_note": "",
        "follow_up": "",
        **duty(deadlines.review_due(step)),
    }


def overdue(_step: Step) -> Columns:
    """The clock found the duty undone."""
    return {"duty_overdue": True}
