"""Tags of the form parts: fields, error summary, rating, files, acts of a machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import uuid4

from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template import Context, Library

from config.ui.attributes import attributes
from config.ui.controls import Control, bound_control, error_texts, make_control

register = Library()

FEW_CHOICES: Final = 5
KNOWN: Final = frozenset(
    [
        "hint",
        "required",
        "optional",
        "rows",
        "limit",
        "width",
        "inline",
        "small",
        "hide_label",
        "locked",
        "multiple",
        "accept",
        "prefix",
        "suffix",
        "inputmode",
        "autocomplete",
    ]
)
OWN: Final = ("name", "label", "value", "error", "options", "id", "checked")
TEMPLATE: Final = "components/control.html"


def split_known(keywords: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keywords of a control, and the rest, which become attributes."""
    known = {name: value for name, value in keywords.items() if name in KNOWN}
    return known, {name: value for name, value in keywords.items() if name not in KNOWN}


def _plain(kind: str, keywords: dict[str, Any]) -> dict[str, Control]:
    taken = {name: keywords.pop(name) for name in OWN if name in keywords}
    known, extra = split_known(keywords)
    return {"control": make_control(kind, extra=extra, **taken, **known)}


@register.inclusion_tag(TEMPLATE, name="field")
def field_tag(bound: BoundField, *, as_rating: bool = False, **keywords: Any) -> dict[str, Control]:
    """Any Django bound field in the product's own look."""
    known, extra = split_known(keywords)
    known["kind"] = "rating" if as_rating else None
    if "label" in extra:
        known["label"] = extra.pop("label")
    return {"control": bound_control(bound, extra=extra, **known)}


@register.inclusion_tag(TEMPLATE)
def text_input(**keywords: Any) -> dict[str, Control]:
    """One line of text."""
    return _plain("text", keywords)


@register.inclusion_tag(TEMPLATE)
def password_input(**keywords: Any) -> dict[str, Control]:
    """A secret; its value is never sent back."""
    return _plain("password", keywords)


@register.inclusion_tag(TEMPLATE)
def textarea(**keywords: Any) -> dict[str, Control]:
    """Several lines; `limit` adds the count."""
    return _plain("textarea", keywords)


@register.inclusion_tag(TEMPLATE)
def select(**keywords: Any) -> dict[str, Control]:
    """One of many."""
    return _plain("select", keywords)


@register.inclusion_tag(TEMPLATE)
def radios(**keywords: Any) -> dict[str, Control]:
    """One of few."""
    return _plain("radios", keywords)


@register.inclusion_tag(TEMPLATE)
def rating(**keywords: Any) -> dict[str, Control]:
    """One of the levels of a scale, chosen with the keys 1 to 9 as well."""
    return _plain("rating", keywords)


@register.inclusion_tag(TEMPLATE)
def checkboxes(**keywords: Any) -> dict[str, Control]:
    """Any of few."""
    return _plain("checkboxes", keywords)


@register.inclusion_tag(TEMPLATE)
def checkbox(**keywords: Any) -> dict[str, Control]:
    """Yes or no; `value=True` is ticked."""
    ticked = bool(keywords.pop("value", False))
    return _plain("checkbox", keywords | {"checked": keywords.pop("checked", ticked)})


@register.inclusion_tag(TEMPLATE)
def date_input(**keywords: Any) -> dict[str, Control]:
    """A day."""
    return _plain("date", keywords)


@register.inclusion_tag(TEMPLATE)
def datetime_input(**keywords: Any) -> dict[str, Control]:
    """A day with its time, in the active zone."""
    return _plain("datetime", keywords)


@register.inclusion_tag(TEMPLATE)
def file_upload(**keywords: Any) -> dict[str, Control]:
    """Files; the browser's own control, helped by dropping and a list of what was chosen."""
    return _plain("file", keywords)


@register.inclusion_tag("components/file_list.html")
def file_list(files: Iterable[Any], *, empty: str = "", id: str = "") -> dict[str, Any]:
    """Files that are there, each with name, url, size and a remove link where it may be removed."""
    return {"files": list(files), "empty": empty, "id": id}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm | None = None, *, errors: Iterable[Any] = (), title: str = "") -> dict[str, Any]:
    """All faults of a form, each a link to its field. `errors`: texts or (field id, text)."""
    found = [_fault(error) for error in errors]
    if form is not None and form.is_bound:
        found += [("", text) for text in error_texts(form.non_field_errors())]
        for bound in form:
            found += [(bound.auto_id or "", f"{bound.label}: {text}") for text in error_texts(list(bound.errors))]
    return {"faults": found, "title": title}


def _fault(error: Any) -> tuple[str, str]:
    if isinstance(error, tuple | list) and len(error) == 2:
        return str(error[0]), str(error[1])
    return "", str(error)


@register.inclusion_tag("components/act.html", takes_context=True)
def act(context: Context, available: Any, **keywords: Any) -> dict[str, Any]:
    """One entry of `available(subject, actor)` as a button, with the inputs it needs and what blocks it."""
    kind = keywords.pop("kind", "secondary")
    prefix, values = f"act-{available.name}-{uuid4().hex[:6]}", keywords.pop("values", None) or {}
    return {
        "csrf_token": context.get("csrf_token"),
        "available": available,
        "url": keywords.pop("url"),
        "version": keywords.pop("version"),
        "kind": kind,
        "open": bool(keywords.pop("open", False)),
        "key": uuid4().hex,
        "id": prefix,
        "next": keywords.pop("next", ""),
        "controls": [needed_control(needed, prefix, values.get(needed.name, "")) for needed in available.needs],
        "attributes": attributes(**keywords),
    }


def needed_control(needed: Any, prefix: str, value: Any = "") -> Control:
    """The control for one input that a transition needs."""
    choices = tuple(needed.choices or ())
    kinds = {
        "text": "textarea",
        "boolean": "checkbox",
        "list": "checkboxes",
        "date": "date",
        "datetime": "datetime",
        "choice": "radios" if len(choices) <= FEW_CHOICES else "select",
    }
    kind = kinds.get(needed.kind, "select" if choices else "text")
    numeric = {"integer": "numeric", "decimal": "decimal"}.get(needed.kind, "")
    return make_control(
        kind,
        name=needed.name,
        label=needed.label,
        id=f"{prefix}-{needed.name}",
        value=value,
        options=choices,
        required=needed.required,
        optional=not needed.required,
        limit=needed.max_length if kind == "textarea" else None,
        width=10 if numeric else None,
        inputmode=numeric,
    )


@register.inclusion_tag("components/save_state.html")
def save_state(*, group: str = "", saved_at: Any = None) -> dict[str, Any]:
    """Where "Tersimpan 14.02" shows; one per sticky bar, or one per revision group."""
    return {"group": group, "saved_at": saved_at}
