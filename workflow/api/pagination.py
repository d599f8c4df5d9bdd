"""Pages by position, without counting: the next page starts after the last row seen.

The cursor is signed for one person and one list. It names the last row by its public id, so that no
internal number leaves the house.
"""

from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

DEFAULT_LIMIT = 25
MAXIMUM_LIMIT = 100

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page:
    """One page of rows, and the cursor of the next one ("" at the end)."""

    rows: list[Any]
    cursor: str


@dataclass(frozen=True)
class Keyset:
    """An order over real columns that ends in the primary key; `anchor` names a row to the outside."""

    order: tuple[str, ...] = ("-pk",)
    anchor: str = "public_id"

    @property
    def columns(self) -> tuple[tuple[str, bool], ...]:
        """(column, descending) in order, always ending in the primary key."""
        order = self.order if self.order[-1] in {"pk", "-pk"} else (*self.order, "-pk")
        return tuple((name.removeprefix("-"), name.startswith("-")) for name in order)

    def ordering(self) -> list[str]:
        """Names for `order_by`."""
        return [f"-{name}" if descending else name for name, descending in self.columns]

    def after(self, position: dict[str, Any]) -> Q:
        """Rows behind `position`: (a < x) or (a = x and b < y) or …"""
        found = Q(pk__in=[])
        equal = Q()
        for name, descending in self.columns:
            comparison = "lt" if descending else "gt"
            found |= equal & Q(**{f"{name}__{comparison}": position[name]})
            equal &= Q(**{name: position[name]})
        return found


def _salt(request: Request) -> str:
    return f"cursor:{request.user.pk}:{request.path}"


def _broken_cursor() -> ValidationError:
    message = ErrorDetail(_("This cursor is not valid for this list."), code="invalid_cursor")
    return ValidationError({"cursor": [message]})


def _position(queryset: QuerySet[Any], *, keyset: Keyset, cursor: str, request: Request) -> dict[str, Any]:
    """Where the reader stopped. The row is looked up without the list's filters: it may have moved on since."""
    try:
        anchor = signing.loads(cursor, salt=_salt(request))
    except signing.BadSignature as fault:
        raise _broken_cursor() from fault
    names = [name for name, _descending in keyset.columns]
    rows = queryset.model._default_manager.filter(**{keyset.anchor: anchor})
    position = rows.values(*names).first()
    if position is None:
        raise _broken_cursor()
    return dict(position)


def page_of(queryset: QuerySet[M], *, keyset: Keyset, request: Request, limit: int, cursor: str) -> Page:
    """Return up to `limit` rows behind `cursor`; one row more is read to know whether there is a next page."""
    ordered = queryset.order_by(*keyset.ordering())
    if cursor:
        position = _position(queryset, keyset=keyset, cursor=cursor, request=request)
        ordered = ordered.filter(keyset.after(position))
    rows = list(ordered[: limit + 1])
    if len(rows) <= limit:
        return Page(rows=rows, cursor="")
    anchor = str(getattr(rows[limit - 1], keyset.anchor))
    return Page(rows=rows[:limit], cursor=signing.dumps(anchor, salt=_salt(request)))


def envelope(page: Page, *, data: list[Any], request: Request) -> dict[str, Any]:
    """The answer of a list: results, and the address of the next page or null."""
    if not page.cursor:
        return {"results": data, "next": None}
    query = [(name, value) for name, values in request.query_params.lists() for value in values if name != "cursor"]
    address = f"{request.path}?{urlencode([*query, ('cursor', page.cursor)])}"
    return {"results": data, "next": request.build_absolute_uri(address)}
