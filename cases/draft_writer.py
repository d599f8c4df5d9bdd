"""The first draft of a plan for one person: by the template that fits, else built in. Read once for many people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.drafting import Draft, TrainingOffer, WeakItem, draft_from, draft_plan
from cases.models import TrainingIndicator
from cases.template_choice import Usable, template_for
from organization.models import Unit
from workflow.calendars import local_day


@dataclass(frozen=True, slots=True)
class Written:
    """A draft, and the edition of the template it was made from."""

    plan: Draft
    edition_id: int | None = None


@dataclass(frozen=True, slots=True)
class DraftWriter:
    """What drafts are made from: trainings on offer by indicator code, and the templates in use."""

    offers: dict[str, TrainingOffer]
    templates: Collection[Usable]

    def write(self, weak: Sequence[WeakItem], *, unit: Unit, at: datetime) -> Written:
        """The draft for somebody of a unit whose weak items these are."""
        today = local_day(at, zone=unit.zone)
        chosen = template_for(self.templates, position=unit.lft, codes=[item.code for item in weak])
        if chosen is None:
            return Written(draft_plan(weak, today=today, offers=self.offers))
        return Written(draft_from(chosen.content, weak, today=today, offers=self.offers), chosen.edition_id)


def offers_for(codes: set[str], today: date) -> dict[str, TrainingOffer]:
    """The next training per indicator that has not begun yet."""
    rows = TrainingIndicator.objects.filter(
        code__in=codes, training__active=True, training__starts_on__gt=today
    ).order_by("-training__starts_on", "-training_id")
    found = rows.values_list("code", "training_id", "training__title", "training__starts_on")
    return {code: TrainingOffer(pk, title, starts_on) for code, pk, title, starts_on in found}
