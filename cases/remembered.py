"""What an improvement case and what belongs to it tell of a day that has passed (`workflow.as_on`)."""

from collections.abc import Iterator
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from cases.machines.improvement_case import CaseState
from cases.models import (
    CoachingSession,
    Counselling,
    CounsellingSession,
    Enrolment,
    GuidanceEvaluation,
    GuidanceFeedback,
    ImprovementCase,
)
from cases.views.happenings import HAPPENED
from workflow.as_on.remembered import Fact, Past, Seat, remember
from workflow.calendars import local_day
from workflow.roles import Role

ASSESSOR, COACH, COUNSELLOR = Role.ASSESSOR.value, Role.COACH.value, Role.COUNSELLOR.value
# While the plan is written its end is no fact yet.
PLANNING = frozenset({CaseState.OPENED.value, CaseState.PLANNED.value})


def case_facts(past: Past) -> Iterator[Fact]:
    """When the work began and the end that was agreed then; the first end counts before the first extension."""
    case = past.subject
    known, started = past.column("started_at")
    if known and started and past.state not in PLANNING:
        yield Fact(_("Work began"), _day_text(local_day(started, zone=case.zone)), "plan")
        known, end = past.column("target_on")
        yield Fact(_("End of the work"), _day_text(end if known else case.first_target_on), "plan")
    known, outcome = past.column("outcome")
    if known and outcome and past.state == CaseState.CLOSED:
        yield Fact(_("Outcome"), str(dict(ImprovementCase._meta.get_field("outcome").flatchoices)[outcome]), "outcome")


def _day_text(day: date | None) -> str:
    return formats.date_format(day, "j F Y") if day else _("not yet")


remember(
    ImprovementCase,
    page="cases:case",
    title="employee__full_name",
    seats=(Seat(ASSESSOR, "supervisor"), Seat(COACH, "coach")),
    facts=case_facts,
    zone="zone",
    related=("employee", "unit"),
    titles=HAPPENED,
    shows_dates=True,
)
remember(
    CoachingSession, page="cases:session", title="case__employee__full_name", zone="case__zone",
    related=("case__employee", "case__unit"), titles=HAPPENED,
)  # fmt: skip
remember(
    Enrolment,
    page="cases:enrolment",
    title="employee__full_name",
    related=("employee", "unit", "case"),
    titles=HAPPENED,
)
remember(
    GuidanceEvaluation, page="cases:evaluation", title="case__employee__full_name", zone="case__zone",
    related=("case__employee", "case__unit"), titles=HAPPENED,
)  # fmt: skip
remember(
    GuidanceFeedback, page="cases:feedback", title="case__employee__full_name", zone="case__zone",
    related=("case__employee", "case__unit"), titles=HAPPENED,
)  # fmt: skip
remember(
    Counselling, page="cases:counselling", history_group="people", seats=(Seat(COUNSELLOR, "counsellor", "people"),),
    zone="case__zone", related=("case__employee", "case__unit"), titles=HAPPENED,
)  # fmt: skip
remember(
    CounsellingSession, page="cases:talk", history_group="talk", zone="counselling__case__zone",
    related=("counselling__case__employee", "counselling__case__unit"), titles=HAPPENED,
)  # fmt: skip
