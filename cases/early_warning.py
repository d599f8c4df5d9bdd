"""Signs that help is drifting, each with its reason and the day it began. They tell people; nothing follows by itself.

`with_signs` annotates what the signs look at in the statement that reads the cases, however many; `warnings_of` makes
the sentences; `warned` narrows a list to cases with a sign. The three are held together by a test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.clocks import RHYTHM
from cases.models import CoachingSession, Enrolment, HoldPeriod, ImprovementCase, PlanItem, ProgressEntry
from workflow.calendars import local_day

FLAT_AFTER: Final = timedelta(days=30)
BOOK_BEFORE: Final = timedelta(days=14)
ONE_DAY: Final = timedelta(days=1)
NOT_BOOKED: Final = ("declined", "cancelled")
ALL: Final = Q()


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: a code, why it is shown, since when, and where on the page of the case it can be mended."""

    code: str
    reason: str
    since: date
    anchor: str


def _of_case(model: Any, aggregate: Any, *, also: Any = ALL, **conditions: Any) -> Subquery:
    rows = model.objects.filter(also, **conditions).order_by()
    key = "item__case" if model is ProgressEntry else "case"
    rows = rows.filter(**{key: OuterRef("pk")}).values(key)
    return Subquery(rows.annotate(found=aggregate).values("found"))


def with_signs(rows: QuerySet[ImprovementCase], *, now: datetime) -> QuerySet[ImprovementCase]:
    """The rows with what the signs look at; no statement of its own."""
    rested = HoldPeriod.objects.filter(case=OuterRef("case"), resumed_at__gt=OuterRef("planned_at"))
    since = CoachingSession.objects.filter(
        case=OuterRef("case"), state__in=("held", "confirmed"), held_at__gt=OuterRef("planned_at")
    )
    missed = ~Exists(since) & ~Exists(rested) & Q(planned_at__gte=OuterRef("started_at"))
    booked = Enrolment.objects.filter(case=OuterRef("case"), training=OuterRef("training")).exclude(
        state__in=NOT_BOOKED
    )
    unbooked = (
        PlanItem.objects.filter(case=OuterRef("pk"), kind="training", removed=False, done_at__isnull=True)
        .filter(~Exists(booked), training__isnull=False)
        .order_by("training__starts_on", "pk")
    )
    return rows.annotate(
        sign_item=_of_case(
            PlanItem, Min("due_on"), required=True, removed=False, done_at__isnull=True, due_on__lt=local_day(now)
        ),
        sign_talk=_of_case(CoachingSession, Max("held_at"), state__in=("held", "confirmed")),
        sign_missed=_of_case(CoachingSession, Count("pk"), also=missed, state="missed"),
        sign_missed_at=_of_case(CoachingSession, Min("planned_at"), also=missed, state="missed"),
        sign_next_talk=_of_case(CoachingSession, Max("planned_at"), state="planned", planned_at__gte=now),
        sign_progress=_of_case(ProgressEntry, Max("at")),
        sign_rest=Subquery(_last_rest()),
        sign_training=Subquery(unbooked.values("training__starts_on")[:1]),
        sign_training_title=Subquery(unbooked.values("training__title")[:1]),
    )


def _last_rest() -> Any:
    rows = HoldPeriod.objects.filter(case=OuterRef("pk"), resumed_at__isnull=False).order_by("-resumed_at")
    return rows.values("resumed_at")[:1]


def warned(rows: QuerySet[ImprovementCase], *, now: datetime) -> QuerySet[ImprovementCase]:
    """Only cases under way that show at least one sign."""
    begin = Greatest("started_at", Coalesce("sign_rest", "started_at"))
    # A number of days times a day is no arithmetic both databases know: the moment is chosen by the number instead.
    lengths = range(RHYTHM[0], RHYTHM[1] + 1)
    moments = [When(sessions_every_days=days, then=Value(now - days * ONE_DAY)) for days in lengths]
    rows = with_signs(rows, now=now).alias(
        sign_since_talk=Greatest(begin, Coalesce("sign_talk", "started_at")),
        sign_since_progress=Greatest(begin, Coalesce("sign_progress", "started_at")),
        sign_talk_since=Case(*moments, default=Value(now - RHYTHM[1] * ONE_DAY), output_field=DateTimeField()),
    )
    signs = Q(sign_item__isnull=False)
    signs |= Q(sign_missed__gt=0)
    signs |= Q(sign_next_talk__isnull=True, sign_since_talk__lt=F("sign_talk_since"))
    signs |= Q(sign_since_progress__lt=now - FLAT_AFTER)
    signs |= Q(sign_training__lte=local_day(now) + BOOK_BEFORE)
    return rows.filter(signs, state="active")


def warnings_of(case: Any, *, now: datetime) -> tuple[Sign, ...]:
    """The signs of one case read with `with_signs`; none unless the work is under way."""
    if str(case.state) != "active" or case.started_at is None:
        return ()
    return tuple(_signs(case, now))


def _signs(case: Any, now: datetime) -> Iterator[Sign]:
    begin = max(case.started_at, case.sign_rest or case.started_at)
    if case.sign_item is not None:
        reason = _("A required item was due on %(day)s and is not finished.") % {"day": _day(case.sign_item)}
        yield Sign("late_evidence", reason, case.sign_item + ONE_DAY, "plan")
    yield from _talks(case, begin, now)
    moved = max(begin, case.sign_progress or begin)
    if moved + FLAT_AFTER < now:
        reason = _("No progress was recorded since %(day)s.") % {"day": _day(local_day(moved, zone=case.zone))}
        yield Sign("flat_progress", reason, local_day(moved + FLAT_AFTER, zone=case.zone), "plan")
    if case.sign_training is not None and case.sign_training <= local_day(now) + BOOK_BEFORE:
        reason = _("The proposed training begins on %(day)s and no seat was asked for: %(title)s")
        values = {"day": _day(case.sign_training), "title": case.sign_training_title}
        yield Sign("training_not_booked", reason % values, case.sign_training - BOOK_BEFORE, "trainings")


def _talks(case: Any, begin: datetime, now: datetime) -> Iterator[Sign]:
    """Talks that were planned and missed since the last one, and a rhythm nobody kept."""
    if case.sign_missed:
        first = local_day(case.sign_missed_at, zone=case.zone)
        reason = ngettext(
            "%(count)d planned talk did not take place, on %(day)s, and none was held since.",
            "%(count)d planned talks did not take place, the first on %(day)s, and none was held since.",
            case.sign_missed,
        )
        yield Sign("missed_session", reason % {"count": case.sign_missed, "day": _day(first)}, first, "sessions")
    last = max(begin, case.sign_talk or begin)
    missed_at = last + timedelta(days=case.sessions_every_days)
    if case.sign_next_talk is None and missed_at < now:
        reason = _("No talk since %(day)s, and none is planned; agreed was one every %(days)d days.")
        values = {"day": _day(local_day(last, zone=case.zone)), "days": case.sessions_every_days}
        yield Sign("missed_session", reason % values, local_day(missed_at, zone=case.zone), "sessions")


def _day(day: date) -> str:
    return formats.date_format(day, "j F Y")
