"""What every page of appraisal has in common: who looks, which object, what was posted, what was read by whom."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from workflow import access
from workflow.actors import Actor, actor_for
from workflow.errors import FieldFault, InvalidInput, NotVisible, PreconditionRequired
from workflow.machine import Machine, Row
from workflow.policies import policy_for
from workflow.tables import table_of

P = ParamSpec("P")
M = TypeVar("M", bound=Machine)

# Groups of fields whose reading by anybody but the subject is written down.
CONFIDENTIAL = frozenset(
    {
        "self",
        "notices",
        "returns",
        "review",
        "periods",
        "credit",
        "ratings",
        "result",
        "predicate",
        "claims",
        "answers",
        "questions",
        "minutes",
        "rulings",
        "agreed",
        "working",
        "dialogue",
    }
)


class PageRequest(HttpRequest):
    """A request of a signed-in person; `actor` is read once per request."""

    actor: Actor


View = Callable[Concatenate[Any, P], HttpResponseBase]


def page(view: View[P]) -> View[P]:
    """A page for signed-in people that no cache and no history keeps."""

    @wraps(view)
    def run(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor_for(request)
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return login_required(run)


def visible(model: type[M], public_id: UUID, *, actor: Actor, related: tuple[str, ...] = ()) -> M:
    """The object, if the actor may know of it. Raises `NotVisible`, which looks the same for what does not exist."""
    rows = policy_for(model).visible_to(actor)
    rows = rows.select_related(*related) if related else rows
    found: M | None = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def note_reading(request: Any, subject: Machine, *, fields: frozenset[str], own: bool) -> None:
    """Write down that somebody else than the subject read confidential fields, and on what ground.

    Somebody else's form also lies under the team's entry of the navigation, whatever its address.
    """
    note_readings(request, [(subject, fields)], own=own)


def note_readings(request: Any, shown: Iterable[tuple[Machine, frozenset[str]]], *, own: bool) -> None:
    """The same for a page that shows parts of several subjects, in one statement."""
    if own:
        return
    request.frame_path = reverse("appraisal:team")
    read = [(subject, fields & CONFIDENTIAL) for subject, fields in shown]
    access.record_reads(
        (_read(subject, request.actor, fields) for subject, fields in read if fields), actor=request.actor
    )


def note_list(subjects: Sequence[Machine], *, actor: Actor, fields: set[str]) -> None:
    """The same for the rows of a list, in one statement."""
    access.record_reads((_read(subject, actor, fields) for subject in subjects), actor=actor)


def _read(subject: Machine, actor: Actor, fields: Collection[str]) -> access.Read:
    return access.Read(subject, fields, ",".join(sorted(policy_for(subject).roles_of(actor, subject))))


def posted_version(data: QueryDict, name: str = "version") -> int:
    """The version the page was built from. Raises `PreconditionRequired` where none was sent."""
    raw = data.get(name, "")
    if not raw:
        raise PreconditionRequired
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        raise InvalidInput(details=[FieldFault(name, "")])
    return int(raw)


def posted_key(data: QueryDict) -> str | None:
    """The key that makes a repeated post harmless."""
    return data.get("key", "")[:200] or None


def row_of(model: type[Machine], name: str) -> Row:
    """The row of a machine by the name that was posted; a hidden one is as unknown as a misspelt one."""
    row = table_of(model).rows.get(name)
    if row is None or row.hidden:
        raise InvalidInput(details=[FieldFault("transition", "")])
    return row


def posted_inputs(row: Row, data: QueryDict) -> Mapping[str, Any]:
    """The values of the inputs a transition declares, as they were typed; empty ones are left out."""
    found: dict[str, Any] = {}
    for spec in row.needs:
        if spec.kind == "list":
            values: Any = [value for value in data.getlist(spec.name) if value]
        else:
            values = data.get(spec.name, "")
        if values:
            found[spec.name] = values
    return found


def posted_step(request: Any, row: Row) -> dict[str, Any]:
    """Who takes a step on what he looked at: ``actor``, ``version``, ``payload`` and ``key`` of an action."""
    data = request.POST
    return {
        "actor": request.actor,
        "version": posted_version(data),
        "payload": posted_inputs(row, data),
        "key": posted_key(data),
    }


def next_address(request: HttpRequest, *, default: str) -> str:
    """Where to go after an act: the posted address if it is one of ours."""
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=request.is_secure())
    return wanted if wanted and safe else default
