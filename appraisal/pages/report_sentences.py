"""The sentences with numbers that stand above the plots, and the numbers and shares in words."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from appraisal.machines.evaluation import EvaluationState as S
from appraisal.models import Cycle
from appraisal.pages.report_counts import FormCounts, Scope, Spread
from appraisal.selectors import MetricPath
from cases.machines.improvement_case import OPEN_STATES, Outcome


def share(part: int, whole: int) -> float:
    """Percent with one decimal."""
    return round(100 * part / whole, 1) if whole else 0.0


def text_of(number: float | Decimal) -> str:
    """A number as the page writes it."""
    plain = Decimal(str(number)).normalize()
    places = max(0, -int(plain.as_tuple().exponent))
    return number_format(plain, decimal_pos=places, use_l10n=True, force_grouping=True)


def progress_sentence(scope: Scope, forms: FormCounts) -> str:
    """How far the cycle is."""
    if scope.cycle is None or not forms.total:
        return _("No cycle has been opened here yet.")
    return _("%(cycle)s: %(done)s of %(total)s forms (%(share)s %%) are final; %(review)s wait for the assessor.") % {
        "cycle": scope.cycle.name,
        "done": text_of(forms.done),
        "total": text_of(forms.total),
        "share": text_of(share(forms.done, forms.total)),
        "review": text_of(forms.in_state(S.SUPERVISOR_REVIEW, S.CALIBRATION)),
    }


def results_sentence(scope: Scope, spread: Spread, disputes: Spread) -> str:
    """How the results spread, and how many are contested."""
    if scope.cycle is None or not spread.total:
        return _("There are not enough final results yet to show how they spread.")
    code, number = max(spread.numbers.items(), key=lambda pair: pair[1])
    low = sum(number for one, number in spread.numbers.items() if scope.cycle.rules.is_low(one))
    words = {
        "predicate": labels_of(scope.cycle).get(code, code),
        "share": text_of(share(number, spread.total)),
        "low": text_of(low),
    }
    first = _("%(predicate)s is the most frequent result (%(share)s %%); %(low)s results ask for help.") % words
    if not disputes.total:
        return first
    said = ngettext("%(count)s objection was filed.", "%(count)s objections were filed.", disputes.total)
    first = f"{first} {said % {'count': text_of(disputes.total)}}"
    going = sum(disputes.numbers.get(state, 0) for state in ("filed", "answered"))
    if not going:
        return first
    said = ngettext(
        "%(count)s result is under objection and not counted yet.",
        "%(count)s results are under objection and not counted yet.",
        going,
    )
    return f"{first} {said % {'count': text_of(going)}}"


def help_sentence(states: Spread, outcomes: Spread) -> str:
    """What help is under way and what came of it."""
    going = sum(states.numbers.get(str(one), 0) for one in OPEN_STATES)
    if not states.total:
        return (
            _("There are too few improvement cases to show numbers.")
            if states.hidden
            else _("No improvement case is open.")
        )
    said = ngettext("%(count)s improvement case is under way", "%(count)s improvement cases are under way", going)
    first = said % {"count": text_of(going)}
    if not outcomes.total:
        return first + "."
    met = outcomes.numbers.get(str(Outcome.TARGET_MET), 0) + outcomes.numbers.get(str(Outcome.PARTLY_MET), 0)
    return _("%(first)s; of %(closed)s closed ones %(met)s met their target in whole or in part.") % {
        "first": first,
        "closed": text_of(outcomes.total),
        "met": text_of(met),
    }


def service_sentence(services: Sequence[MetricPath]) -> str:
    """What the public feels."""
    known = [one for one in services if one.improves is not None]
    if not known:
        return _("No service metric has been measured yet.")
    better = sum(bool(one.improves) for one in known)
    return _(
        "For the public: %(better)s of %(total)s services are better than at the start, %(met)s reach their target."
    ) % {
        "better": text_of(better),
        "total": text_of(len(known)),
        "met": text_of(sum(reaches(one) for one in known)),
    }


def reaches(path: MetricPath) -> bool:
    """Whether the last reading is at the target or beyond it."""
    last, metric = path.readings[-1].value, path.metric
    return last >= metric.target if metric.direction == "up" else last <= metric.target


def labels_of(cycle: Cycle) -> dict[str, str]:
    """Predicates in words, in the order of the rules."""
    return {one.code: one.label.pick(get_language()) for one in cycle.rules.predicates}
