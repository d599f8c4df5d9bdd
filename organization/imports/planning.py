"""Compare the rows of a file with what is stored: every fault, and what would change. Reads, never writes."""

from dataclasses import dataclass, field
from datetime import date

from organization.days import today
from organization.imports import planning_people, planning_units
from organization.imports.faults import Fault
from organization.imports.formats import ACTING, PEOPLE, UNITS
from organization.imports.parsing import PeopleFile, nip_warnings
from organization.imports.plan import Plan
from organization.imports.reading import ImportRow, SheetFormat
from organization.imports.stored import Stored, read_stored
from organization.models import Unit


@dataclass(slots=True)
class Context:
    """One comparison: the file, what is stored, how far the sender's right reaches, and the plan as it grows."""

    parsed: PeopleFile
    stored: Stored
    scope: Unit | None
    author_id: int | None
    day: date
    plan: Plan = field(default_factory=Plan)
    parents: dict[str, str | None] = field(default_factory=dict)

    def fault(self, fmt: SheetFormat, row: ImportRow, column: str, code: str, value: str = "") -> None:
        self.plan.faults.append(Fault(fmt.title, row.number, column, code, value))

    def warn(self, fmt: SheetFormat, row: ImportRow, column: str, code: str, value: str = "") -> None:
        self.plan.warnings.append(Fault(fmt.title, row.number, column, code, value))

    def knows_unit(self, code: str) -> bool:
        return code in self.parents

    def within_scope(self, code: str) -> bool:
        """Whether a unit, stored or new, hangs below the unit the sender may change."""
        if self.scope is None:
            return True
        seen: set[str] = set()
        while code and code not in seen:
            seen.add(code)
            unit = self.stored.units.get(code)
            if unit is not None:
                return self.scope.lft <= unit.lft <= self.scope.rght
            code = self.parents.get(code) or ""
        return False

    def is_below(self, code: str, upper: str) -> bool:
        """Whether a unit is another one or stands below it, counting what the file changes."""
        seen: set[str] = set()
        while code and code not in seen:
            if code == upper:
                return True
            seen.add(code)
            code = self.parents.get(code) or ""
        return False


def make_plan(parsed: PeopleFile, *, scope: Unit | None, author_id: int | None) -> Plan:
    """Everything a file would do, sent by a person (None: the system) for a unit and below (None: everywhere)."""
    context = Context(parsed, read_stored(parsed), scope, author_id, today())
    context.plan.faults.extend(parsed.faults)
    planning_units.plan_units(context)
    planning_people.plan_people(context)
    context.plan.warnings.extend(nip_warnings(parsed.people))
    order = {UNITS.title: 0, PEOPLE.title: 1, ACTING.title: 2}
    for findings in (context.plan.faults, context.plan.warnings):
        findings.sort(key=lambda fault: (order.get(fault.sheet, 3), fault.row, fault.column, fault.code))
    return context.plan
