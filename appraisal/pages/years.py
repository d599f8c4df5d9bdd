"""What the page of a person's years shows: predicates and section means over time, decided years, credit points."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.annual.years import SectionPath, Years, section_paths
from appraisal.models import AnnualResult, Evaluation
from appraisal.pages.annual import CreditView, credit_of, label_of
from appraisal.pages.report_sentences import text_of

MOST_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class YearLine:
    """One decided year with its predicate, what had been proposed, and the credit points up to it."""

    annual: AnnualResult
    predicate: str
    proposed: str
    disputed: bool
    credit: CreditView | None
    points: Decimal | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class YearsPage:
    """Everything the page shows."""

    found: Years
    title: str
    bars: tuple[tuple[Any, ...], ...]
    most: int
    sections_title: str
    series: tuple[Any, ...]
    lines: tuple[YearLine, ...]
    total: str

    @property
    def empty(self) -> bool:
        return not (self.bars or self.lines or self.found.contested)


def years_page(found: Years) -> YearsPage:
    """The page from what was read; no statement of its own."""
    paths = section_paths(found.forms)[:MOST_LINES]
    return YearsPage(
        found=found,
        title=_title(found.forms),
        bars=tuple(bar_of(form) for form in reversed(found.forms)),
        most=max((len(form.rules.predicates) for form in found.forms), default=1),
        sections_title=_sections_title(paths),
        series=tuple((label_in(path), path.points) for path in paths) if _drawable(paths) else (),
        lines=lines_of(found),
        total=text_of(found.total) if found.credits else "",
    )


def bar_of(form: Evaluation) -> tuple[Any, ...]:
    """One period: the place of its predicate from low to high, with the predicate in words."""
    codes = [one.code for one in form.rules.predicates]
    return (form.cycle.name, codes.index(form.predicate) + 1, form.predicate_label)


def _title(forms: tuple[Evaluation, ...]) -> str:
    """What the predicates did: the finding."""
    if not forms:
        return ""
    first, last = forms[0], forms[-1]
    words = {"first": first.predicate_label, "last": last.predicate_label, "since": first.cycle.name}
    if len(forms) == 1:
        return _("%(since)s: %(last)s") % words
    if first.predicate == last.predicate:
        return _("The predicate is %(last)s, as in %(since)s") % words
    return _("From %(first)s in %(since)s to %(last)s") % words


def _drawable(paths: tuple[SectionPath, ...]) -> bool:
    """A line needs two readings."""
    return any(len(path.points) > 1 for path in paths)


def _sections_title(paths: tuple[SectionPath, ...]) -> str:
    """The section that moved most since the first period drawn."""
    moved = [(path.points[-1][1] - path.points[0][1], path) for path in paths if len(path.points) > 1]
    if not moved:
        return ""
    way, path = max(moved, key=lambda pair: abs(pair[0]))
    if not way:
        return _("The means of the sections stay where they were")
    words = {"section": label_in(path), "first": text_of(path.points[0][1]), "last": text_of(path.points[-1][1])}
    if way > 0:
        return _("%(section)s rose from %(first)s to %(last)s") % words
    return _("%(section)s fell from %(first)s to %(last)s") % words


def label_in(path: SectionPath) -> str:
    """The section in the language of the page."""
    return path.label_en if (get_language() or "id").startswith("en") else path.label_id


def lines_of(found: Years) -> tuple[YearLine, ...]:
    """Decided years, the newest first."""
    earned = {one.annual.pk: one for one in found.credits}
    lines = []
    for annual in reversed(found.annuals):
        rules = annual.cycle.rules if annual.cycle is not None else None
        credit = earned.get(annual.pk)
        lines.append(
            YearLine(
                annual=annual,
                predicate=label_of(rules, annual.predicate),
                proposed=label_of(rules, annual.proposed) if annual.proposed else "",
                disputed=bool(getattr(annual, "is_disputed", False)),
                credit=credit_of(annual.credit) if credit else None,
                points=credit.points if credit else None,
                total=credit.total if credit else None,
            )
        )
    return tuple(lines)
