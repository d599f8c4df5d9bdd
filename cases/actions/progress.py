"""The stages of a case, from the proposal of a plan to its end."""

from datetime import date
from uuid import UUID

from cases.actions.moves import Seen, move
from cases.models import ImprovementCase
from workflow.engine import Outcome

Case = ImprovementCase


def propose(case: Case, seen: Seen) -> Outcome:
    """Put the plan before both sides."""
    return move(case, "propose", seen)


def agree(case: Case, seen: Seen) -> Outcome:
    """Agree to the plan for one's own side."""
    return move(case, "agree", seen)


def dissent(case: Case, seen: Seen, *, reason: str) -> Outcome:
    """The employee's other view of the plan, kept with the case."""
    return move(case, "dissent", seen, reason=reason)


def revise(case: Case, seen: Seen, *, reason: str) -> Outcome:
    """Take the plan back to change it; agreements given so far no longer count."""
    return move(case, "revise", seen, reason=reason)


def start(case: Case, seen: Seen, *, reason: str | None = None) -> Outcome:
    """Begin the work: both sides agreed, or HR begins it with a reason beside the recorded dissent."""
    return move(case, "start_with_dissent" if reason else "start", seen, reason=reason)


def record_progress(case: Case, seen: Seen, *, item: UUID, progress: str, done: bool = False) -> Outcome:
    """Say what was achieved on one item, and whether it is finished."""
    return move(case, "record_progress", seen, item=item, progress=progress, done=done)


def close_stage(case: Case, seen: Seen, *, stage: UUID, statement: str) -> Outcome:
    """Close the stage the work is in, saying what was reached."""
    return move(case, "close_stage", seen, stage=stage, statement=statement)


def extend_item(case: Case, seen: Seen, *, item: UUID, due_on: date, reason: str) -> Outcome:
    """Give one item a later day."""
    return move(case, "extend_item", seen, item=item, due_on=due_on, reason=reason)


def ask_extension(case: Case, seen: Seen, *, due_on: date, reason: str) -> Outcome:
    """The employee asks for more time; the supervisor answers."""
    return move(case, "ask_extension", seen, due_on=due_on, reason=reason)


def extend(case: Case, seen: Seen, *, due_on: date, reason: str) -> Outcome:
    """Move the end of the work, within the limits; answers a request where one waits."""
    return move(case, "extend", seen, due_on=due_on, reason=reason)


def refuse_extension(case: Case, seen: Seen, *, reason: str) -> Outcome:
    """Leave the end where it is, and say why."""
    return move(case, "refuse_extension", seen, reason=reason)


def submit_for_review(case: Case, seen: Seen, *, summary: str) -> Outcome:
    """Hand the work to HR with a summary."""
    return move(case, "submit_for_review", seen, summary=summary)


def send_back(case: Case, seen: Seen, *, reason: str) -> Outcome:
    """HR asks for more work before the case can close."""
    return move(case, "send_back", seen, reason=reason)


def hold(case: Case, seen: Seen, *, reason: str) -> Outcome:
    """Let the case rest; nothing is due meanwhile."""
    return move(case, "hold", seen, reason=reason)


def resume(case: Case, seen: Seen) -> Outcome:
    """Go on where the case rested; every open date moves by the length of the rest."""
    return move(case, "resume" if case.held_from == "active" else "resume_planning", seen)


def close(case: Case, seen: Seen, *, outcome: str, outcome_note: str, follow_up: str | None = None) -> Outcome:
    """Close a reviewed case with its outcome; refused with the list of what is missing."""
    return move(case, "close", seen, outcome=outcome, outcome_note=outcome_note, follow_up=follow_up)


def end_early(case: Case, seen: Seen, *, outcome: str, reason: str) -> Outcome:
    """End a case that has lost its ground: lifted, or the person left."""
    return move(case, "end_early", seen, outcome=outcome, reason=reason)


def reopen(case: Case, seen: Seen, *, reason: str) -> Outcome:
    """Go on with a closed case."""
    return move(case, "reopen", seen, reason=reason)
