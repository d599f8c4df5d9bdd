"""Tables of the reports: rows of progress and of final results. How they become files: ``workflow/sheets.py``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Evaluation
from appraisal.pages.report_counts import Scope, forms_of
from appraisal.policies import PREDICATE, RESULT
from organization.models import Unit
from workflow.actors import Actor
from workflow.policies import policy_for
from workflow.sheets import Row


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its heading; `forms` are those whose results are in it, for the access log."""

    name: str
    heads: Row
    rows: Sequence[Row]
    forms: Sequence[Evaluation] = ()


def progress_sheet(scope: Scope) -> Sheet:
    """Forms by agency and state."""
    states = [(str(code), str(label)) for code, label in EvaluationState.choices if code != EvaluationState.CANCELLED]
    found = forms_of(scope).states
    names = dict(Unit.objects.filter(pk__in=[pk for pk in found if pk]).values_list("pk", "name"))
    rows = [line_of(names.get(agency or 0, _("Other units")), numbers, states) for agency, numbers in found.items()]
    heads = (_("Agency"), *(label for _code, label in states), _("All"))
    return Sheet(_("Progress"), heads, sorted(rows, key=lambda row: row[0]))


def line_of(name: str, numbers: Mapping[str, int], states: Iterable[tuple[str, str]]) -> Row:
    """One agency."""
    shown = [numbers.get(code, 0) for code, _label in states]
    return (name, *(str(number) for number in shown), str(sum(shown)))


def results_sheet(scope: Scope, actor: Actor) -> Sheet:
    """Final results and those under objection, marked; one line per form whose predicate the reader may know."""
    policy = policy_for(Evaluation)
    shown_states = Q(state=EvaluationState.FINAL) | Q(disputed=True)
    rows = policy.visible_to(actor).filter(shown_states, scope.where("unit__"), cycle=scope.cycle)
    ordered = rows.select_related("cycle__rule_set", "unit__opd").order_by("unit__lft", "employee_name", "pk")
    opened = [(form, policy.fields_for(actor, form)) for form in ordered]
    shown = [(form, fields) for form, fields in opened if PREDICATE in fields]
    people = (_("Name"), _("Post"), _("Unit"), _("Agency"), _("Period"))
    heads = (*people, _("Predicate"), _("Score"), _("Final since"), _("Objection"))
    lines = [result_line(form, with_score=RESULT in fields) for form, fields in shown]
    return Sheet(_("Final results"), heads, lines, [form for form, _fields in shown])


def result_line(form: Any, *, with_score: bool) -> Row:
    """One result."""
    agency = form.unit.opd.name if form.unit.opd else ""
    score = str(form.score) if with_score and form.score is not None else ""
    since = date_format(form.finalised_at, "Y-m-d") if form.finalised_at else ""
    names = (form.employee_name, form.employee_post, form.unit_name, agency, form.cycle.name)
    mark = _("Under objection") if form.disputed else ""
    return (*names, form.predicate_label, score, since, mark)
