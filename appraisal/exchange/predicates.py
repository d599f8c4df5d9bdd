"""Results of a national export (e-Kinerja): predicate and ratings against the final results here.

A result is never overwritten: what the export says is taken over by asking for a reopening, which a second person
confirms and the assessor then rates anew. A result that is not final here has nothing to be compared with yet.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appraisal.exchange.periods import ALSO, NAMES, period_name
from appraisal.machines.evaluation import EvaluationState
from appraisal.models import Cycle, Evaluation
from organization.exchange.comparing import ExchangePlan, Finding, chunks
from organization.exchange.kinds import DAY, ExchangeKind, beyond, day_of, reaches, register_exchange
from organization.imports.columns import Column, Kind
from organization.imports.faults import Fault, register_faults
from organization.imports.kinds import Sender
from organization.imports.reading import ImportRow, ParsedFile, SheetFormat
from organization.models import Difference
from workflow.actors import Actor
from workflow.calendars import local_day
from workflow.errors import GuardRefused
from workflow.transactions import within_action

PERIODS: Final = {name: name for name in NAMES} | ALSO
SHEET = SheetFormat(
    "results",
    "Hasil e-Kinerja",
    (
        Column("tahun", Kind.WHOLE, required=True, highest=2200, example="2026"),
        Column("periode", Kind.CHOICE, required=True, choices=PERIODS, example="triwulan iii"),
        Column("nip", Kind.NIP, required=True, also=("nip_baru",), example="198503152010012007"),
        Column("nama", also=("nama_pegawai",), example="Siti Aminah, S.K.M."),
        Column("rating_hasil_kerja", also=("rating_hasil",), example="Sesuai ekspektasi"),
        Column("rating_perilaku_kerja", also=("rating_perilaku",), example="Sesuai ekspektasi"),
        Column("predikat", also=("predikat_kinerja",), example="Baik"),
        Column("capaian_organisasi", example="Baik"),
        Column("nip_penilai", Kind.NIP, example="197501012000011003"),
        DAY,
    ),
    frozenset({"predikat"}),
    ("results", "hasil_pertukaran"),
)
FIELDS: Final = ("predikat", "rating_hasil_kerja", "rating_perilaku_kerja")
register_faults(
    {
        "period_unknown": _("There is no cycle here for this period: %(value)s."),
        "not_final_here": _("This result is not final here yet; it cannot be compared: %(value)s."),
        "result_twice": _("This person and period stand in the file more than once: %(value)s."),
    }
)


@register_exchange
class ResultExchange(ExchangeKind):
    """What e-Kinerja says of results."""

    key = "exchange-results"
    name = _("Compare: results (e-Kinerja)")
    heading = _("Compare results with a national export")
    explanation = _("Predicates and ratings in e-Kinerja against the final results here, by NIP and period.")
    file_label = _("Export of results")
    workbook = "banding-hasil.xlsx"
    formats = (SHEET,)
    source = "e-Kinerja BKN"
    labels: ClassVar = {
        "predikat": _("Predicate"),
        "rating_hasil_kerja": _("Rating of results"),
        "rating_perilaku_kerja": _("Rating of conduct"),
    }

    def compare(self, parsed: ParsedFile, sender: Sender, plan: ExchangePlan) -> None:
        """One statement for the cycles, one per thousand rows."""
        rows = parsed.rows(SHEET.key)
        forms = forms_of(rows)
        seen: set[str] = set()
        for row in rows:
            key = key_of(row)
            if key in seen:
                plan.faults.append(Fault(SHEET.title, row.number, "nip", "result_twice", key))
                continue
            seen.add(key)
            form = forms.get(key)
            if form is None:
                plan.warnings.append(Fault(SHEET.title, row.number, "periode", "period_unknown", key))
            elif not reaches(sender, form.unit):
                plan.warnings.append(beyond(SHEET.title, row, "nip", form.unit))
            elif form.employee_id == sender.author_id:
                continue
            elif form.state != EvaluationState.FINAL:
                plan.warnings.append(Fault(SHEET.title, row.number, "nip", "not_final_here", key))
            else:
                self._compare(row, form, plan)

    def _compare(self, row: ImportRow, form: Evaluation, plan: ExchangePlan) -> None:
        key, ours = key_of(row), words_of(form)
        for name in FIELDS:
            theirs = row.get(name)
            if not theirs:
                continue
            if theirs.casefold() == ours[name].casefold():
                plan.same(key, name)
                continue
            plan.differs(
                Finding(
                    row.number,
                    key,
                    name,
                    ours[name],
                    theirs,
                    form.unit_id,
                    day_of(row),
                    employee_id=form.employee_id,
                    our_source="result",
                    our_date=final_day(form),
                    given=(("evaluation", str(form.public_id)),),
                )
            )

    @within_action
    def take_over(self, difference: Difference, *, actor: Actor, at: datetime) -> None:
        """Ask for a reopening: the result here changes only by the hands of those who rate."""
        from workflow.engine import fire

        form = Evaluation.objects.filter(public_id=difference.given.get("evaluation")).first()
        if form is None or form.state != EvaluationState.FINAL:
            raise GuardRefused(_("There is no final result here that could be reopened."), code="not_final")
        reason = gettext("%(source)s says “%(theirs)s” (data of %(day)s), here it is “%(ours)s”.") % {
            "source": self.source,
            "theirs": difference.theirs,
            "day": difference.their_date.isoformat(),
            "ours": difference.ours,
        }
        payload = {"reason": reason}
        fire(form, "request_reopening", actor=actor, version=form.version, payload=payload, at=at)


def key_of(row: ImportRow) -> str:
    """NIP and period: the same file again changes nothing."""
    return f"{row.get('nip')}/{row.get('tahun')}/{row.get('periode')}"


def forms_of(rows: Iterable[ImportRow]) -> Mapping[str, Evaluation]:
    """The evaluations the rows speak of, by key; of two cycles of one period the later one."""
    listed = list(rows)
    years = {int(row.get("tahun")) for row in listed if row.get("tahun")}
    opened = Cycle.objects.filter(period_from__year__in=years).exclude(state__in=("draft", "cancelled"))
    cycles = {cycle.pk: cycle for cycle in opened.select_related("rule_set").order_by("pk")}
    found: dict[str, Evaluation] = {}
    for chunk in chunks(sorted({row.get("nip") for row in listed if row.get("nip")})):
        wanted = Q(employee__nip__in=chunk, cycle__in=cycles)
        forms = Evaluation.objects.filter(wanted).exclude(state=EvaluationState.CANCELLED)
        for form in forms.select_related("unit", "employee").order_by("pk"):
            form.cycle = cycles[form.cycle_id]
            found[f"{form.employee.nip}/{form.cycle.period_from.year}/{period_name(form.cycle)}"] = form
    return found


def words_of(form: Evaluation) -> dict[str, str]:
    """The result in the Indonesian words of the exchange."""
    rules: Any = form.rules
    return {
        "predikat": rules.predicate(form.predicate).label.pick("id") if form.predicate else "",
        "rating_hasil_kerja": rules.level_label(form.results_rating, "id"),
        "rating_perilaku_kerja": rules.level_label(form.behaviour_rating, "id"),
    }


def final_day(form: Evaluation) -> date | None:
    """Since when the result stands."""
    return local_day(form.finalised_at, zone=form.cycle.zone) if form.finalised_at else None
