"""Machines compiled once into immutable tables, checked when compiled, and found again by kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps

from workflow.errors import InvalidInput
from workflow.machine import Consequence, DeadlineRule, Machine, Row


class MachineError(Exception):
    """A machine is declared wrongly; raised at start, never at run time."""


@dataclass(frozen=True, eq=False)
class MachineTable:
    """Everything the engine needs of one machine, without touching the model again."""

    model: type[Machine]
    kind: str
    initial: str
    states: tuple[str, ...]
    rows: dict[str, Row]
    methods: dict[str, str]
    on_enter: dict[str, tuple[Consequence, ...]]
    deadlines: dict[str, tuple[DeadlineRule, ...]]
    endings: frozenset[str]

    def row(self, name: str) -> Row:
        """The transition of this name; an unknown name is the caller's wrong input."""
        try:
            return self.rows[name]
        except KeyError:
            raise InvalidInput(code="unknown_transition") from None

    def rows_from(self, state: str) -> tuple[Row, ...]:
        """Transitions that start in a state, in declared order."""
        return tuple(r for r in self.rows.values() if state in r.sources)

    def consequences(self, row: Row, from_state: str) -> tuple[Consequence, ...]:
        """What follows from taking a row: its own, then those of arriving in another state."""
        arriving = self.on_enter.get(row.target, ()) if row.target != from_state else ()
        return row.then + arriving


def _declared_rows(model: type[Machine]) -> Iterator[tuple[str, Row]]:
    for attribute in _attributes_in_order(model):
        meta = getattr(getattr(model, attribute, None), "_django_fsm", None)
        if meta is not None:
            yield attribute, next(iter(meta.transitions.values())).custom["row"]


def _attributes_in_order(model: type[Machine]) -> list[str]:
    seen: dict[str, None] = {}
    for klass in reversed(model.__mro__):
        for name in vars(klass):
            seen.setdefault(name, None)
    return list(seen)


@cache
def table_of(model: type[Machine]) -> MachineTable:
    """Compile and check a machine."""
    declared = list(_declared_rows(model))
    rows = {row.name: row for _, row in declared}
    if len(rows) != len(declared):
        raise MachineError(f"{model.kind}: two transitions share a name")
    table = MachineTable(
        model=model,
        kind=model.kind,
        initial=str(model.initial),
        states=tuple(str(v) for v in model.States.values),
        rows=rows,
        methods={row.name: attribute for attribute, row in declared},
        on_enter={str(k): tuple(v) for k, v in model.on_enter.items()},
        deadlines={str(k): tuple(v) for k, v in model.deadlines.items()},
        endings=frozenset(str(s) for s in model.endings),
    )
    _check(table)
    return table


def _check(table: MachineTable) -> None:
    known = set(table.states)
    for row in table.rows.values():
        unknown = (set(row.sources) | {row.target}) - known
        if unknown:
            raise MachineError(f"{table.kind}.{row.name}: unknown states {sorted(unknown)}")
    lost = known - _reached(table)
    if lost:
        raise MachineError(f"{table.kind}: states never reached: {sorted(lost)}")
    dead = {s for s in known if not any(s in r.sources and r.target != s for r in table.rows.values())}
    if dead - set(table.endings):
        raise MachineError(f"{table.kind}: dead ends not declared: {sorted(dead - set(table.endings))}")
    loud = [row.name for row in table.rows.values() if row.quiet and _changes_something(row)]
    if loud:
        raise MachineError(f"{table.kind}: not quiet, they change something: {sorted(loud)}")
    _check_deadlines(table)


def _changes_something(row: Row) -> bool:
    moves = row.moves_deadlines or row.sources != (row.target,)
    return moves or bool(row.sets or row.then) or not row.hidden


def _reached(table: MachineTable) -> set[str]:
    reached: set[str] = set()
    more = {table.initial}
    while more:
        reached |= more
        more = {r.target for r in table.rows.values() if reached & set(r.sources)} - reached
    return reached


def _check_deadlines(table: MachineTable) -> None:
    names = [rule.name for rules in table.deadlines.values() for rule in rules]
    if len(set(names)) != len(names):
        raise MachineError(f"{table.kind}: deadline names must differ between states")
    for state, rules in table.deadlines.items():
        for rule in rules:
            if rule.fires not in table.rows or state not in table.rows[rule.fires].sources:
                raise MachineError(f"{table.kind}: deadline {rule.name} fires nothing from {state}")


def machines() -> tuple[type[Machine], ...]:
    """All concrete machines, by kind."""
    found = [m for m in apps.get_models() if issubclass(m, Machine)]
    return tuple(sorted(found, key=lambda m: m.kind))


@cache
def _by_kind() -> dict[str, type[Machine]]:
    return {m.kind: m for m in machines()}


def model_of(kind: str) -> type[Machine]:
    """The model of a kind; KeyError for a kind that does not exist."""
    return _by_kind()[kind]


def kind_of(thing: Any) -> str:
    """Kind of a model, an instance, or the kind itself."""
    return thing if isinstance(thing, str) else str(thing.kind)
