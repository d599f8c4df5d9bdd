"""What a step writes besides the state: functions of the step that give columns. They read, they never write.

Keys are column names (``decider_id``), and the same keys whatever the case, so that batches can be written at
once. Names of people are not written here: they would enter the chain; see ``consequences.py``.
"""

from collections.abc import Mapping
from typing import Any

from appraisal import decisions, due_dates, results, seats
from workflow.step import Step

Columns = Mapping[str, Any]


def content_frozen(step: Step) -> Columns:
    """Publishing stores the canonical content and its hash."""
    from appraisal.rule_parsing import parse_rules
    from appraisal.rules import as_json

    content = parse_rules(step.subject.content)
    return {"content": as_json(content), "content_hash": content.digest}


def rules_frozen(step: Step) -> Columns:
    """Opening a cycle ties it to the hash of its rules."""
    return {"rule_hash": step.subject.rule_set.content_hash, "opened_at": step.at}


def windows_extended(step: Step) -> Columns:
    """The later days, and a note of every extension for the explanations of due dates."""
    cycle = step.subject
    days = {name: step.payload.get(name) or getattr(cycle, name) for name in WINDOW_ENDS}
    notes = [
        {
            "window": name,
            "from_day": getattr(cycle, name).isoformat(),
            "to_day": day.isoformat(),
            "reason": step.reason,
        }
        for name, day in days.items()
        if day is not None and getattr(cycle, name) is not None and day != getattr(cycle, name)
    ]
    return {**days, "extensions": [*cycle.extensions, *notes]}


WINDOW_ENDS = ("self_until", "review_until", "calibration_until", "close_by")


def submitted(step: Step) -> Columns:
    """By the employee: filled, whatever happened before."""
    return {"submitted_at": step.at, "review_mark": step.subject.review_revision, "unfilled": False}


def lapsed(step: Step) -> Columns:
    """By the clock: marked "not filled", whatever is in the form."""
    return {"submitted_at": step.at, "review_mark": step.subject.review_revision, "unfilled": True}


def recalled(_step: Step) -> Columns:
    """Back with the employee."""
    return {"submitted_at": None, "unfilled": False}


def assisted(step: Step) -> Columns:
    """Marked: somebody else types; the employee's own submission confirms it."""
    return {"assisted_by_id": step.actor.user_id}


def returned(_step: Step) -> Columns:
    """Back with the employee, with reasons (written by the consequence)."""
    return {"submitted_at": None, "unfilled": False}


def marked_overdue(step: Step) -> Columns:
    """The superior is told; nothing is approved by silence."""
    return {"review_overdue_at": step.at}


def ratings_adjusted(step: Step) -> Columns:
    """Calibration: another rating of an area, with its reason in the event."""
    return {
        "results_rating": int(step.payload["results_rating"]),
        "behaviour_rating": int(step.payload["behaviour_rating"]),
        "calibrated": True,
    }


def result_released(step: Step) -> Columns:
    """The result computed and frozen; it is delivered, not yet handed over."""
    found = results.current_result(step.subject)
    return {
        "predicate": found.predicate,
        "score": found.score,
        "result": found.trace,
        "delivered_at": step.at,
        "result_opened_at": None,
        "handed_over_at": None,
        "window_from": None,
        "window_ends_at": None,
    }


def result_approved(step: Step) -> Columns:
    """The same by the assessor's own act; with whoever did it in the assessor's place."""
    return {**result_released(step), **seats.rated_in_place(step)}


def handed_over(step: Step) -> Columns:
    """First opening by the employee: the window runs from here, unless it runs already."""
    started = step.subject.window_from or step.at
    return {
        "result_opened_at": step.at,
        "handed_over_at": step.subject.handed_over_at or step.at,
        "window_from": started,
        "window_ends_at": due_dates.window_of(step.subject, started).due_at,
    }


def deemed_handed_over(step: Step) -> Columns:
    """Delivered, not opened in the time of the rule set: counts as handed over."""
    return {
        "handed_over_at": step.at,
        "window_from": step.at,
        "window_ends_at": due_dates.window_of(step.subject, step.at).due_at,
    }


