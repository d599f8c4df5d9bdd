"""Searching the record: by who acted, whom it is about, time, capacity and kind; newest first, a page at a time.

Everything starts from what the auditor may know of. Where who acted is itself confidential, a search for a person finds
nothing of that kind: what may not be shown may not be found either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db.models import Q, QuerySet

from workflow.actors import Actor
from workflow.auditing.rights import auditor_of, in_reach, subjects_in_reach
from workflow.models import AccessRecord, Event
from workflow.naming import Named, label_of, named_kinds
from workflow.policies import policy_for, registered_kinds
from workflow.roles import Role

PAGE: Final = 50
LONGEST: Final = 100
SALT: Final = "audit-desk"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for; empty parts do not narrow. Days are whole days of the office, `until` included."""

    by: str = ""
    about: str = ""
    kind: str = ""
    role: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing narrows."""
        return self == Wanted(before=self.before)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page; `older` is where the next one goes on, None at the end."""

    rows: Sequence[Any]
    older: int | None


def wanted_of(data: Mapping[str, Any]) -> Wanted:
    """The search of an address; what cannot be read counts as not asked."""
    return Wanted(
        by=_line(data.get("by", "")),
        about=_line(data.get("about", "")),
        kind=str(data.get("kind", ""))[:LONGEST],
        role=str(data.get("role", ""))[:LONGEST],
        since=_day(data.get("since", "")),
        until=_day(data.get("until", "")),
        before=_place(data.get("before", "")),
    )


def place_text(key: int) -> str:
    """Where a page ended, as it stands in an address: signed, since no key leaves the house readable or made up."""
    return signing.dumps(key, salt=SALT)


def _place(raw: Any) -> int | None:
    try:
        return int(signing.loads(str(raw), salt=SALT))
    except signing.BadSignature:
        return None


def _line(raw: Any) -> str:
    return " ".join(str(raw).replace("\x00", "").split())[:LONGEST]


def _day(raw: Any) -> date | None:
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        return None


def kinds_of(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The kinds an auditor can choose, by name: those with names; the others are confidential or technical."""
    auditor_of(actor)
    return tuple(sorted(((kind, str(label_of(kind))) for kind in named_kinds()), key=lambda pair: pair[1]))


def roles_known() -> tuple[tuple[str, str], ...]:
    """The capacities that can be chosen."""
    return tuple((str(role.value), str(role.label)) for role in Role)


def events(actor: Actor, wanted: Wanted) -> Page:
    """Events in the auditor's reach that fit; one statement."""
    rows = Event.objects.filter(event_filter(auditor_of(actor), wanted))
    return _page(_between(rows, wanted, "effective_at").select_related("actor__employee"), wanted)


def event_filter(auditor: Actor, wanted: Wanted) -> Q:
    """Events in reach by who acted, whom they are about, kind and capacity; days aside."""
    kinds = (wanted.kind,) if wanted.kind else registered_kinds()
    if wanted.by:
        kinds = tuple(kind for kind in kinds if kind in registered_kinds() and not policy_for(kind).actors_confidential)
    where = in_reach(auditor, kinds=kinds) & _about(auditor, wanted.about, kinds)
    if wanted.by:
        where &= _person("actor__employee", wanted.by)
    return where & _among("role", wanted.role) if wanted.role else where


def _among(column: str, role: str) -> Q:
    """A role in a column that holds one or several, divided by commas."""
    found = Q(**{column: role}) | Q(**{f"{column}__contains": f",{role},"})
    return found | Q(**{f"{column}__startswith": f"{role},"}) | Q(**{f"{column}__endswith": f",{role}"})


def readings(actor: Actor, wanted: Wanted) -> Page:
    """Who read what of the subjects in the auditor's reach; at most two statements."""
    rows = AccessRecord.objects.filter(reading_filter(auditor_of(actor), wanted))
    return _page(_between(rows, wanted, "read_at"), wanted)


def reading_filter(auditor: Actor, wanted: Wanted) -> Q:
    """Readings in reach by who read, of whom, kind and ground; days aside."""
    asked = (wanted.kind,) if wanted.kind else (*registered_kinds(), *_beside())
    # Who reads in confidential subjects, such as talks of counselling, is shown at the subject alone.
    kinds = tuple(kind for kind in asked if kind not in registered_kinds() or not policy_for(kind).actors_confidential)
    where = (in_reach(auditor, kinds=kinds) | _beside_in_reach(auditor, kinds)) & _about(auditor, wanted.about, kinds)
    if wanted.by:
        readers = get_user_model()._default_manager.filter(_person("employee", wanted.by))
        where &= Q(reader_id__in=readers.order_by().values("pk"))
    return where & _among("ground", wanted.role) if wanted.role else where


def _beside() -> tuple[str, ...]:
    return tuple(kind for kind, named in named_kinds().items() if named.reach is not None)


def _beside_in_reach(auditor: Actor, kinds: tuple[str, ...]) -> Q:
    """What is no machine, but whose reading is recorded."""
    where = Q(pk__in=[])
    for kind in kinds:
        named = named_kinds().get(kind)
        if named is not None and named.reach is not None:
            where |= Q(kind=kind, subject_id__in=named.reach(auditor).order_by().values("pk"))
    return where


def _about(auditor: Actor, text: str, kinds: tuple[str, ...]) -> Q:
    """Subjects about a person of this name; kinds about nobody fall away."""
    if not text:
        return Q()
    where = Q(pk__in=[])
    for kind in kinds:
        named = named_kinds().get(kind)
        if named is not None and named.person:
            rows = _rows_of(auditor, kind, named)
            where |= Q(kind=kind, subject_id__in=rows.filter(_person(named.person, text)).values("pk"))
    return where


def _rows_of(auditor: Actor, kind: str, named: Named) -> "QuerySet[Any]":
    if named.reach is not None:
        return named.reach(auditor).order_by()
    return subjects_in_reach(auditor, kind)


def _person(path: str, text: str) -> Q:
    """Every word is part of the name, or the whole is the NIP."""
    named = Q()
    for word in text.split():
        named &= Q(**{f"{path}__full_name__icontains": word})
    return named | Q(**{f"{path}__nip": text.replace(" ", "")})


def _between(rows: "QuerySet[Any]", wanted: Wanted, column: str) -> "QuerySet[Any]":
    if wanted.since is not None:
        rows = rows.filter(**{f"{column}__gte": _start(wanted.since)})
    if wanted.until is not None:
        rows = rows.filter(**{f"{column}__lt": _start(wanted.until + timedelta(days=1))})
    return rows


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _page(rows: "QuerySet[Any]", wanted: Wanted) -> Page:
    if wanted.before is not None:
        rows = rows.filter(pk__lt=wanted.before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)
