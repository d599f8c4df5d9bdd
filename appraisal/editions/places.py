"""Where the fault of a draft is shown: its part, its group and the field beside which its sentence stands.

Faults of shape name rows by their index, faults of sense by their code (see ``rule_parsing.py``, ``rule_sense.py``);
fields are named by code. What fits no field stands at its group, what fits no group at the top of its part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from appraisal.editions.fields import Field, Group, Row
from appraisal.editions.paths import value_at
from appraisal.rule_parsing import RuleFault

Content = Mapping[str, Any]
PART_OF: Final[Mapping[str, str]] = {
    "sections": "items",
    "indicators": "items",
    "levels": "predicates",
    "predicates": "predicates",
    "matrix": "outcome",
    "bands": "outcome",
    "low": "triggers",
    "triggers": "triggers",
    "clocks": "clocks",
    "silence": "clocks",
    "reminders": "clocks",
    "distribution": "distribution",
    "credit": "credit",
}
CODED: Final = (("sections",), ("indicators",), ("predicates",), ("credit", "levels"))


def part_of(fault: RuleFault) -> str:
    """The part of the form where a fault can be mended."""
    return PART_OF.get(fault.path.partition(".")[0], "general")


def counts(faults: Iterable[RuleFault]) -> dict[str, int]:
    """How many faults each part has."""
    found: dict[str, int] = {}
    for fault in faults:
        found[part_of(fault)] = found.get(part_of(fault), 0) + 1
    return found


def placed(
    groups: Sequence[Group], content: Content, faults: Iterable[RuleFault]
) -> tuple[list[Group], list[tuple[str, str]]]:
    """The groups with the sentences at their fields; and every fault as (anchor, sentence) for the summary."""
    names = [one.name for group in groups for row in group.rows for one in row.all_fields]
    at_field: dict[str, list[str]] = {}
    at_group: dict[str, list[str]] = {}
    summary = []
    for fault in faults:
        path = _by_code(fault.path, content)
        name, group = _field(path, names), _group(path, groups)
        if name:
            at_field.setdefault(name, []).append(str(fault.message))
        elif group:
            at_group.setdefault(group, []).append(str(fault.message))
        summary.append((name.replace(".", "-") if name else group, str(fault.message)))
    return [_with_faults(group, at_field, at_group) for group in groups], summary


def _with_faults(group: Group, at_field: Mapping[str, list[str]], at_group: Mapping[str, list[str]]) -> Group:
    def told(fields: tuple[Field, ...]) -> tuple[Field, ...]:
        return tuple(replace(one, error=" ".join(at_field.get(one.name, ()))) for one in fields)

    rows: tuple[Row, ...] = tuple(replace(row, fields=told(row.fields), more=told(row.more)) for row in group.rows)
    return replace(group, rows=rows, errors=tuple(at_group.get(group.id, ())))


def _by_code(path: str, content: Content) -> str:
    """The path with rows named by their code, cells and bands by their index."""
    parts = path.split(".")
    for way in CODED:
        at = len(way)
        if tuple(parts[:at]) == way and len(parts) > at and parts[at].isdigit():
            parts[at] = str(value_at(content, (*way, int(parts[at]), "code"), parts[at]))
    if parts[0] in ("matrix", "bands") and len(parts) == 2:
        return _table_row(parts[0], parts[1], content)
    return ".".join(parts)


def _table_row(table: str, row: str, content: Content) -> str:
    rows = value_at(content, (table,), [])
    for at, one in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(one, Mapping) and row in (one.get("predicate"), f"{one.get('results')}x{one.get('behaviour')}"):
            return f"{table}.{at}.{'predicate' if table == 'matrix' else 'at_least'}"
    return f"{table}.{row}"


def _field(path: str, names: Iterable[str]) -> str:
    """The field of a path: its own, else the one it lies in, else its name where the row as a whole is meant."""
    known = set(names)
    if path in known:
        return path
    within = [name for name in known if path.startswith(f"{name}.")]
    if within:
        return max(within, key=len)
    lines = [name for name in known if ".guide." in name and _same_lines(path, name)]
    if lines:
        return lines[0]
    label = f"{path}.label.id"
    return label if label in known and not path.startswith("sections.") else ""


def _same_lines(path: str, name: str) -> bool:
    """Whether a fault of one line of conduct (…guide.2.en) belongs to the field of all lines (…guide.en)."""
    way, _dot, language = name.rpartition(".")
    return path.startswith(f"{way}.") and path.endswith(f".{language}")


def _group(path: str, groups: Iterable[Group]) -> str:
    ids = {group.id for group in groups}
    first, _dot, rest = path.partition(".")
    wished = (f"section-{rest}" if first == "sections" else "", path, rest.partition(".")[0], first)
    return next((one for one in wished if one and one in ids), "")
