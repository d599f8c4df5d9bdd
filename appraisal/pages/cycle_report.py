"""A whole cycle as a table of any length: the report for people, and the results in the fields of the exchange.

Rows come in chunks by key, each with a constant number of statements; nothing is kept of the chunk before. A field
whose group the reader may not read stays empty, and every reading is written down.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.achievement import achievement_label, achievements_of
from appraisal.exchange.periods import period_name
from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Cycle, Evaluation
from appraisal.policies import PREDICATE, RATINGS, RESULT
from appraisal.rules import RuleContent
from workflow.access import Read, record_reads
from workflow.actors import Actor
from workflow.calendars import local_day
from workflow.policies import policy_for
from workflow.streams import Row

CHUNK: Final = 1_000
RELATED: Final = ("unit__opd", "employee", "assessor")


@dataclass(frozen=True, slots=True)
class Line:
    """One evaluation with what its reader may know of it."""

    form: Evaluation
    fields: frozenset[str]
    achievement: str

    def opened(self, group: str, value: str) -> str:
        """The value where its group is open, else nothing."""
        return value if group in self.fields else ""


@dataclass(frozen=True)
class Report:
    """A kind of table over a cycle: its name, its headings, which forms are in it, what a row says."""

    name: str
    heads: Callable[[], Row]
    chosen: Callable[["QuerySet[Evaluation]"], "QuerySet[Evaluation]"]
    row: Callable[[Cycle, Line], Row]


def rows_of(report: Report, cycle: Cycle, actor: Actor) -> Iterator[Row]:
    """Every row the reader may have, in the order of the forms' keys."""
    for line in lines_of(report, cycle, actor):
        yield report.row(cycle, line)


def lines_of(report: Report, cycle: Cycle, actor: Actor) -> Iterator[Line]:
    """The forms of the report with what is open of each; four statements per thousand."""
    policy, last = policy_for(Evaluation), 0
    visible = report.chosen(policy.visible_to(actor).filter(cycle=cycle).select_related(None))
    while True:
        forms = list(visible.filter(pk__gt=last).select_related(*RELATED).order_by("pk")[:CHUNK])
        if not forms:
            return
        last = forms[-1].pk
        achieved = achievements_of(cycle.pk, {form.unit_id for form in forms})
        lines = []
        for form in forms:
            form.cycle = cycle
            lines.append(Line(form, policy.fields_for(actor, form), achieved.get(form.unit_id, "")))
        _note(lines, actor)
        yield from lines


def _note(lines: list[Line], actor: Actor) -> None:
    """Who took the results along, and on what ground; one statement."""
    policy = policy_for(Evaluation)
    told = frozenset({PREDICATE, RATINGS, RESULT})
    shown = [(line.form, line.fields & told) for line in lines if line.form.employee_id != actor.employee_id]
    reads = (Read(form, fields, ",".join(sorted(policy.roles_of(actor, form)))) for form, fields in shown if fields)
    record_reads(reads, actor=actor)


def _day(moment: datetime | date | None, zone: str) -> str:
    if isinstance(moment, datetime):
        return local_day(moment, zone=zone).isoformat()
    return moment.isoformat() if moment else ""


def full_heads() -> Row:
    """The report for people, in the language of the page."""
    return (
        _("Year"), _("Period"), "NIP", _("Name"), _("Post"), _("Unit code"), _("Unit"), _("Agency"), _("State"),
        _("Achievement of the organisation"), _("Rating of results"), _("Rating of conduct"), _("Predicate"),
        _("Score"),
        _("NIP of the assessor"), _("Assessor"), _("Superior of the assessor"), _("Self-assessment not filled in"),
        _("Handed over"), _("Final since"), _("Objection"),
    )  # fmt: skip


def _rules_of(cycle: Cycle, line: Line) -> RuleContent:
    """Of a form that a change of the rules moved its own, else those of the cycle that was read for all rows."""
    return line.form.rules if line.form.rule_set_id is not None else cycle.rules


def full_row(cycle: Cycle, line: Line) -> Row:
    """One form in the report for people."""
    form, language, zone = line.form, get_language(), cycle.zone
    level = _rules_of(cycle, line).level_label
    agency = form.unit.opd.name if form.unit.opd else ""
    score = str(form.score) if form.score is not None else ""
    return (
        str(cycle.period_from.year), cycle.name, form.employee.nip or "", form.employee_name, form.employee_post,
        form.unit.code, form.unit_name, agency, str(form.get_state_display()), achievement_label(line.achievement),
        line.opened(RATINGS, level(form.results_rating, language)),
        line.opened(RATINGS, level(form.behaviour_rating, language)),
        line.opened(PREDICATE, form.predicate_label), line.opened(RESULT, score),
        (form.assessor.nip or "") if form.assessor else "", form.assessor_name, form.superior_name,
        _("yes") if form.unfilled else "", _day(form.handed_over_at, zone), _day(form.finalised_at, zone),
        _("Under objection") if form.disputed else "",
    )  # fmt: skip


# Fixed headings: whoever reads the file is a program. In these words the desk reads a national export back.
EXCHANGE_HEADS: Final = (
    "tahun", "periode", "nip", "nama", "rating_hasil_kerja", "rating_perilaku_kerja", "predikat",
    "capaian_organisasi", "nip_penilai", "tanggal_data",
)  # fmt: skip


def exchange_row(cycle: Cycle, line: Line) -> Row:
    """One final result in the fields of the exchange (DOMAIN 10); words are always the Indonesian ones."""
    form, rules = line.form, _rules_of(cycle, line)
    predicate = rules.predicate(form.predicate).label.pick("id") if form.predicate else ""
    return (
        str(cycle.period_from.year), period_name(cycle), form.employee.nip or "", form.employee_name,
        line.opened(RATINGS, rules.level_label(form.results_rating, "id")),
        line.opened(RATINGS, rules.level_label(form.behaviour_rating, "id")),
        line.opened(PREDICATE, predicate), achievement_label(line.achievement),
        (form.assessor.nip or "") if form.assessor else "", _day(form.finalised_at, cycle.zone),
    )  # fmt: skip


def _all_but_cancelled(rows: "QuerySet[Evaluation]") -> "QuerySet[Evaluation]":
    return rows.exclude(state=EvaluationState.CANCELLED)


def _standing(rows: "QuerySet[Evaluation]") -> "QuerySet[Evaluation]":
    return rows.filter(state=EvaluationState.FINAL)


REPORTS: Final[Mapping[str, Report]] = {
    "full": Report("laporan-siklus", full_heads, _all_but_cancelled, full_row),
    "exchange": Report("hasil-pertukaran", lambda: EXCHANGE_HEADS, _standing, exchange_row),
}
