"""Conditions, columns and consequences of the steps of an innovation. Guards read, columns are returned."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workflow.machine import guard
from workflow.step import Step

Columns = Mapping[str, Any]
LARGEST: Final = Decimal(10) ** 10
CENT: Final = Decimal("0.01")
WHOLE: Final = Decimal(100)


@guard("innovation_incomplete", _("Something is still missing."))
def is_complete(step: Step) -> Iterable[str]:
    one = step.subject
    wanted = ((gettext("Title"), one.title), (gettext("Problem"), one.problem), (gettext("Idea"), one.idea))
    return [label for label, text in wanted if not text.strip()]


@guard("shares_not_whole", _("The shares of those who contributed must total 100."))
def shares_are_whole(step: Step) -> bool:
    return bool(sum(step.subject.contributors.values_list("share", flat=True)) == WHOLE)


@guard("use_ahead", _("The first day of use has not come yet."), needs_input=True)
def use_has_begun(step: Step) -> bool:
    from organization.days import today

    return bool(step.payload["used_from"] <= today(step.subject.unit.zone))


@guard("half_a_pair", _("A value before needs a value after, and both need the metric."), needs_input=True)
def numbers_come_in_pairs(step: Step) -> bool:
    given = [step.payload.get(name) is not None for name in ("metric", "before", "after")]
    return not any(given[1:]) or all(given)


@guard(
    "numbers_too_fine", _("Please use numbers below ten thousand million with at most two decimals."), needs_input=True
)
def numbers_fit(step: Step) -> bool:
    given = [number for name in ("before", "after") if (number := step.payload.get(name)) is not None]
    return all(abs(number) < LARGEST and number == number.quantize(CENT) for number in given)


@guard("metric_unknown", _("This metric does not exist."), needs_input=True)
def metric_is_known(step: Step) -> bool:
    from appraisal.models import ServiceMetric

    wanted = step.payload.get("metric")
    return wanted is None or ServiceMetric.objects.filter(public_id=wanted).exists()


@guard("effect_missing", _("No effect has been reported yet."))
def effect_is_reported(step: Step) -> bool:
    return step.subject.measured_at is not None


@guard("effect_confirmed", _("This effect is confirmed already."))
def effect_is_open(step: Step) -> bool:
    return step.subject.effect_confirmed_on is None


def handed_in(step: Step) -> Columns:
    """Waiting for the office; an earlier reason is done with."""
    return {"submitted_on": _day(step), "review_note": ""}


def taken_back(_step: Step) -> Columns:
    """Back with those who wrote it."""
    return {"submitted_on": None}


def reviewed_with_reason(step: Step) -> Columns:
    """The reason stays at the innovation, for those who read it there."""
    return {"reviewed_on": _day(step), "review_note": step.reason}


def accepted(step: Step) -> Columns:
    """Accepted on a day of the office."""
    return {"reviewed_on": _day(step), "accepted_on": _day(step), "review_note": ""}


def put_to_use(step: Step) -> Columns:
    """In use since a day that has come."""
    return {"used_from": step.payload["used_from"]}


def effect_reported(step: Step) -> Columns:
    """A new report waits for a new confirmation; one that was confirmed is replaced openly, the history keeps it."""
    from appraisal.models import ServiceMetric

    wanted = step.payload.get("metric")
    metric = ServiceMetric.objects.filter(public_id=wanted).values_list("pk", flat=True).first() if wanted else None
    return {
        "effect": step.payload["effect"],
        "metric_id": metric,
        "before": step.payload.get("before"),
        "after": step.payload.get("after"),
        "measured_at": step.at,
        "effect_confirmed_on": None,
    }


def effect_confirmed(step: Step) -> Columns:
    """Seen and found right by the office."""
    return {"effect_confirmed_on": _day(step)}


def ended(step: Step) -> Columns:
    """No longer in use, or never put to use."""
    return {"ended_on": _day(step), "review_note": step.reason}


def _day(step: Step) -> Any:
    from workflow.calendars import local_day

    return local_day(step.at, zone=step.subject.unit.zone)


def facts_follow(steps: Sequence[Step]) -> None:
    """The open forms of those who have a share follow what happened."""
    from appraisal.models import InnovationShare
    from appraisal.sources.gathering import refresh

    shares = InnovationShare.objects.filter(innovation_id__in=[step.subject.pk for step in steps])
    refresh(shares.values_list("employee_id", flat=True))
