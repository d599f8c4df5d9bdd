"""Filling forms in the demo: who did well, what they wrote, what the assessor rated. Set-wise, for any number."""

from collections.abc import Iterable, Sequence
from typing import Final

from appraisal.models import Evaluation, EvaluationItem
from config.demo.texts import COMMENTS, CONDUCT, NARRATIVES, REALISATIONS, STORIES

CHUNK: Final = 5_000
LOW, USUAL, HIGH, MISCONDUCT = "low", "usual", "high", "misconduct"


def kind_of_year(number: int) -> str:
    """How a person's period went, from the person's key alone: 5 % low, 1 % misconduct, 13 % high."""
    place = (number * 2654435761) % 1000
    if place < 50:
        return LOW
    if place < 60:
        return MISCONDUCT
    return HIGH if place >= 870 else USUAL


def level_of(kind: str, form: int, position: int) -> int:
    """The level of one item: weak ones in a low period, mostly 2 otherwise, so that no form is uniform."""
    turn = (form * 7 + position * 5) % 11
    if kind == LOW:
        return 1 if position <= 3 and turn < 8 else 2
    if kind == MISCONDUCT:
        return 1 if position > 4 and turn < 6 else 2
    if kind == HIGH:
        return 2 if turn == 0 else 3
    return 3 if turn == 1 else 2


def _by_text(forms: Iterable[tuple[int, int]], items: Sequence[tuple[int, str]]) -> dict[tuple[str, int], list[int]]:
    groups: dict[tuple[str, int], list[int]] = {}
    for form, person in forms:
        kind = kind_of_year(person)
        for position, code in items:
            groups.setdefault((code, level_of(kind, form, position)), []).append(form)
    return groups


def _items_of(forms: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    rows = EvaluationItem.objects.filter(evaluation_id=forms[0][0]).order_by("position")
    return list(rows.values_list("position", "code"))


def fill_self(forms: Sequence[tuple[int, int]], *, hopeful: bool = True) -> None:
    """Self-assessments of forms given as (form id, employee id). `hopeful`: weak items are rated one better."""
    for start in range(0, len(forms), CHUNK):
        part = forms[start : start + CHUNK]
        for (code, level), ids in _by_text(part, _items_of(part)).items():
            texts = REALISATIONS.get(code, CONDUCT)
            rows = EvaluationItem.objects.filter(evaluation_id__in=ids, code=code)
            rows.update(
                self_realisation=texts[level - 1],
                self_rating=max(level, 2) if hopeful else level,
                self_story=STORIES[len(code) % len(STORIES)],
            )
        Evaluation.objects.filter(pk__in=[form for form, _person in part]).update(self_revision=11)


def fill_review(forms: Sequence[tuple[int, int]], *, complete: bool = True) -> None:
    """The assessors' side; incomplete: only the first items, as after an interrupted afternoon."""
    for start in range(0, len(forms), CHUNK):
        part = forms[start : start + CHUNK]
        items = _items_of(part) if complete else _items_of(part)[:4]
        for (code, level), ids in _by_text(part, items).items():
            comment = COMMENTS[level - 1] if level != 2 else ""
            rows = EvaluationItem.objects.filter(evaluation_id__in=ids, code=code)
            rows.update(assessor_rating=level, assessor_comment=comment)
        if complete:
            _rate(part)
        Evaluation.objects.filter(pk__in=[form for form, _person in part]).update(review_revision=12)


RATINGS: Final = {LOW: (1, 2), USUAL: (2, 2), HIGH: (3, 3), MISCONDUCT: (2, 1)}


def _rate(forms: Sequence[tuple[int, int]]) -> None:
    for kind, (results, behaviour) in RATINGS.items():
        ids = [form for form, person in forms if kind_of_year(person) == kind]
        narrative = {LOW: NARRATIVES["low"], MISCONDUCT: NARRATIVES["low"], HIGH: NARRATIVES["high"]}.get(kind, "")
        Evaluation.objects.filter(pk__in=ids).update(
            results_rating=results, behaviour_rating=behaviour, narrative=narrative
        )
