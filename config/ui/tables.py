"""Tags of lists and tables: heads that sort by link, selection, pages by keyset, crumbs, tabs."""

from __future__ import annotations

from typing import Any, Final

from django.http import QueryDict
from django.template import Context, Library

from config.ui.attributes import attributes, classes
from config.ui.controls import control_id

register = Library()

PLACES: Final = ("before", "after", "cursor", "page")
"""Parameters of the address that say where in a list one stands; they filter nothing."""


def address_query(context: Context) -> QueryDict:
    """A copy of the address parameters, to be changed and written into a link."""
    request = context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, label: str, key: str, *, number: bool = False, **keywords: Any) -> dict[str, Any]:
    """A column head that sorts by link and says how it is sorted now. Paging starts again."""
    query = address_query(context)
    now = query.get("sort", keywords.pop("default", ""))
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    query["sort"] = f"-{key}" if order == "ascending" else key
    for place in PLACES:
        query.pop(place, None)
    own_class = classes("number" if number else "", keywords.pop("class_", ""))
    extra = attributes(**keywords)
    return {"label": label, "url": f"?{query.urlencode()}", "order": order, "class": own_class, "attributes": extra}


@register.inclusion_tag("components/select_all.html")
def select_all() -> dict[str, Any]:
    """The head cell above the selection boxes."""
    return {}


@register.inclusion_tag("components/select_row.html")
def select_row(value: Any, *, label: str, checked: bool = False, form: str = "") -> dict[str, Any]:
    """The selection box of one row, posted as `selected`."""
    shown = {"value": value, "label": label, "checked": checked, "form": form}
    return shown | {"id": control_id(f"select-{value}")}


@register.inclusion_tag("components/pagination.html")
def pagination(*, older: str = "", newer: str = "", label: str = "", note: str = "") -> dict[str, str]:
    """Two links by keyset: nothing is counted, places are kept."""
    return {"older": older, "newer": newer, "label": label, "note": note}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*parts: Any) -> dict[str, Any]:
    """The way here: label, address, label, address, …, and the last label without address."""
    crumbs = [(parts[place], parts[place + 1] if place + 1 < len(parts) else "") for place in range(0, len(parts), 2)]
    return {"crumbs": crumbs}


@register.inclusion_tag("components/tab_link.html")
def tab_link(label: str, url: str, *, current: bool = False, count: int | None = None) -> dict[str, Any]:
    """One part of the page's own navigation."""
    return {"label": label, "url": url, "current": current, "count": count}
