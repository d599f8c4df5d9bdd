"""What a played year must hold, so that no book balances for want of rows."""

from __future__ import annotations

from django.db.models import Sum

from appraisal.models import (
    AnnualResult,
    AttendanceMonth,
    Cycle,
    Evaluation,
    Innovation,
    MetricReading,
    Objection,
    PeriodSegment,
)
from cases.learning_hours import hours_list, lines_of
from cases.models import CaseTransfer, Enrolment, ImprovementCase
from config.demo.stage import on
from tests.year.play import Played
from tests.year.stage import YEAR
from workflow.models import Event, Incident, OutboxMessage


def states_of(model: type) -> set[str]:
    """The states rows are in."""
    return set(model._default_manager.values_list("state", flat=True))


def missing_from(played: Played, *, people: int) -> list[str]:
    """The names of what did not happen."""
    steps = set(Event.objects.values_list("name", flat=True))
    wanted = {
        "four closed cycles": [one.state for one in Cycle.objects.all()] == ["closed"] * 4,
        "a form for nearly everybody in every quarter": Evaluation.objects.count() >= 4 * (people - 10),
        "only final and cancelled forms": states_of(Evaluation) <= {"final", "cancelled"},
        "objections decided and withdrawn": {"decided", "withdrawn"} <= states_of(Objection),
        "cases closed": "closed" in states_of(ImprovementCase),
        "cases still open": bool(states_of(ImprovementCase) & {"opened", "planned", "active"}),
        "a case that moved": CaseTransfer.objects.exists(),
        "annual results decided and read": {"decided", "acknowledged", "proposed"} <= states_of(AnnualResult),
        "a year for everybody appraised": AnnualResult.objects.count() >= people - 10,
        "trainings completed and missed": {"completed", "absent"} <= states_of(Enrolment),
        "attendance of twelve months": AttendanceMonth.objects.values("month").distinct().count() == 12,
        "readings of services": MetricReading.objects.count() >= 4,
        "innovations in use": "in_use" in states_of(Innovation),
        "segments closed and missed": {"closed", "lapsed"} <= states_of(PeriodSegment),
        "joiners, movers and leavers": min(
            len(played.troupe.joiners), len(played.troupe.moved), len(played.troupe.leavers)
        ) >= 4,
        "every way a form can go": {
            "evaluation.returned", "evaluation.recalled", "evaluation.self_lapsed", "evaluation.review_overdue",
            "evaluation.accepted", "evaluation.window_lapsed", "evaluation.deemed_handed_over", "evaluation.settled",
        } <= steps,
        "everything passed on": not OutboxMessage.objects.filter(relayed_at__isnull=True).exists(),
        "no incident": not Incident.objects.exists(),
    }  # fmt: skip
    return [name for name, holds in wanted.items() if not holds]


def hours_on_the_page(played: Played) -> tuple[int, int]:
    """The hours of the year by the list the training officer reads, and by the enrolments themselves."""
    with on(played.end):
        shown = sum(line.hours for line in lines_of(hours_list(played.troupe.cast.training_officer(), year=YEAR)))
    stored = Enrolment.objects.filter(state="completed", employee__active=True).aggregate(all=Sum("jp_hours"))["all"]
    return shown, stored
