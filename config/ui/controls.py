"""One value object for every form control, made from keywords or from a Django bound field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.text import slugify

from config.ui.attributes import attributes
from config.ui.formats import local

WIDGET_KINDS: Final[tuple[tuple[type[forms.Widget], str], ...]] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.SelectMultiple, "checkboxes"),
    (forms.NullBooleanSelect, "select"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.HiddenInput, "hidden"),
    (forms.SplitDateTimeWidget, "datetime"),
    (forms.DateTimeInput, "datetime"),
    (forms.DateInput, "date"),
    (forms.TimeInput, "time"),
    (forms.PasswordInput, "password"),
    (forms.EmailInput, "email"),
    (forms.NumberInput, "number"),
    (forms.TextInput, "text"),
)
INPUT_TYPES: Final = {"datetime": "datetime-local", "number": "text", "file": "file"}


@dataclass(frozen=True)
class Option:
    """One choice. `checked` says that it is chosen now."""

    value: str
    label: str
    hint: str
    checked: bool
    id: str


@dataclass(frozen=True)
class Control:
    """What a control's template shows. `attributes` are already escaped."""

    kind: str
    name: str
    id: str
    label: str
    value: str = ""
    hint: str = ""
    errors: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    required: bool = False
    optional: bool = False
    rows: int = 4
    limit: int | None = None
    width: int | None = None
    inline: bool = False
    small: bool = False
    hide_label: bool = False
    locked: bool = False
    multiple: bool = False
    accept: str = ""
    prefix: str = ""
    suffix: str = ""
    inputmode: str = ""
    autocomplete: str = ""
    checked: bool = False
    attributes: str = field(default="")

    @property
    def input_type(self) -> str:
        """The HTML type of the input."""
        return INPUT_TYPES.get(self.kind, self.kind)

    @property
    def described_by(self) -> str:
        """Ids of the hint, the count and the error, in reading order."""
        parts = [f"{self.id}-hint"] if self.hint else []
        if self.limit and self.kind == "textarea":
            parts.append(f"{self.id}-info")
        if self.errors:
            parts.append(f"{self.id}-error")
        return " ".join(parts)

    @property
    def shown_value(self) -> str:
        """The value in words, for a locked control."""
        chosen = [option.label for option in self.options if option.checked]
        return ", ".join(chosen) if self.options else self.value


def control_id(name: str, given: str = "") -> str:
    """A stable id for a control's name."""
    return given or f"id_{slugify(name)}"


def error_texts(errors: object) -> tuple[str, ...]:
    """One text or many as a tuple of texts."""
    if not errors:
        return ()
    if isinstance(errors, str | Promise):
        return (str(errors),)
    if isinstance(errors, Iterable):
        return tuple(str(error) for error in errors)
    return (str(errors),)


def value_text(value: object, kind: str) -> str:
    """A Python value as its control wants it."""
    if value is None or value is False:
        return ""
    if kind == "datetime" and isinstance(value, datetime):
        return local(value).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def chosen_values(value: object) -> frozenset[str]:
    """The chosen value or values as texts."""
    if value is None:
        return frozenset()
    if isinstance(value, list | tuple | set | frozenset):
        return frozenset(str(one) for one in value)
    return frozenset({str(value)})


def options_of(choices: Iterable[Any], *, value: object, base_id: str) -> tuple[Option, ...]:
    """Options from (value, label[, hint]) rows; the grouped choices of Django are laid out flat."""
    chosen = chosen_values(value)
    made: list[Option] = []
    for row in _flat(choices):
        text = "" if row[0] is None else str(row[0])
        made.append(
            Option(
                value=text,
                label=str(row[1]),
                hint=str(row[2]) if len(row) > 2 and row[2] else "",
                checked=text in chosen,
                id=base_id if not made else f"{base_id}-{len(made) + 1}",
            )
        )
    return tuple(made)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
    for row in choices:
        parts = tuple(row)
        if isinstance(parts[1], list | tuple):
            yield from (tuple(inner) for inner in parts[1])
        else:
            yield parts


def make_control(
    kind: str,
    *,
    name: str,
    label: str,
    value: object = None,
    error: object = None,
    options: Iterable[Any] = (),
    id: str = "",
    checked: bool = False,
    extra: Mapping[str, Any] | None = None,
    **known: Any,
) -> Control:
    """A control from plain values."""
    own_id = control_id(name, id)
    return Control(
        kind=kind,
        name=name,
        id=own_id,
        label=str(label),
        value=value_text(value, kind),
        errors=error_texts(error),
        options=options_of(options, value=value, base_id=own_id),
        checked=checked,
        attributes=attributes(**(extra or {})),
        **known,
    )


def kind_of(widget: forms.Widget) -> str:
    """The control that shows a Django widget."""
    return next((kind for widget_type, kind in WIDGET_KINDS if isinstance(widget, widget_type)), "text")


def bound_control(bound: BoundField, *, extra: Mapping[str, Any], **overrides: Any) -> Control:
    """A control from a Django bound field; overrides win over what the form says."""
    widget = bound.field.widget
    kind = str(overrides.pop("kind", "") or kind_of(widget))
    value = None if kind in {"file", "password"} else bound.value()
    known: dict[str, Any] = {"label": bound.label or bound.name, "hint": bound.help_text, "limit": _limit(bound, kind)}
    known |= {"inputmode": str(widget.attrs.get("inputmode", "numeric" if kind == "number" else ""))}
    known |= {"autocomplete": str(widget.attrs.get("autocomplete", ""))}
    known |= {"accept": str(widget.attrs.get("accept", ""))}
    known |= {"multiple": bool(getattr(widget, "allow_multiple_selected", False))}
    known |= {"locked": bound.field.disabled}
    known |= {key: given for key, given in overrides.items() if given is not None}
    return make_control(
        kind,
        name=bound.html_name,
        value=value,
        error=list(bound.errors),
        options=getattr(widget, "choices", ()) or (),
        id=bound.auto_id or "",
        checked=kind == "checkbox" and bool(value),
        required=bound.field.required,
        extra=_widget_data(widget) | dict(extra),
        **known,
    )


def _widget_data(widget: forms.Widget) -> dict[str, Any]:
    """Only data, aria and htmx attributes of a widget are carried over."""
    return {name: value for name, value in widget.attrs.items() if name.startswith(("data-", "aria-", "hx-"))}


def _limit(bound: BoundField, kind: str) -> int | None:
    limit = getattr(bound.field, "max_length", None)
    return int(limit) if kind == "textarea" and limit else None
