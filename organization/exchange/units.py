"""Units of a national export: names, and the unit above. Taken over by renaming, moving or adding the unit."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from organization.actions.units import UnitData, put_name, put_new_unit, put_parent
from organization.exchange.comparing import ExchangePlan, Finding
from organization.exchange.kinds import DAY, ExchangeKind, beyond, day_of, reaches, register_exchange, twice
from organization.imports.columns import Column, Kind
from organization.imports.faults import Fault
from organization.imports.formats import UNIT_KINDS
from organization.imports.kinds import Sender
from organization.imports.reading import ImportRow, ParsedFile, SheetFormat
from organization.models import Difference, Unit
from workflow.actors import Actor
from workflow.errors import GuardRefused
from workflow.transactions import within_action

SHEET = SheetFormat(
    "units",
    "Unit SIASN",
    (
        Column("kode", Kind.CODE, required=True, also=("kode_unit",), example="1.05"),
        Column("nama", also=("nama_unit",), example="Dinas Kesehatan"),
        Column("kode_induk", Kind.CODE, also=("induk",), example="1"),
        Column("jenis", Kind.CHOICE, also=("jenis_unit",), choices=UNIT_KINDS, example="Dinas"),
        DAY,
    ),
    frozenset({"kode_induk"}),
    ("unit", "units"),
)


@register_exchange
class UnitExchange(ExchangeKind):
    """The structure in the national system."""

    key = "exchange-units"
    name = _("Compare: units (SIASN)")
    heading = _("Compare units with a national export")
    explanation = _("Names of units and the unit above each, in SIASN and here.")
    file_label = _("Export of units")
    workbook = "banding-unit.xlsx"
    formats = (SHEET,)
    source = "SIASN BKN"
    labels: ClassVar = {"nama": _("Name"), "kode_induk": _("Unit above"), "unit": _("Unit")}

    def compare(self, parsed: ParsedFile, sender: Sender, plan: ExchangePlan) -> None:
        """One statement."""
        rows = parsed.rows(SHEET.key)
        plan.faults += twice(SHEET.title, rows, "kode")
        units = {unit.code: unit for unit in Unit.objects.select_related("parent")}
        for row in rows:
            unit = units.get(row.get("kode"))
            if unit is None:
                self._unknown(row, units, sender, plan)
            elif not reaches(sender, unit):
                plan.warnings.append(beyond(SHEET.title, row, "kode", unit))
            else:
                self._compare(row, unit, plan)

    def _unknown(self, row: ImportRow, units: Mapping[str, Unit], sender: Sender, plan: ExchangePlan) -> None:
        above = units.get(row.get("kode_induk"))
        if above is None or not reaches(sender, above):
            plan.warnings.append(Fault(SHEET.title, row.number, "kode_induk", "unit_unknown", row.get("kode_induk")))
            return
        given = tuple((name, row.get(name)) for name in ("nama", "kode_induk", "jenis") if row.get(name))
        code, name = row.get("kode"), row.get("nama")
        plan.differs(Finding(row.number, code, "unit", "", name, above.pk, day_of(row), given=given))

    def _compare(self, row: ImportRow, unit: Unit, plan: ExchangePlan) -> None:
        plan.same(unit.code, "unit")
        ours = {"nama": unit.name, "kode_induk": unit.parent.code if unit.parent else ""}
        for name, value in ours.items():
            theirs = row.get(name)
            if not theirs:
                continue
            if theirs == value:
                plan.same(unit.code, name)
                continue
            plan.differs(
                Finding(
                    row.number,
                    unit.code,
                    name,
                    value,
                    theirs,
                    unit.pk,
                    day_of(row),
                    our_source="record",
                    our_date=unit.valid_from,
                )
            )

    @within_action
    def take_over(self, difference: Difference, *, actor: Actor, at: datetime) -> None:
        """Rename, move or add the unit; the refusals are those of the pages of units."""
        if difference.field == "unit":
            self._add(difference, actor)
            return
        unit = Unit.objects.get(code=difference.subject_key)
        if difference.field == "nama":
            put_name(unit, actor=actor, name=difference.theirs)
            return
        above = Unit.objects.filter(code=difference.theirs).first()
        if above is None:
            raise GuardRefused(_("The unit above is not known here."), code="unit_unknown")
        put_parent(unit, actor=actor, parent=above)

    def _add(self, difference: Difference, actor: Actor) -> None:
        above = Unit.objects.filter(code=difference.given.get("kode_induk", "")).first()
        data = UnitData(
            difference.subject_key, difference.given.get("nama", ""), difference.given.get("jenis", ""),
            zone=above.zone if above else "Asia/Jakarta",
        )  # fmt: skip
        put_new_unit(data, actor=actor, parent=above)
