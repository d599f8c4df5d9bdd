"""Conditions of the steps of a plan. What a plan lacks is named sentence by sentence; weights are no part of it."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appraisal.plans import content
from workflow.calendars import local_day
from workflow.machine import guard
from workflow.step import Step


@guard("no_result", _("Please plan what is to be achieved first."))
def has_results(step: Step) -> Iterable[str]:
    """At least one main result."""
    from appraisal.plans.texts import working_text

    return content.without_result(working_text(step.subject))


@guard("indicator_missing", _("Every result needs a wording and at least one indicator."))
def has_indicators(step: Step) -> Iterable[str]:
    from appraisal.plans.texts import working_text

    return content.without_indicator(working_text(step.subject))


@guard("indicator_incomplete", _("Every indicator needs a wording, a target, and its aspect or perspective."))
def indicators_complete(step: Step) -> Iterable[str]:
    """The target: a number with its unit of measure, or words for the qualitative approach."""
    from appraisal.plans.texts import working_text

    return content.incomplete_indicators(working_text(step.subject), head=step.subject.is_head)


@guard(
    "parent_not_agreed", _("A result carries on what is no longer in the superior's agreed plan. Please choose again.")
)
def parents_agreed(step: Step) -> Iterable[str]:
    """No parent is needed; the one that is named belongs to the agreed plan of the assessor."""
    from appraisal.plans.texts import offered_parents, working_text

    carried = [(number, one.parent) for number, one in enumerate(working_text(step.subject).results, 1) if one.parent]
    offered = {one.id for one in offered_parents(step.subject)} if carried else set()
    return [gettext("Result %(number)d") % {"number": number} for number, parent in carried if parent not in offered]


@guard("nobody_agrees", _("Nobody stands above this post who could agree. HR can name an assessor."))
def somebody_agrees(step: Step) -> bool:
    return step.subject.assessor_id is not None


# Reads the whole line: asked when somebody acts, not whenever a page draws its buttons.
@guard("same_assessor", _("The assessor of the plan is the present one already."), needs_input=True)
def line_has_changed(step: Step) -> bool:
    from appraisal.plans.lines import line_today

    found = line_today(step.subject, at=step.at)
    return (found.assessor_id, found.superior_id) != (step.subject.assessor_id, step.subject.superior_id)


@guard("assessor_unfit", _("This person cannot be the assessor here."), needs_input=True)
def assessor_fits(step: Step) -> bool:
    from appraisal.deciders import named

    person = named(step.payload["assessor"])
    return person is not None and person.pk not in {step.subject.employee_id, step.subject.assessor_id}


@guard("not_by_office", _("The office proposes only what it has drafted itself."))
def written_by_office(step: Step) -> bool:
    return step.subject.drafted_by_id is not None


@guard("agreed_before", _("This plan was agreed before: give the change up instead, and the agreed text is back."))
def never_agreed(step: Step) -> bool:
    return bool(step.subject.edition == 0)


@guard("never_agreed", _("There is no agreed text yet to go back to."))
def was_agreed(step: Step) -> bool:
    return bool(step.subject.edition > 0)


@guard("time_not_over", _("The time in the post is not over yet."))
def time_is_over(step: Step) -> bool:
    return bool(local_day(step.at, zone=step.subject.unit.zone) >= step.subject.period_until)
