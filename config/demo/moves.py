"""People who were put into another office while the quarter runs: one whose former assessor has not closed, one closed."""

from datetime import date, timedelta
from typing import Final

from appraisal.models import Evaluation, PeriodSegment
from appraisal.segments import actions as segments
from config.demo.quarter import last_quarter
from config.demo.stage import Cast, on
from organization.actions import people
from organization.models import Appointment, Capacity, Employee, Post

MOVES: Final = 2
NOTE: Final = (
    "Pemutakhiran aplikasi surat masuk selesai dua dari tiga tahap. Yang perlu perhatian: pelatihan admin di kecamatan "
    "dijadwalkan bulan depan dan belum ada penanggung jawabnya."
)


def move(cast: Cast, *, today: date) -> None:
    """In the first days of a quarter nobody has moved yet."""
    begin = last_quarter(today)[2] + timedelta(days=2)
    recorded = today - timedelta(days=1)
    since = max(begin, today - timedelta(days=5))
    if since > recorded:
        return
    with on(recorded, 14):
        for person, post in _places(today):
            people.appoint(person, actor=cast.hr(), post=post, capacity=Capacity.DEFINITIVE, valid_from=since)
    with on(recorded, 16):
        _close(cast)


def _places(today: date) -> list[tuple[Employee, Post]]:
    """People of the quarter that runs who head nothing, and for each a post in an office with another head."""
    rows = Evaluation.objects.filter(cycle__state="running", cycle__period_until__gte=today, assessor__isnull=False)
    forms = rows.filter(employee__post__is_head=False).select_related("employee").order_by("employee__nip")[:MOVES]
    heads = Appointment.objects.filter(post__is_head=True, valid_to__isnull=True)
    found = []
    for form in forms:
        elsewhere = heads.exclude(employee_id__in=[form.assessor_id, form.employee_id]).values("post__unit")
        posts = Post.objects.filter(is_head=False, unit__in=elsewhere).exclude(unit=form.unit_id)
        found.append((form.employee, posts.order_by("unit__code", "title", "pk")[0]))
    return found


def _close(cast: Cast) -> None:
    """The first of the former assessors closes the days that were his; the second has not yet."""
    row = PeriodSegment.objects.filter(state="open").order_by("evaluation__employee__nip").first()
    if row is None:
        return
    actor = cast.actor(row.assessor_id)
    values = {"results_rating": 3, "behaviour_rating": 2, "note": NOTE}
    segments.save(row.public_id, actor=actor, revision=row.revision, values=values)
    segments.take(row.public_id, "close", actor=actor, version=row.version, key=None)
