"""The decision of an objection: own judgements, the predicate as it would follow, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appraisal.decisions import result_after
from appraisal.models import Objection
from appraisal.pages.items import levels_of
from appraisal.pages.objection_items import frozen_ratings
from appraisal.pages.predicate import Outcome, advice_of, outcome_of
from appraisal.policies import DECISION, PRIVATE
from appraisal.rules import HIGHEST, MATRIX_2022
from appraisal.scoring import CannotScore, Result

Words = str | Promise


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """A judgement the decider may raise: what it was, and the levels above it."""

    name: str
    label: Words
    options: tuple[tuple[str, str], ...]
    value: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the decider sees and sets, and after it what everybody may know."""

    private_note: str
    areas: tuple[AreaChoice, ...]
    outcome: Outcome | None
    before: str
    after: str


def decision_of(objection: Objection, fields: frozenset[str], loose: Mapping[str, str], *, rules: bool) -> Decision:
    """The decision as it is being made, or as it was made; nothing of it for those who may not know."""
    decided = DECISION in fields
    present = objection.evaluation.predicate_label
    return Decision(
        private_note=loose.get("private_note", objection.private_note) if PRIVATE in fields else "",
        areas=areas_of(objection, loose) if rules else (),
        outcome=preview_of(objection, loose) if rules else None,
        before=label_of(objection, objection.predicate_before) if decided else present,
        after=label_of(objection, objection.predicate_after) if decided else "",
    )


def areas_of(objection: Objection, loose: Mapping[str, str]) -> tuple[AreaChoice, ...]:
    """The judgements that could be higher; none where the rules take the score alone."""
    form = objection.evaluation
    if form.rules.scheme != MATRIX_2022:
        return ()
    labels = {"results_rating": _("Rating of results"), "behaviour_rating": _("Rating of behaviour")}
    found = []
    for name, label in labels.items():
        present = getattr(form, name) or HIGHEST
        higher = tuple((str(level), words) for level, words in levels_of(form.rules) if level > present)
        if higher:
            stays = ("", _("Follows the items"))
            found.append(AreaChoice(name, label, (stays, *higher), loose.get(name, "")))  # type: ignore[arg-type]
    return tuple(found)


def chosen_area(raw: str) -> int | None:
    """A level somebody chose for an area; anything else counts as not chosen."""
    return int(raw) if raw in ("1", "2", "3") else None


def result_foreseen(objection: Objection, loose: Mapping[str, str]) -> Result | None:
    """The result the rulings as they stand would make; None while something for it is missing. Stores nothing."""
    try:
        return result_after(
            objection,
            results_rating=chosen_area(loose.get("results_rating", "")),
            behaviour_rating=chosen_area(loose.get("behaviour_rating", "")),
        )
    except CannotScore:
        return None


def preview_of(objection: Objection, loose: Mapping[str, str]) -> Outcome | None:
    """What the rulings as they stand would make of the result; nothing of it is stored."""
    form, found = objection.evaluation, result_foreseen(objection, loose)
    if found is None:
        return None
    return outcome_of(
        form.rules,
        predicate=found.predicate,
        score=found.score,
        areas=(found.results_rating, found.behaviour_rating),
        advice=advice_of(form.rules, frozen_ratings(found.trace)),
        trace=found.trace,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """One result in the codes of the rule set: as it was handed over, or as it would be."""

    predicate: str
    predicate_label: str
    score: Decimal | None
    results_rating: int | None
    behaviour_rating: int | None


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """A contested item whose rating the rulings would raise."""

    item: Any
    code: str
    label: str
    rating_before: int
    rating_after: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The result before and after the rulings as they stand; `after` is None while something for it is missing."""

    before: Standing
    after: Standing | None
    changed: tuple[ChangedItem, ...]


def foreseen(objection: Objection, loose: Mapping[str, str]) -> Foreseen:
    """What `preview_of` shows in words, as values for programs; nothing of it is stored."""
    form, found = objection.evaluation, result_foreseen(objection, loose)
    old = frozen_ratings(form.result)
    new = frozen_ratings(found.trace) if found else old
    rows = [row for row in objection.contested_items if new.get(row.item.code) != old.get(row.item.code)]
    return Foreseen(
        before=standing_of(objection, form),
        after=standing_of(objection, found) if found else None,
        changed=tuple(
            ChangedItem(row.public_id, row.item.code, row.item.label, old[row.item.code], new[row.item.code])
            for row in rows
        ),
    )


def standing_of(objection: Objection, result: Any) -> Standing:
    """The values of a stored or computed result."""
    label = label_of(objection, result.predicate)
    return Standing(result.predicate, label, result.score, result.results_rating, result.behaviour_rating)


def label_of(objection: Objection, predicate: str) -> str:
    """A predicate in the language of the page."""
    rules = objection.evaluation.rules
    return rules.predicate(predicate).label.pick(get_language()) if predicate else ""