def accepted(step: Step) -> Columns:
    """The employee has seen the result and takes it."""
    return {
        "accepted_at": step.at,
        "finalised_at": step.at,
        "result_opened_at": step.subject.result_opened_at or step.at,
        "handed_over_at": step.subject.handed_over_at or step.at,
    }


def finalised(step: Step) -> Columns:
    """Silence: the result stands."""
    return {"finalised_at": step.at}


def disputed(step: Step) -> Columns:
    """Shown as disputed everywhere until decided."""
    return {"disputed": True, "decider_id": decisions.pending_objection(step.subject).decider_id}


def settled(step: Step) -> Columns:
    """The decided result, or the old one where the objection was withdrawn."""
    found = results.settled_result(step.subject)
    return {
        "disputed": False,
        "decider_id": None,
        "finalised_at": step.at,
        "results_rating": found.results_rating,
        "behaviour_rating": found.behaviour_rating,
        "predicate": found.predicate,
        "score": found.score,
        "result": found.trace,
    }


def admitted_late(step: Step) -> Columns:
    """A new window from the day of admission; the day of the hand-over stays as it was."""
    return {
        "finalised_at": None,
        "accepted_at": None,
        "window_from": step.at,
        "window_ends_at": due_dates.window_of(step.subject, step.at).due_at,
    }


def reopening_requested(step: Step) -> Columns:
    """The first of the two people."""
    return {"reopen_requested_by_id": step.actor.user_id}


def reopening_declined(_step: Step) -> Columns:
    """Nothing changes but the question."""
    return {"reopen_requested_by_id": None}


def reopened(step: Step) -> Columns:
    """The assessor rates again; the old result stays readable among the results of the evaluation."""
    return {
        "reopen_requested_by_id": None,
        "predicate": "",
        "score": None,
        "result": None,
        "delivered_at": None,
        "result_opened_at": None,
        "handed_over_at": None,
        "window_from": None,
        "window_ends_at": None,
        "accepted_at": None,
        "finalised_at": None,
        "review_overdue_at": None,
        "calibrated": False,
        "room_id": None,
        "rated_by_id": None,
        "rated_on_behalf": "",
        "review_mark": step.subject.review_revision,
    }


def assessor_replaced(step: Step) -> Columns:
    """The new assessor and that person's own assessor of today."""
    from appraisal import lines
    from appraisal.segments.handing_over import remember_former

    remember_former(step.subject)
    found = lines.line_from(step.payload["assessor"], at=step.at, zone=step.subject.cycle.zone)
    return {"assessor_id": found.assessor_id, "superior_id": found.superior_id, "review_overdue_at": None}


def cancelled(_step: Step) -> Columns:
    """Nothing is disputed any more."""
    return {"disputed": False, "decider_id": None, "reopen_requested_by_id": None}


def objection_filed(step: Step) -> Columns:
    """With who decides, as found on the day of filing."""
    from appraisal import decider_steps

    return {
        "filed_at": step.at,
        "window_until": step.subject.evaluation.window_ends_at,
        **decider_steps.filed(step),
        "predicate_before": step.subject.evaluation.predicate,
    }


def objection_answered(step: Step) -> Columns:
    """The assessor's answer is in."""
    own = step.actor.employee_id == step.subject.evaluation.assessor_id
    return {"answered_at": step.at, "unanswered": False, "answered_by_id": None if own else step.actor.employee_id}


def objection_unanswered(_step: Step) -> Columns:
    """Silence of the assessor does not stop the decision."""
    return {"answered_at": None, "unanswered": True, "answered_by_id": None}


def objection_decided(step: Step) -> Columns:
    """The ratings after the rulings and the predicate they give."""
    found = decisions.decided_result(step.subject, step.payload)
    by_delegate = step.actor.employee_id != step.subject.decider_id
    return {
        "decided_at": step.at,
        "signed_by_id": step.actor.employee_id if by_delegate else None,
        "signed_on_behalf": seats.for_decider(step.actor, step.subject) if by_delegate else "",
        "results_rating": found.results_rating,
        "behaviour_rating": found.behaviour_rating,
        "predicate_after": found.predicate,
    }


def decision_marked_overdue(step: Step) -> Columns:
    """Told to HR; nothing is decided by silence."""
    return {"decision_overdue_at": step.at}
