"""Conditions of the transitions of a case."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import criteria, stages
from cases.clocks import EXTENSION_MONTHS, MOST_EXTENSIONS, months_later
from cases.stages import StageView
from workflow.calendars import local_day
from workflow.machine import guard
from workflow.step import Step


def _employee(step: Step, name: str) -> Any:
    from organization.models import Employee

    return Employee.objects.filter(public_id=step.payload[name], active=True).first()


def _somebody_else(step: Step, name: str) -> bool:
    person = _employee(step, name)
    return person is not None and person.pk != step.subject.employee_id


@guard(
    "coach_unfit", _("The coach must be an active employee, and not the person the case is about."), needs_input=True
)
def coach_fits(step: Step) -> bool:
    """Nobody coaches himself."""
    return _somebody_else(step, "coach")


@guard(
    "handover_missing",
    _("Please write what the new coach has to know: where the work stands, and what was promised."),
    needs_input=True,
)
def former_coach_hands_over(step: Step) -> bool:
    """Where somebody coached before, the work is handed over in words."""
    return step.subject.coach_id is None or bool((step.payload.get("handover") or "").strip())


@guard("no_handover", _("No hand-over waits to be acknowledged."))
def handover_waits(step: Step) -> bool:
    """There is a note, and the present coach has not acknowledged it yet."""
    return bool(step.subject.handover_waits)


@guard(
    "supervisor_unfit",
    _("The supervisor must be an active employee, and not the person the case is about."),
    needs_input=True,
)
def supervisor_fits(step: Step) -> bool:
    """Nobody supervises himself."""
    return _somebody_else(step, "supervisor")


@guard("not_moved", _("The case is where its person is: unit and supervisor of today."), needs_input=True)
def person_has_moved(step: Step) -> bool:
    """A case follows once; asked again, there is nothing to do."""
    from cases.transfers import place_today, stays

    return not stays(step.subject, place_today(step.subject, step.at))


@guard("plan_incomplete", _("The plan is not complete yet."))
def plan_is_complete(step: Step) -> Iterable[str]:
    """A plan names its goal, has at least one required item, and every item has a date."""
    from cases import plan_rules

    return plan_rules.missing_in_plan(step.subject)


@guard("already_agreed", _("You have already agreed to this plan."))
def not_yet_agreed(step: Step) -> bool:
    """Each side agrees once to one text."""
    case = step.subject
    side = case.employee_agreed_at if "subject" in step.roles else case.supervisor_agreed_at
    return side is None


@guard("agreement_missing", _("Work starts when both sides have agreed to the plan."))
def both_sides_agreed(step: Step) -> Iterable[str]:
    """Employee and supervisor, each for themselves."""
    from cases import plan_rules

    return plan_rules.missing_agreements(step.subject)


@guard("no_dissent", _("The employee has not written a dissent; let both sides agree instead."))
def dissent_is_recorded(step: Step) -> bool:
    """HR may start against the employee's view only when that view is on record."""
    return step.subject.employee_dissented_at is not None


def _open_item(step: Step) -> Any:
    return step.subject.items.filter(public_id=step.payload["item"], done_at__isnull=True, removed=False).first()


@guard("item_not_open", _("This plan item is not an open item of this case."), needs_input=True)
def item_is_open(step: Step) -> bool:
    """An item of another case, a removed one or a finished one cannot be worked on."""
    return _open_item(step) is not None


@guard("date_not_later", _("An extension must end later than the present date, and in the future."), needs_input=True)
def new_due_is_later(step: Step) -> bool:
    """Extending never shortens, and never ends in the past."""
    item = _open_item(step)
    wanted = step.payload["due_on"]
    today = local_day(step.at, zone=step.subject.zone)
    return item is not None and bool(wanted >= today) and (item.due_on is None or bool(wanted > item.due_on))


@guard("was_not_under_way", _("The plan was still being made when the case was put on hold; resume planning instead."))
def was_under_way(step: Step) -> bool:
    """A case returns to where it rested from."""
    return str(step.subject.held_from) == "active"


@guard("was_under_way", _("The work had begun when the case was put on hold; resume the work instead."))
def was_being_planned(step: Step) -> bool:
    """A case returns to where it rested from."""
    return step.subject.held_from in ("opened", "planned")


@guard("extension_unfit", _("The work cannot be extended to this day."), needs_input=True)
def new_end_fits(step: Step) -> Iterable[str]:
    """Later than the present end, within the limits counted from the first one."""
    case, wanted = step.subject, step.payload["due_on"]
    first = case.first_target_on or case.target_on
    last = months_later(first, EXTENSION_MONTHS)
    if wanted <= case.target_on:
        yield gettext("The new day must be later than the present one.")
    if wanted > last:
        text = gettext("At most %(months)d months after the day first agreed.")
        yield text % {"months": EXTENSION_MONTHS}
    if case.extensions >= MOST_EXTENSIONS:
        yield gettext("The work was already extended %(most)d times.") % {"most": MOST_EXTENSIONS}


@guard("extension_asked_already", _("A request for more time already waits for an answer."))
def no_request_waits(step: Step) -> bool:
    """One request at a time."""
    return step.subject.extension_asked_on is None


@guard("no_extension_asked", _("Nobody asked for more time."))
def request_waits(step: Step) -> bool:
    """There is something to refuse."""
    return step.subject.extension_asked_on is not None


def _stage(step: Step) -> StageView | None:
    wanted = str(step.payload["stage"])
    return next((view for view in stages.track(step.subject) if str(view.stage.public_id) == wanted), None)


@guard("stage_not_next", _("Stages are closed one after the other, and only those of this case."), needs_input=True)
def stage_is_next(step: Step) -> bool:
    """The first stage that is still open."""
    found = _stage(step)
    return found is not None and found.is_next


@guard("stage_incomplete", _("This stage cannot be closed yet. What is still missing:"), needs_input=True)
def stage_exit_holds(step: Step) -> Iterable[str]:
    """The exit criteria, as on the track of the case page."""
    found = _stage(step)
    return found.missing if found is not None else ()


@guard("criteria_missing", _("The case cannot be closed yet. What is still missing:"))
def criteria_hold(step: Step) -> Iterable[str]:
    """All closing criteria, as on the checklist of the case page."""
    return criteria.missing(criteria.facts_of(step.subject))


@guard(
    "follow_up_missing",
    _("Where the target was not met, please propose what should follow. A person decides about it."),
    needs_input=True,
)
def not_met_has_follow_up(step: Step) -> bool:
    """Nothing follows by itself from a target that was not met: somebody proposes it in words."""
    return step.payload["outcome"] != "not_met" or bool((step.payload.get("follow_up") or "").strip())


@guard("other_case_open", _("This person already has another open case; please continue there."))
def no_other_open_case(step: Step) -> bool:
    """At most one open case per person."""
    case = step.subject
    return (
        not type(case).objects.filter(employee_id=case.employee_id).exclude(state__in=("closed", "withdrawn")).exists()
    )


@guard("cause_has_gone", _("Nothing that asked for this case still stands; please open a new one with a reason."))
def a_cause_is_live(step: Step) -> bool:
    """An open case always has a live cause (DECISIONS 14); a closed one may have lost its last meanwhile."""
    return bool(step.subject.live_causes > 0)


@guard("cause_is_live", _("A result that asks for this case still stands."))
def no_live_trigger(step: Step) -> bool:
    """A case is withdrawn only when its last live cause has fallen away."""
    return bool(step.subject.live_causes == 0)
