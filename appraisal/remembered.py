"""What the subjects of appraisal tell of a day that has passed (`workflow.as_on`)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.machines.evaluation import EvaluationState
from appraisal.models import (
    AnnualResult,
    AssessorCorrection,
    Award,
    CalibrationEntry,
    CalibrationRoom,
    Cycle,
    DialogueMeeting,
    Evaluation,
    Feedback,
    FeedbackRound,
    Hearing,
    Innovation,
    Objection,
    PeriodSegment,
    Plan,
    Recognition,
    RuleChange,
    RuleSet,
    UnitAchievement,
)
from appraisal.models.annual import DECIDED_STATES
from appraisal.pages import objection_story, timeline
from appraisal.pages.annual import label_of
from appraisal.policies import PREDICATE, RESULT
from workflow.as_on.remembered import Fact, Past, Seat, remember
from workflow.roles import Role

ASSESSOR, SUPERIOR, DECIDER = Role.ASSESSOR.value, Role.SUPERIOR.value, Role.DECIDER.value
LINE = (Seat(ASSESSOR, "assessor"), Seat(SUPERIOR, "superior"))
HISTORY = "history"


def evaluation_facts(past: Past) -> Iterator[Fact]:
    """The newest result that was known; the employee opens the present one before any is shown here."""
    form = past.subject
    unopened = past.own and form.state == EvaluationState.OBJECTION and form.result_opened_at is None
    if unopened or RESULT not in past.readable:
        return
    found = form.results.filter(created_at__lt=past.before).order_by("-sequence").first()
    if found is None:
        yield Fact(_("Result known that day"), _("none yet"), RESULT)
        return
    words = form.rules.predicate(found.predicate).label.pick(get_language())
    text = _("%(predicate)s (%(ground)s, %(day)s)") % {
        "predicate": words,
        "ground": found.get_ground_display(),
        "day": formats.date_format(timezone.localtime(found.created_at), "j F Y"),
    }
    yield Fact(_("Result known that day"), text, RESULT)


def former_assessor(past: Past, seat: Seat) -> str:
    """Who assessed on the day by the segments of the period, where the events know only of later changes."""
    if seat.role != ASSESSOR or not past.subject.segmented:
        return ""
    rows = past.subject.segments.filter(first_day__lte=past.day, last_day__gte=past.day)
    return str(rows.order_by("-sequence").values_list("assessor_name", flat=True).first() or "")


def plan_facts(past: Past) -> Iterator[Fact]:
    """The agreed version in force on the day, with the way to its text."""
    plan = past.subject
    if "agreed" not in past.readable:
        return
    found = plan.versions.filter(agreed_at__lt=past.before).order_by("-edition").first()
    if found is None:
        yield Fact(_("Version in force"), _("none yet"), "agreed")
        return
    text = _("Version %(edition)d, agreed on %(day)s") % {
        "edition": found.edition,
        "day": formats.date_format(found.agreed_on, "j F Y"),
    }
    yield Fact(
        _("Version in force"), text, "agreed", reverse("appraisal:plan-version", args=[plan.public_id, found.edition])
    )


def annual_facts(past: Past) -> Iterator[Fact]:
    """The predicate of the year, where it was decided on the day."""
    known, predicate = past.column("predicate")
    if past.state in DECIDED_STATES and known and predicate and past.subject.cycle is not None:
        yield Fact(_("Predicate of the year"), label_of(past.subject.cycle.rules, predicate), PREDICATE)


remember(
    Evaluation,
    page="appraisal:evaluation-history",
    title="employee_name",
    history_group=HISTORY,
    words_groups=frozenset({"returns"}),
    seats=LINE,
    facts=evaluation_facts,
    former=former_assessor,
    zone="cycle__zone",
    related=("cycle__rule_set", "unit"),
    titles=timeline.TITLES,
    tones=timeline.TONES,
    shows_dates=True,
)
remember(
    Objection,
    page="appraisal:objection",
    title="evaluation__employee_name",
    history_group=HISTORY,
    seats=(Seat(DECIDER, "decider"),),
    zone="evaluation__cycle__zone",
    related=("evaluation__cycle__rule_set", "evaluation__unit"),
    titles=objection_story.TITLES,
    tones=objection_story.TONES,
    shows_dates=True,
)
remember(
    Plan,
    page="appraisal:plan-history",
    title="employee_name",
    history_group=HISTORY,
    seats=LINE,
    facts=plan_facts,
    zone="unit__zone",
    related=("unit",),
    shows_dates=True,
)
remember(
    AnnualResult,
    page="appraisal:annual",
    title="employee_name",
    history_group=HISTORY,
    words_groups=frozenset({"reason"}),
    seats=(LINE[0],),
    facts=annual_facts,
    zone="unit__zone",
    related=("unit", "cycle__rule_set"),
)
remember(
    UnitAchievement, page="appraisal:achievement", title="unit__name", history_group=HISTORY,
    words_groups=frozenset({"spread"}), zone="unit__zone", related=("unit", "cycle"),
)  # fmt: skip
remember(
    AssessorCorrection, page="appraisal:correction", title="evaluation__employee_name", history_group=HISTORY,
    zone="evaluation__cycle__zone", related=("evaluation__cycle", "evaluation__unit"), titles=timeline.TITLES,
)  # fmt: skip
remember(
    PeriodSegment, page="appraisal:segment", title="evaluation__employee_name", history_group=HISTORY,
    seats=(LINE[0],), zone="evaluation__cycle__zone", related=("evaluation__cycle", "evaluation__unit"),
    titles=timeline.TITLES,
)  # fmt: skip
remember(RuleChange, page="appraisal:rule-change", history_group=HISTORY, zone="cycle__zone",
         related=("cycle__unit", "rule_set"))  # fmt: skip
remember(Award, page="appraisal:award", title="employee_name", history_group=HISTORY, related=("unit",))
remember(CalibrationEntry, page="appraisal:room-entry", history_group=HISTORY, zone="room__cycle__zone",
         related=("room__cycle", "room__unit"))  # fmt: skip
remember(
    CalibrationRoom, page="appraisal:room", title="unit__name", history_group=HISTORY, zone="cycle__zone",
    seats=(Seat(Role.MODERATOR.value, "moderator", "seats"),), related=("cycle", "unit"),
)  # fmt: skip
remember(Cycle, page="appraisal:cycle", title="name", history_group="calendar", zone="zone", related=("unit",))
remember(RuleSet, page="appraisal:rule-set", title="name", history_group="content", related=("unit",))
remember(DialogueMeeting, page="appraisal:dialogue-meeting", history_group=HISTORY)
remember(Feedback, page="appraisal:feedback", history_group=HISTORY)
remember(FeedbackRound, page="appraisal:feedback-round", history_group=HISTORY)
remember(Hearing, page="appraisal:hearing", history_group=HISTORY, related=("objection__evaluation__unit",))
remember(Innovation, page="appraisal:innovation", title="title", history_group=HISTORY, related=("unit",))
remember(Recognition, page="appraisal:recognition", history_group=HISTORY)
