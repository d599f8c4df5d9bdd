"""Columns written by the transitions of a coaching session."""

from cases.effects import Columns
from workflow.step import Step


def session_rescheduled(step: Step) -> Columns:
    """Another time for the talk."""
    return {"planned_at": step.payload["planned_at"]}


def session_recorded(step: Step) -> Columns:
    """The record of the talk; answers given to an earlier wording do not count."""
    return {
        "held_at": step.payload["held_at"],
        "minutes": step.payload["minutes"],
        "notes": step.payload["notes"],
        "agreements": step.payload["agreements"],
        "led_by_id": step.actor.employee_id,
        "employee_answer": "",
        "employee_answered_at": None,
        "employee_dissent": "",
        "leader_answer": "",
        "leader_answered_at": None,
        "leader_dissent": "",
    }


def side_of(step: Step) -> str:
    """Which side of the talk the actor speaks for: prefix of its columns."""
    return "employee" if "subject" in step.roles else "leader"


def session_missed(step: Step) -> Columns:
    """Who did not come; the side that says so has spoken, the other may still see it differently."""
    side = side_of(step)
    return {"absent": step.payload["absent"], f"{side}_answer": "acknowledged", f"{side}_answered_at": step.at}


def session_acknowledged(step: Step) -> Columns:
    """One side says the record is right."""
    side = side_of(step)
    return {f"{side}_answer": "acknowledged", f"{side}_answered_at": step.at}


def session_dissented(step: Step) -> Columns:
    """One side says in writing how it sees it."""
    side = side_of(step)
    return {f"{side}_answer": "dissented", f"{side}_answered_at": step.at, f"{side}_dissent": step.reason}
