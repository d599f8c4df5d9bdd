"""Plans in words of the reader's language: labels, targets, and the text of a plan as it is shown and compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from appraisal.default_rules import VALUES
from appraisal.models.plans import Aspect, Perspective, ResultKind
from appraisal.plans.content import IndicatorText, PlanText, ResultText
from appraisal.plans.fields import number_text
from appraisal.rules import Words

ANNEX_LABELS: Final[dict[str, str | Promise]] = {
    "support": _("Supporting resources"),
    "accountability": _("Scheme of accountability"),
    "consequences": _("Consequences"),
}


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One indicator in words: its aspect or perspective, what is looked at, the target."""

    label: str
    text: str
    target: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """One result in words."""

    id: str
    number: int
    kind: str
    title: str
    basis: str
    parent: str
    indicators: tuple[IndicatorView, ...]


@dataclass(frozen=True, slots=True)
class ValueView:
    """One of the seven values with its lines of conduct and what the leader expects besides."""

    code: str
    label: str
    guide: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class AnnexView:
    """One of the three lists."""

    name: str
    label: str | Promise
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextView:
    """A whole plan in words."""

    results: tuple[ResultView, ...]
    values: tuple[ValueView, ...]
    annexes: tuple[AnnexView, ...]

    @property
    def expected(self) -> tuple[ValueView, ...]:
        """The values of which something special is expected."""
        return tuple(one for one in self.values if one.text)


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of two versions, before and now; an empty side: it is new, or it fell away."""

    label: str
    before: str
    now: str


def target_words(row: IndicatorText) -> str:
    """The target: words of the qualitative approach, or the number with its unit of measure."""
    if row.words.strip():
        return row.words
    if row.number is None:
        return ""
    places = len(number_text(row.number).partition(",")[2])
    return f"{number_format(row.number, places, use_l10n=True, force_grouping=True)} {row.unit}".strip()


def aspect_label(row: IndicatorText) -> str:
    """The perspective of a head's indicator, else the aspect."""
    if row.perspective:
        return str(Perspective(row.perspective).label)
    return str(Aspect(row.aspect).label) if row.aspect else ""


def shown(text: PlanText) -> TextView:
    """The plan in the language of the page."""
    results = tuple(_result(number, one) for number, one in enumerate(text.results, 1))
    annexes = tuple(AnnexView(name, label, text.annexes.get(name, ())) for name, label in ANNEX_LABELS.items())
    return TextView(results, values_with(text.expectations.items()), annexes)


def _result(number: int, one: ResultText) -> ResultView:
    rows = tuple(IndicatorView(aspect_label(row), row.text, target_words(row)) for row in one.indicators)
    kind = str(ResultKind(one.kind).label)
    return ResultView(one.id, number, kind, one.title, one.basis, one.parent_title, rows)


def values_with(texts: Iterable[tuple[str, str]]) -> tuple[ValueView, ...]:
    """The seven values in their order, each with its text."""
    known, language = dict(texts), get_language()
    return tuple(
        ValueView(
            code,
            Words(indonesian, english).pick(language),
            tuple(Words(*line).pick(language) for line in guide),
            known.get(code, ""),
        )
        for code, indonesian, english, _weight, guide in VALUES
    )


def differences(old: PlanText, new: PlanText) -> tuple[Difference, ...]:
    """What is not the same in two versions, part by part."""
    return tuple(one for one in _pairs(old, new) if one.before != one.now)


def _pairs(old: PlanText, new: PlanText) -> Iterator[Difference]:
    before = {one.id: one for one in old.results}
    for number, one in enumerate(new.results, 1):
        label = gettext("Result %(number)d") % {"number": number}
        yield Difference(label, _as_lines(before.pop(one.id, None)), _as_lines(one))
    for gone in before.values():
        yield Difference(gettext("Result taken out"), _as_lines(gone), "")
    for value in values_with(()):
        texts = old.expectations.get(value.code, ""), new.expectations.get(value.code, "")
        yield Difference(value.label, *texts)
    for name, annex in ANNEX_LABELS.items():
        yield Difference(str(annex), "\n".join(old.annexes.get(name, ())), "\n".join(new.annexes.get(name, ())))


def _as_lines(one: ResultText | None) -> str:
    """A result as text, to be compared word by word."""
    if one is None:
        return ""
    parent = [gettext("Carries on: %(title)s") % {"title": one.parent_title}] if one.parent_title else []
    rows = [f"{aspect_label(row)}: {row.text} ({target_words(row)})" for row in one.indicators]
    head = f"{one.title} · {ResultKind(one.kind).label}"
    return "\n".join([head, *parent, *([one.basis] if one.basis else []), *rows])
