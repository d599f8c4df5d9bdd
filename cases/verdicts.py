"""What participants say a training was worth, in figures; never for fewer people than would hide each of them."""

from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from cases.models import Enrolment
from cases.selectors import SMALLEST_GROUP


@dataclass(frozen=True, slots=True)
class Verdict:
    """`usefulness` is the mean from 1 (not useful) to 4 (very useful); `recommending` a number of people."""

    people: int
    usefulness: float
    recommending: int


def verdict_on(training_id: int) -> Verdict | None:
    """The verdict of the participants in one statement; None while fewer than five have spoken."""
    rows = Enrolment.objects.filter(training_id=training_id, evaluated_at__isnull=False)
    found = rows.aggregate(
        people=Count("pk"), mean=Avg("usefulness"), recommending=Count("pk", filter=Q(recommended=True))
    )
    if found["people"] < SMALLEST_GROUP:
        return None
    return Verdict(found["people"], round(float(found["mean"]), 1), found["recommending"])
