"""How a page offers the acts of a machine, carries one out, and keeps what was typed when it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from organization.selectors import find_person
from workflow.actors import Actor, actor_for
from workflow.engine import Available, Outcome, available, fire
from workflow.errors import DomainError, FieldFault, InvalidInput, PreconditionRequired
from workflow.machine import Input, Machine, Row
from workflow.tables import table_of

PEOPLE = frozenset({"coach", "supervisor"})
Options = Mapping[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class InputForm:
    """One input of an act as the page draws it."""

    name: str
    label: str
    kind: str
    value: Any = ""
    error: str = ""
    required: bool = True
    limit: int = 4000
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    id: str = ""


@dataclass(frozen=True)
class ActForm:
    """One act as the page draws it: a button, or a form that unfolds."""

    name: str
    label: str
    url: str
    version: int
    kind: str = "secondary"
    blocked: str = ""
    missing: tuple[str, ...] = ()
    inputs: tuple[InputForm, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    open: bool = False
    key: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True)
class Refused:
    """An act that was refused: why, and what had been typed."""

    name: str
    error: DomainError
    typed: Mapping[str, str]

    @property
    def sentences(self) -> list[str]:
        """What is wrong or missing, one sentence each."""
        return [str(d.message) if isinstance(d, FieldFault) else str(d) for d in self.error.details]

    def fault(self, name: str) -> str:
        """The sentence at one field."""
        found = [str(d.message) for d in self.error.details if isinstance(d, FieldFault) and d.field == name]
        return " ".join(found)


def act_forms(
    subject: Machine,
    actor: Actor,
    *,
    url: str,
    refused: Refused | None = None,
    options: Options | None = None,
    values: Mapping[str, Any] | None = None,
) -> dict[str, ActForm]:
    """What the actor may do with the subject now, by name; a refused one stands open with what was typed."""
    drawn = {}
    for offer in available(subject, actor):
        mine = refused if refused is not None and refused.name == offer.name else None
        drawn[offer.name] = ActForm(
            name=offer.name,
            label=str(offer.label),
            url=url,
            version=subject.version,
            blocked=str(offer.blocked),
            missing=tuple(str(thing) for thing in offer.missing),
            inputs=_inputs(offer, mine, options or {}, values or {}),
            open=mine is not None,
        )
    return drawn


def _inputs(
    offer: Available, refused: Refused | None, options: Options, values: Mapping[str, Any]
) -> tuple[InputForm, ...]:
    typed = refused.typed if refused else {}
    return tuple(_input(spec, offer.name, typed, refused, options, values) for spec in offer.needs)


def _input(
    spec: Input,
    act: str,
    typed: Mapping[str, str],
    refused: Refused | None,
    options: Options,
    values: Mapping[str, Any],
) -> InputForm:
    offered = options.get(spec.name) or [(value, str(label)) for value, label in spec.choices]
    kind = "person" if spec.name in PEOPLE else "select" if spec.kind == "uuid" else spec.kind
    return InputForm(
        name=spec.name,
        label=str(spec.label),
        kind=kind,
        value=typed.get(spec.name, values.get(spec.name, "")),
        error=refused.fault(spec.name) if refused else "",
        required=spec.required,
        limit=spec.max_length,
        options=tuple(offered),
        hint=_("NIP or full name") if kind == "person" else str(spec.help),
        id=f"act-{act}-{spec.name}",
    )


def version_of(request: HttpRequest) -> int:
    """The version the person looked at; a page without one is too old."""
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        raise PreconditionRequired from None


def perform(request: HttpRequest, subject: Machine, *, zone: str) -> Outcome | Refused:
    """Take the transition a form asks for; a refusal comes back with what was typed."""
    name = request.POST.get("transition", "")
    row = table_of(type(subject)).row(name)
    if row.hidden:
        # A step only the system takes is as unknown here as a misspelt one.
        raise InvalidInput(code="unknown_transition")
    typed = {spec.name: request.POST.get(spec.name, "") for spec in row.needs}
    result: Outcome | Refused = attempt(name, typed, lambda: _take(request, subject, row, typed, zone))
    return result


def attempt(name: str, typed: Mapping[str, str], work: Callable[[], Any]) -> Any:
    """Do the work; a refusal of the domain becomes a value. 404 stays an error: there is no page to go back to."""
    try:
        return work()
    except DomainError as error:
        if error.status == 404:
            raise
        return Refused(name, error, typed)


def _take(request: HttpRequest, subject: Machine, row: Row, typed: Mapping[str, str], zone: str) -> Outcome:
    payload: dict[str, Any] = {name: value for name, value in typed.items() if value != ""}
    for name in PEOPLE & payload.keys():
        payload[name] = _person(name, payload[name])
    # Times are typed on the clock of the office the case belongs to.
    with timezone.override(zone):
        return fire(
            subject,
            row.name,
            actor=actor_for(request),
            version=version_of(request),
            payload=payload,
            key=request.POST.get("key") or None,
        )


def _person(name: str, text: str) -> Any:
    found = find_person(text)
    if found is None:
        sentence = _("Nobody was found by this name or NIP, or more than one person. Please enter the NIP.")
        raise InvalidInput(details=[FieldFault(name, sentence)])
    return found.public_id
