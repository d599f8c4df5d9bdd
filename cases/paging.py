"""Pages of a list by position: the next page starts behind the last row seen. Nothing is counted."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

T = TypeVar("T", bound=Model)


@dataclass(frozen=True)
class Order:
    """An order over not-null columns or annotations, ending in the primary key. "-" in front: descending."""

    columns: tuple[str, ...]

    @property
    def keys(self) -> tuple[tuple[str, bool], ...]:
        """(name, descending), the primary key last."""
        return tuple((name.removeprefix("-"), name.startswith("-")) for name in (*self.columns, "pk"))

    def turned(self) -> "Order":
        """The same order, the other way round."""
        return Order(tuple(name[1:] if name.startswith("-") else f"-{name}" for name in self.columns))

    def names(self) -> list[str]:
        """Names for `order_by`."""
        return [f"-{name}" if descending else name for name, descending in self.keys]

    def after(self, position: dict[str, Any]) -> Q:
        """Rows behind a position."""
        found, equal = Q(pk__in=[]), Q()
        for name, descending in self.keys:
            found |= equal & Q(**{f"{name}__{'lt' if descending else 'gt'}": position[name]})
            equal &= Q(**{name: position[name]})
        return found


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows of one page and the cursor of the next ("" at the end)."""

    rows: list[T]
    cursor: str


def page_of(rows: QuerySet[T], *, order: Order, cursor: str, salt: str, size: int) -> Page[T]:
    """Rows behind the cursor; a broken or foreign cursor starts at the beginning."""
    ordered = rows.order_by(*order.names())
    position = _position(rows, order, cursor, salt) if cursor else None
    if position:
        ordered = ordered.filter(order.after(position))
    found = list(ordered[: size + 1])
    if len(found) <= size:
        return Page(found, "")
    return Page(found[:size], signing.dumps(str(getattr(found[size - 1], "public_id")), salt=salt))  # noqa: B009


def _position(rows: QuerySet[T], order: Order, cursor: str, salt: str) -> dict[str, Any] | None:
    try:
        public_id = signing.loads(cursor, salt=salt)
    except signing.BadSignature:
        return None
    names = [name for name, _descending in order.keys]
    return rows.filter(public_id=public_id).values(*names).first()
