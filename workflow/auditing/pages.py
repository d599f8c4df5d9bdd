"""The pages of the audit desk in words: events and readings as lines, a verification, a seal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.actors import Actor
from workflow.auditing import running, search
from workflow.auditing.rights import auditor_of, in_reach, subject_of
from workflow.auditing.search import Page, Wanted
from workflow.auditing.verifying import SEAL, SENTENCES, Finding
from workflow.errors import Text
from workflow.history import verify, what_happened
from workflow.models import AccessRecord, DailySeal, Event, Job, SealedHead
from workflow.naming import Name, Pair, label_of, names_of
from workflow.policies import policy_for, registered_kinds
from workflow.roles import Role
from workflow.tables import model_of

NOBODY = Name("", "", "")


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event: when, who in which capacity, what, of which subject."""

    at: datetime
    who: str
    capacity: str
    what: str
    kind: str
    name: Name
    subject_url: str
    way: str


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One reading: when, who, what of which subject, on what ground, through which door."""

    at: datetime
    who: str
    fields: str
    kind: str
    name: Name
    ground: str
    channel: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One place that does not hold; without a name where the subject is not the auditor's to know."""

    label: str
    url: str
    place: str
    sentence: Text


@dataclass(frozen=True, slots=True)
class Verification:
    """The last run: when, how much was found, and the places this auditor may know of."""

    run: Job
    count: int
    lines: tuple[FindingLine, ...]
    unseen: int


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """One subject's chain: what is wrong with it, which seal held it last."""

    subject: Any
    name: Name
    label: str
    faults: tuple[tuple[int, Text], ...]
    sealed: SealedHead | None


def event_lines(page: Page) -> list[EventLine]:
    """Events as lines; one statement for all names."""
    names = names_of({(event.kind, event.subject_id) for event in page.rows})
    return [_event_line(event, names) for event in page.rows]


def _event_line(event: Event, names: Mapping[Pair, Name]) -> EventLine:
    model = model_of(event.kind)
    labels = {str(value): str(label) for value, label in model.States.choices}
    states = dict.fromkeys(labels.get(state, state) for state in (event.from_state, event.to_state) if state)
    name = names.get((event.kind, event.subject_id), NOBODY)
    return EventLine(
        at=event.effective_at,
        who=_who(event),
        capacity=" · ".join(part for part in (roles_text(event.role), event.on_behalf) if part and event.actor_id),
        what=str(what_happened(event)),
        kind=str(label_of(event.kind)),
        name=name,
        subject_url=reverse("workflow:audit_subject", args=[event.kind, name.public_id]) if name.public_id else "",
        way=" → ".join(states),
    )


def _who(event: Event) -> str:
    if policy_for(event.kind).actors_confidential:
        return _("confidential")
    if event.actor is None:
        return _("System clock")
    return str(getattr(event.actor, "display_name", event.actor))


def roles_text(codes: str) -> str:
    """Roles, as stored, in words."""
    known = {str(role.value): str(role.label) for role in Role}
    return ", ".join(known.get(code, code) for code in codes.split(",") if code)


def reading_lines(page: Page) -> list[ReadingLine]:
    """Readings as lines; two statements for all names."""
    rows: Sequence[AccessRecord] = page.rows
    names = names_of({(row.kind, row.subject_id) for row in rows})
    users = get_user_model()._default_manager.select_related("employee").in_bulk({row.reader_id for row in rows})
    return [
        ReadingLine(
            at=row.read_at,
            who=str(getattr(users.get(row.reader_id), "display_name", "–")),
            fields=row.fields.replace(",", ", "),
            kind=str(label_of(row.kind)),
            name=names.get((row.kind, row.subject_id), NOBODY),
            ground=roles_text(row.ground),
            channel=row.channel,
        )
        for row in rows
    ]


def verification_of(actor: Actor) -> Verification | None:
    """The last verification as this auditor may read it; at most three statements."""
    auditor, run = auditor_of(actor), running.last_run()
    if run is None:
        return None
    kept = running.findings_kept(run)
    names = names_of(_known(auditor, kept)) if kept else {}
    lines = tuple(line for one in kept if (line := _finding_line(one, names)))
    count = int(run.cursor.get("count", 0))
    return Verification(run, count, lines, count - len(lines))


def _known(auditor: Actor, kept: Sequence[Finding]) -> set[Pair]:
    """Subjects among the findings that the auditor may know of."""
    kinds = tuple({one.kind for one in kept} & set(registered_kinds()))
    asked = {(one.kind, one.subject_id) for one in kept}
    keys = {key for _kind, key in asked}
    rows = Event.objects.filter(in_reach(auditor, kinds=kinds), subject_id__in=keys)
    return asked & set(rows.order_by().values_list("kind", "subject_id").distinct())


def _finding_line(one: Finding, names: Mapping[Pair, Name]) -> FindingLine | None:
    if one.kind == SEAL:
        return FindingLine(_("Daily seal"), reverse("workflow:seal", args=[one.on]), one.on, one.sentence)
    name = names.get((one.kind, one.subject_id))
    if name is None:
        return None
    url = reverse("workflow:audit_subject", args=[one.kind, name.public_id])
    label = " · ".join(part for part in (str(label_of(one.kind)), name.title) if part)
    return FindingLine(label, url, _("event %(version)d") % {"version": one.version}, one.sentence)


def subject_page(actor: Actor, kind: str, identity: Any) -> SubjectPage:
    """The chain of one subject, recomputed now; 404 where the auditor may not know of it."""
    subject = subject_of(kind, identity, actor=auditor_of(actor))
    heads = SealedHead.objects.filter(kind=kind, subject_id=subject.pk).select_related("seal").order_by("-version")
    sealed = list(heads)
    faults = [(fault.version, SENTENCES[fault.fault]) for fault in verify(subject)]
    hashes = dict(Event.objects.filter(kind=kind, subject_id=subject.pk).values_list("version", "hash"))
    faults += [
        (head.version, SENTENCES["rewritten" if head.version in hashes else "cut"])
        for head in sealed
        if hashes.get(head.version) != head.hash
    ]
    name = names_of({(kind, subject.pk)}).get((kind, subject.pk), NOBODY)
    return SubjectPage(subject, name, str(label_of(kind)), tuple(faults), sealed[0] if sealed else None)


def seals_of(actor: Actor) -> list[DailySeal]:
    """The newest seals, for auditors."""
    auditor_of(actor)
    return list(DailySeal.objects.order_by("-pk")[: search.PAGE])


def wanted_text(wanted: Wanted) -> dict[str, str]:
    """A search as it stands in an address, without its place."""
    found = {
        "by": wanted.by,
        "about": wanted.about,
        "kind": wanted.kind,
        "role": wanted.role,
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
    }
    return {name: value for name, value in found.items() if value}
