"""Superiors of a national export: who assesses whom there against the line computed here. Taken over by naming him."""

from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organization.actions.people import put_assessor
from organization.days import today
from organization.exchange.comparing import ExchangePlan, Finding
from organization.exchange.kinds import DAY, ExchangeKind, beyond, day_of, reaches, register_exchange, twice
from organization.exchange.people import people_of
from organization.imports.columns import Column, Kind
from organization.imports.faults import Fault
from organization.imports.kinds import Sender
from organization.imports.reading import ParsedFile, SheetFormat
from organization.models import Difference, Employee
from organization.reporting import lines_for
from workflow.actors import Actor
from workflow.errors import GuardRefused
from workflow.transactions import within_action

SHEET = SheetFormat(
    "superiors",
    "Atasan",
    (
        Column("nip", Kind.NIP, required=True, also=("nip_baru",), example="198503152010012007"),
        Column("nip_atasan", Kind.NIP, required=True, also=("nip_penilai",), example="197501012000011003"),
        DAY,
    ),
    frozenset({"nip_atasan"}),
    ("superiors",),
)


@register_exchange
class SuperiorExchange(ExchangeKind):
    """Who assesses whom in the national system."""

    key = "exchange-superiors"
    name = _("Compare: superiors (e-Kinerja)")
    heading = _("Compare superiors with a national export")
    explanation = _("The assessor of each person in e-Kinerja against the one who follows from posts and units here.")
    file_label = _("Export of superiors")
    workbook = "banding-atasan.xlsx"
    formats = (SHEET,)
    source = "e-Kinerja BKN"
    labels: ClassVar = {"atasan": _("Assessor")}

    def compare(self, parsed: ParsedFile, sender: Sender, plan: ExchangePlan) -> None:
        """The lines of all people are found at once."""
        rows = parsed.rows(SHEET.key)
        plan.faults += twice(SHEET.title, rows, "nip")
        people, _held = people_of([nip for row in rows for nip in (row.get("nip"), row.get("nip_atasan"))])
        lines = lines_for([people[row.get("nip")].pk for row in rows if row.get("nip") in people], today())
        for row in rows:
            person, theirs = people.get(row.get("nip")), people.get(row.get("nip_atasan"))
            if person is None or theirs is None:
                unknown = row.get("nip") if person is None else row.get("nip_atasan")
                plan.warnings.append(Fault(SHEET.title, row.number, "nip", "person_unknown", unknown))
            elif not reaches(sender, person.unit):
                plan.warnings.append(beyond(SHEET.title, row, "nip", person.unit))
            elif person.pk != sender.author_id:
                line = lines.get(person.pk)
                ours = line.assessor if line else None
                if ours is not None and ours.pk == theirs.pk:
                    plan.same(row.get("nip"), "atasan")
                    continue
                named = bool(line and any(step.code == "named" for step in line.trace))
                plan.differs(
                    Finding(
                        row.number,
                        row.get("nip"),
                        "atasan",
                        _shown(ours),
                        _shown(theirs),
                        person.unit_id,
                        day_of(row),
                        employee_id=person.pk,
                        our_source="named" if named else "line",
                        our_date=today(),
                        given=(("nip_atasan", row.get("nip_atasan")),),
                    )
                )

    @within_action
    def take_over(self, difference: Difference, *, actor: Actor, at: datetime) -> None:
        """Name the assessor from today on, with the export as the reason."""
        assessor = Employee.objects.filter(nip=difference.given.get("nip_atasan", ""), active=True).first()
        if assessor is None or difference.employee is None:
            raise GuardRefused(_("This person cannot be named as assessor."), code="assessor_unknown")
        reason = gettext("Taken over from %(source)s, data of %(day)s.") % {
            "source": self.source,
            "day": difference.their_date.isoformat(),
        }
        put_assessor(difference.employee, actor=actor, assessor=assessor, reason=reason)


def _shown(person: Employee | None) -> str:
    return f"{person.full_name} · {person.nip or ''}".strip(" ·") if person else ""
