"""The first draft of a plan, made from the weak items of a result. Pure: values in, values out.

What stands here is a proposal for two people to talk about; the supervisor changes it, both sides agree to it.
Words are those of the office (`LANGUAGE_CODE`), because they become the text of a document.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cases.clocks import CLOCKS, STAGE_MONTHS, months_later
from cases.template_rules import TemplateContent, TemplateLine

MEASURE_DAYS = 30
PRACTICE_DAYS = 90
FIRST_SESSION_DAYS = 14
TITLE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class WeakItem:
    """One item of a result that was rated low: the indicator's code, its label, the rating in words."""

    code: str
    label: str
    rating: str = ""


@dataclass(frozen=True, slots=True)
class TrainingOffer:
    """A training of the catalogue that helps with an indicator."""

    id: int
    title: str
    starts_on: date


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One proposed line of the plan."""

    kind: str
    title: str
    owner: str
    due_on: date
    required: bool = True
    indicator_code: str = ""
    indicator_label: str = ""
    measure: str = ""
    baseline: str = ""
    target: str = ""
    training_id: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The proposed goal, its day, and the lines."""

    goal: str
    target_on: date
    items: tuple[DraftItem, ...]
    sessions_required: int = 2
    sessions_every_days: int = 30
    stage_months: tuple[int, ...] = STAGE_MONTHS


def draft_plan(weak: Sequence[WeakItem], *, today: date, offers: dict[str, TrainingOffer]) -> Draft:
    """A goal and two measures per weak item, the first talk, and a training where the catalogue has one."""
    target_on = months_later(today, CLOCKS.work_months)
    with translation.override(settings.LANGUAGE_CODE):
        return Draft(goal=_goal(weak), target_on=target_on, items=tuple(_items(weak, today, target_on, offers)))


def draft_from(
    content: TemplateContent, weak: Sequence[WeakItem], *, today: date, offers: dict[str, TrainingOffer]
) -> Draft:
    """The same from a template: its goal or one from the weak items, its lines with their days, its rhythm of talks."""
    target_on = today + timedelta(days=content.days)
    with translation.override(settings.LANGUAGE_CODE):
        return Draft(
            goal=content.goal.strip() or _goal(weak),
            target_on=target_on,
            items=tuple(_from_template(content, weak, today, target_on, offers)),
            sessions_required=content.sessions,
            sessions_every_days=content.every_days,
            stage_months=content.stages,
        )


def _from_template(
    content: TemplateContent,
    weak: Sequence[WeakItem],
    today: date,
    target_on: date,
    offers: dict[str, TrainingOffer],
) -> Iterator[DraftItem]:
    for line in content.lines:
        # Without a weak item a line for each is written once, and speaks of the work as a whole.
        for item in (weak or (WeakItem("", _("the work")),)) if line.each else (None,):
            yield _line(line, item, today)
    if content.offer_training:
        for item in weak:
            offer = offers.get(item.code)
            if offer is not None:
                yield _training_for(item, offer, target_on)


def _line(line: TemplateLine, item: WeakItem | None, today: date) -> DraftItem:
    label = item.label if item else ""
    return DraftItem(
        kind=line.kind,
        title=_short(line.title.replace("{item}", label)),
        owner=line.owner,
        due_on=today + timedelta(days=line.after_days),
        required=line.required,
        indicator_code=item.code if item else "",
        indicator_label=_short(label) if item and item.code else "",
        measure=line.measure.replace("{item}", label)[:TITLE_LIMIT],
        baseline=(line.baseline.replace("{item}", label) or (item.rating if item and line.kind == "goal" else ""))[:80],
        target=line.target.replace("{item}", label)[:80],
    )


def _goal(weak: Sequence[WeakItem]) -> str:
    if not weak:
        return _("Work meets what is expected of it at the next appraisal.")
    labels = "; ".join(item.label for item in weak)
    return _("At the next appraisal these meet expectations: %(labels)s.") % {"labels": labels}


def _items(
    weak: Sequence[WeakItem], today: date, target_on: date, offers: dict[str, TrainingOffer]
) -> Iterator[DraftItem]:
    yield DraftItem(
        kind="milestone",
        title=_("First coaching session: what helps, what stands in the way"),
        owner="supervisor",
        due_on=today + timedelta(days=FIRST_SESSION_DAYS),
        required=False,
    )
    for item in weak:
        yield _goal_for(item, target_on)
        yield from _measures_for(item, today)
        offer = offers.get(item.code)
        if offer is not None:
            yield _training_for(item, offer, target_on)


def _goal_for(item: WeakItem, target_on: date) -> DraftItem:
    return DraftItem(
        kind="goal",
        title=_short(_("%(label)s meets expectations") % {"label": item.label}),
        owner="employee",
        due_on=target_on,
        indicator_code=item.code,
        indicator_label=_short(item.label),
        measure=_("Rating of this item, given again by the supervisor"),
        baseline=item.rating,
        target=_("Meets expectations"),
    )


def _measures_for(item: WeakItem, today: date) -> Iterator[DraftItem]:
    yield DraftItem(
        kind="measure",
        title=_short(_("Show with an example what is expected: %(label)s") % {"label": item.label}),
        owner="supervisor",
        due_on=today + timedelta(days=MEASURE_DAYS),
        required=False,
        indicator_code=item.code,
        indicator_label=_short(item.label),
    )
    yield DraftItem(
        kind="measure",
        title=_short(_("Choose and carry out two improvements: %(label)s") % {"label": item.label}),
        owner="employee",
        due_on=today + timedelta(days=PRACTICE_DAYS),
        indicator_code=item.code,
        indicator_label=_short(item.label),
    )


def _training_for(item: WeakItem, offer: TrainingOffer, target_on: date) -> DraftItem:
    return DraftItem(
        kind="training",
        title=_short(_("Suggested training: %(title)s") % {"title": offer.title}),
        owner="employee",
        due_on=min(offer.starts_on + timedelta(days=MEASURE_DAYS), target_on),
        required=False,
        indicator_code=item.code,
        indicator_label=_short(item.label),
        training_id=offer.id,
    )


def _short(text: str) -> str:
    return text if len(text) <= TITLE_LIMIT else f"{text[: TITLE_LIMIT - 1]}…"
