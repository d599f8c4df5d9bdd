"""How one subject of a kind is named on pages that tell of many kinds: its title, its page, whom it is about.

Each app registers its own kinds at start. `title` and `person` are paths from the row; `person` leads to an employee.
A kind nobody named is told by the name of its machine alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from workflow.actors import Actor
from workflow.errors import Text
from workflow.machine import Machine
from workflow.tables import model_of, table_of

Pair = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Named:
    """The names of one kind. `model` and `reach` are given for what is no machine but whose reading is recorded.

    In the states `over` nothing is under way although a way leads on (a result may be reopened).
    """

    kind: str
    title: str = ""
    page: str = ""
    person: str = ""
    over: frozenset[str] = frozenset()
    model: Any = None
    reach: "Callable[[Actor], QuerySet[Any]] | None" = None


@dataclass(frozen=True, slots=True)
class Name:
    """One subject as it is named: title ("" for none), address ("" for none), public id."""

    title: str
    url: str
    public_id: str


_named: dict[str, Named] = {}


def before_stop(name: str) -> str:
    """A person's name as it stands before a full stop: an academic title ("…, S.P.") brings the stop along."""
    return str(name or "").rstrip(". ")


def name_kind(kind: str, **names: Any) -> Named:
    """Register the names of a kind. ValueError when it has some."""
    if kind in _named:
        raise ValueError(f"the kind {kind!r} is named twice")
    _named[kind] = Named(kind, **names)
    return _named[kind]


def named_kinds() -> Mapping[str, Named]:
    """All kinds with names."""
    return dict(_named)


def resting_states(model: type[Machine]) -> frozenset[str]:
    """The states in which nothing is under way: endings, and what the app says is over."""
    named = _named.get(model.kind)
    return table_of(model).endings | (named.over if named is not None else frozenset())


def model_named(kind: str) -> Any:
    """The model of a kind: a machine, or what was named beside them. KeyError for an unknown one."""
    named = _named.get(kind)
    return named.model if named is not None and named.model is not None else model_of(kind)


def label_of(kind: str) -> Text:
    """What a subject of a kind is called; the kind itself where nobody knows it."""
    try:
        return str(model_named(kind)._meta.verbose_name)
    except KeyError:
        return kind


def names_of(pairs: "set[Pair]") -> dict[Pair, Name]:
    """Names of subjects by kind and key, in one statement however many kinds there are."""
    by_kind: dict[str, set[int]] = {}
    for kind, key in pairs:
        by_kind.setdefault(kind, set()).add(key)
    parts = [_rows(kind, keys) for kind, keys in by_kind.items() if _is_known(kind)]
    found = parts[0].union(*parts[1:], all=True) if parts else ()
    return {(kind, key): _name(kind, public_id, title) for kind, key, public_id, title in found}


def _is_known(kind: str) -> bool:
    try:
        model_named(kind)
    except KeyError:
        return False
    return True


def _rows(kind: str, keys: set[int]) -> "QuerySet[Any, tuple[Any, ...]]":
    named = _named.get(kind)
    title: Any = Cast(named.title, CharField()) if named is not None and named.title else Value("", CharField())
    rows = model_named(kind)._default_manager.order_by().filter(pk__in=keys)
    marked = rows.annotate(_kind=Value(kind, CharField()), _title=title)
    found: QuerySet[Any, tuple[Any, ...]] = marked.values_list("_kind", "pk", "public_id", "_title")
    return found


def _name(kind: str, public_id: Any, title: str | None) -> Name:
    named = _named.get(kind)
    url = reverse(named.page, args=[public_id]) if named is not None and named.page else ""
    return Name(title or "", url, str(public_id))
