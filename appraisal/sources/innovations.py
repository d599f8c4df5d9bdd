"""Innovations as a source: what a person has a share in, and what came of it in the period.

An innovation counts in the period in which it was accepted, put to use, or its effect confirmed; what only waits for
the review is named and advises nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appraisal.machines.innovation import InnovationState as S
from appraisal.models import InnovationShare
from appraisal.sources.base import Found, Measure, Period, Source, in_both, number

DAYS = ("accepted_on", "used_from", "effect_confirmed_on")


@dataclass(frozen=True, slots=True)
class Part:
    """A share in one innovation, seen from a period."""

    share: InnovationShare
    period: Period

    def happened(self, name: str) -> bool:
        """Whether one of its days lies in the period."""
        day: date | None = getattr(self.share.innovation, name)
        return day is not None and self.period.start <= day <= self.period.end

    @property
    def advanced(self) -> bool:
        return any(self.happened(name) for name in DAYS)


class InnovationSource(Source):
    """The register of innovations."""

    key = "innovation"
    label = gettext_lazy("Innovation register")
    measures: ClassVar = (
        Measure("advanced", gettext_lazy("innovations accepted, put to use or confirmed in the period")),
        Measure("confirmed", gettext_lazy("innovations with an effect confirmed in the period")),
        Measure("share", gettext_lazy("per cent as the largest share in one of these")),
    )

    def facts(self, people: Collection[int], period: Period) -> Mapping[int, Found]:
        """One statement."""
        inside = Q(innovation__state=S.SUBMITTED, innovation__submitted_on__lte=period.end)
        for name in DAYS:
            inside |= Q(**{f"innovation__{name}__range": (period.start, period.end)})
        rows = InnovationShare.objects.filter(inside, employee_id__in=people).select_related("innovation")
        by_person: dict[int, list[Part]] = defaultdict(list)
        for row in rows.order_by("innovation__created_at", "pk"):
            by_person[row.employee_id].append(Part(row, period))
        texts = in_both(by_person, sentences)
        return {pk: Found(texts[pk], figures_of(parts), _inputs(parts)) for pk, parts in by_person.items()}


def figures_of(parts: Sequence[Part]) -> dict[str, Decimal] | None:
    """The figures; None while everything still waits for the review."""
    advanced = [part for part in parts if part.advanced]
    confirmed = [part for part in advanced if part.happened("effect_confirmed_on")]
    if not advanced:
        return None
    return {
        "advanced": Decimal(len(advanced)),
        "confirmed": Decimal(len(confirmed)),
        "share": max(part.share.share for part in confirmed or advanced),
    }


def _inputs(parts: Sequence[Part]) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {
            "innovation": str(part.share.innovation.public_id),
            "share": str(part.share.share),
            **{name: part.happened(name) for name in DAYS},
        }
        for part in parts
    )


def sentences(parts: Sequence[Part]) -> str:
    """One sentence per innovation."""
    return " ".join(sentence(part) for part in parts)


def sentence(part: Part) -> str:
    """What came of one innovation in the period."""
    if part.happened("effect_confirmed_on"):
        words = _("“%(title)s” (share %(share)s %%): in use, its effect is confirmed.")
    elif part.happened("used_from"):
        words = _("“%(title)s” (share %(share)s %%): put to use.")
    elif part.happened("accepted_on"):
        words = _("“%(title)s” (share %(share)s %%): accepted.")
    else:
        words = _("“%(title)s” (share %(share)s %%): waits for the review.")
    return words % {"title": part.share.innovation.title, "share": number(part.share.share)}
