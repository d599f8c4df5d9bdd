"""The unit rows of a file: duplicates, unknown parents, circles, reach of the sender, and what differs."""

from typing import TYPE_CHECKING

from organization.imports.faults import quoted
from organization.imports.formats import UNITS
from organization.imports.plan import UnitChange
from organization.imports.reading import ImportRow
from organization.models import Unit

if TYPE_CHECKING:
    from organization.imports.planning import Context

_FIELDS = {"nama": "name", "jenis": "kind", "zona": "zone", "berlaku_dari": "valid_from", "berlaku_sampai": "valid_to"}
_DEFAULT_ZONE = "Asia/Jakarta"


def plan_units(context: "Context") -> None:
    """Check and compare the unit rows; afterwards ``context.parents`` knows every unit there will be."""
    stored = context.stored
    for code, unit in stored.units.items():
        context.parents[code] = stored.codes[unit.parent_id] if unit.parent_id else None
    rows = _without_duplicates(context)
    for row in rows:
        if "kode_induk" in row.values or row.get("kode") not in context.parents:
            context.parents[row.get("kode")] = row.get("kode_induk") or None
    for row in rows:
        if _is_sound(context, row):
            _compare(context, row)


def _without_duplicates(context: "Context") -> list[ImportRow]:
    seen: set[str] = set()
    rows = []
    for row in context.parsed.units:
        code = row.get("kode")
        if not code:
            continue
        if code in seen:
            context.fault(UNITS, row, "kode", "duplicate", quoted(code))
            continue
        seen.add(code)
        rows.append(row)
    return rows


def _is_sound(context: "Context", row: ImportRow) -> bool:
    before = len(context.plan.faults)
    code, parent = row.get("kode"), row.get("kode_induk")
    if parent and not context.knows_unit(parent):
        context.fault(UNITS, row, "kode_induk", "unit_unknown", quoted(parent))
    elif circle := _circle(context, code):
        context.fault(UNITS, row, "kode_induk", "unit_loop", quoted(" → ".join(circle)))
    if row.get("berlaku_dari") and row.get("berlaku_sampai") and row.get("berlaku_sampai") < row.get("berlaku_dari"):
        context.fault(UNITS, row, "berlaku_sampai", "dates_reversed")
    if len(context.plan.faults) == before:
        _check_reach(context, row, code, parent)
    return len(context.plan.faults) == before


def _circle(context: "Context", code: str) -> list[str]:
    """The codes of the circle a unit stands in, if its parents lead back to it."""
    path, above = [code], context.parents.get(code)
    while above:
        path.append(above)
        if above == code:
            return path
        if path.count(above) > 1:
            return []
        above = context.parents.get(above)
    return []


def _check_reach(context: "Context", row: ImportRow, code: str, parent: str) -> None:
    """A sender changes only units inside his scope, and hangs them nowhere else."""
    if context.scope is None:
        return
    unit = context.stored.units.get(code)
    if unit is None and not parent:
        context.fault(UNITS, row, "kode_induk", "root_not_allowed")
    elif not context.within_scope(code):
        context.fault(UNITS, row, "kode", "outside_scope", quoted(code))
    elif _is_moved(context, row, unit) and not (parent and context.within_scope(parent)):
        context.fault(UNITS, row, "kode_induk", "outside_scope", quoted(parent))


def _is_moved(context: "Context", row: ImportRow, unit: Unit | None) -> bool:
    if unit is None:
        return True
    if "kode_induk" not in row.values:
        return False
    present = context.stored.codes[unit.parent_id] if unit.parent_id else ""
    return present != row.get("kode_induk")


def _compare(context: "Context", row: ImportRow) -> None:
    unit = context.stored.units.get(row.get("kode"))
    values = _values(row)
    if unit is None:
        values.setdefault("zone", _DEFAULT_ZONE)
        values.setdefault("parent", None)
        context.plan.units.append(UnitChange(row.number, row.get("kode"), None, values))
        return
    present = {name: _as_text(getattr(unit, name)) for name in _FIELDS.values()}
    present["parent"] = context.stored.codes[unit.parent_id] if unit.parent_id else None
    differing = {name: value for name, value in values.items() if present[name] != value}
    if differing:
        context.plan.units.append(UnitChange(row.number, unit.code, unit.pk, differing))
    else:
        context.plan.count_unchanged("units")


def _values(row: ImportRow) -> dict[str, str | None]:
    """The columns the file has, as the unit stores them; an empty zone keeps what there is."""
    values: dict[str, str | None] = {
        name: row.get(column) or None for column, name in _FIELDS.items() if column in row.values
    }
    if "kode_induk" in row.values:
        values["parent"] = row.get("kode_induk") or None
    if values.get("zone") is None:
        values.pop("zone", None)
    return values


def _as_text(value: object) -> str | None:
    return None if value is None else str(value)
