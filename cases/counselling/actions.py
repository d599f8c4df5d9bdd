"""What people do with counselling: ask, offer, arrange a talk, write and open its note. Doors call these."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from cases.actions.moves import Seen, move
from cases.counselling import fitness
from cases.counselling.sealing import KeyMissing, Keyring, SealBroken
from cases.models import Counselling, CounsellingNote, CounsellingSession, ImprovementCase
from organization.models import Employee
from workflow import actors, clock
from workflow.access import record_read
from workflow.actors import Actor
from workflow.engine import Outcome, begin
from workflow.errors import (
    DomainError,
    FieldFault,
    InvalidInput,
    NotPermitted,
    NotVisible,
    PreconditionRequired,
    StaleRevision,
    StateConflict,
)
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action

LONGEST_NOTE = 20_000


def keyring() -> Keyring:
    """The keys of this installation."""
    return Keyring.of(settings.COUNSELLING_KEYS)


def is_set_up() -> bool:
    """Whether a key is installed: without one no counselling is offered."""
    return bool(keyring())


def _require_key() -> None:
    if not is_set_up():
        raise StateConflict(
            _("Counselling is not set up here: no key for its notes is installed. Please ask the administrators."),
            code="counselling_not_set_up",
        )


@action
def ask_counselling(case: ImprovementCase, *, actor: Actor, counsellor: UUID | None = None) -> Counselling:
    """Ask for counselling (the employee, perhaps naming whom he wishes) or offer it (HR, naming who listens).

    One counselling runs per case at a time, begun while the case is open. HR's naming is a transition of its own in
    the same transaction.
    """
    _require_key()
    found = ImprovementCase.objects.select_for_update(of=("self",)).select_related("unit", "employee").get(pk=case.pk)
    policy, fresh = policy_for(ImprovementCase), actors.reload(actor)
    roles = policy.roles_of(fresh, found)
    if not policy.sees(fresh, found, roles):
        raise NotVisible
    own = Role.SUBJECT.value in roles
    if not own and Role.HR.value not in roles:
        raise NotPermitted
    if not found.is_open:
        raise StateConflict(_("Counselling begins while a case is open."), state=found.state)
    if found.counsellings.exclude(state="ended").exists():
        raise StateConflict(_("Counselling is asked for or under way already."), state=found.state)
    if not own and counsellor is None:
        raise InvalidInput(details=[FieldFault("counsellor", _("Please choose who listens."))])
    wished = _wished(counsellor, case=found) if own else None
    made = Counselling(case=found, wished=wished, asked_by_employee=own, asked_at=clock.now())
    begin(made, actor=fresh, at=made.asked_at)
    if not own:
        move(made, "name_counsellor", Seen(fresh, 0), counsellor=counsellor)
    return Counselling.objects.get(pk=made.pk)


def _wished(counsellor: UUID | None, *, case: ImprovementCase) -> Employee | None:
    if counsellor is None:
        return None
    person = Employee.objects.filter(public_id=counsellor, active=True).first()
    faults = [_("No active employee was found.")]
    if person is not None:
        faults = fitness.conflicts(person, case=case, at=clock.now())
    if faults:
        raise InvalidInput(details=[FieldFault("counsellor", sentence) for sentence in faults])
    return person


@action
def plan_talk(counselling: Counselling, *, actor: Actor, planned_at: datetime, place: str = "") -> CounsellingSession:
    """Arrange a talk; only the counsellor does, and the time lies ahead."""
    _require_key()
    rows = Counselling.objects.select_for_update(of=("self",)).select_related("case__unit")
    found, fresh = rows.get(pk=counselling.pk), actors.reload(actor)
    policy = policy_for(Counselling)
    roles = policy.roles_of(fresh, found)
    if not policy.sees(fresh, found, roles):
        raise NotVisible
    if Role.COUNSELLOR.value not in roles:
        raise NotPermitted
    if found.state != "active" or found.counsellor_id is None:
        raise StateConflict(_("This counselling has ended."), state=found.state)
    now = clock.now()
    if planned_at <= now:
        raise InvalidInput(details=[FieldFault("planned_at", _("Please choose a time that lies ahead."))])
    talk = CounsellingSession(
        counselling=found, counsellor_id=found.counsellor_id, planned_at=planned_at, place=place.strip()[:200]
    )
    begin(talk, actor=fresh, at=now)
    return talk


def take(subject: Counselling | CounsellingSession, name: str, seen: Seen, **inputs: Any) -> Outcome:
    """Take one transition of a counselling or a talk."""
    return move(subject, name, seen, **inputs)


def _binding(note: CounsellingNote, talk: CounsellingSession) -> str:
    """What a seal is bound to: this note, who wrote it, whom it is about."""
    return f"{note.public_id}|{talk.public_id}|{talk.counsellor_id}|{talk.counselling.case.employee_id}"


def _to_read(talk: CounsellingSession, actor: Actor) -> tuple[CounsellingSession, frozenset[str]]:
    """The talk and the reader's roles as they are now; 404 or 403 where the note is not theirs."""
    rows = CounsellingSession.objects.select_related("counselling__case__unit", "counselling__case__employee")
    found = rows.get(pk=talk.pk)
    policy, fresh = policy_for(CounsellingSession), actors.reload(actor)
    roles = policy.roles_of(fresh, found)
    if not policy.sees(fresh, found, roles):
        raise NotVisible
    if "note" not in policy.fields_for(fresh, found):
        raise NotPermitted
    return found, roles


@action
def open_note(talk: CounsellingSession, *, actor: Actor) -> tuple[str, int]:
    """Open the note of a talk: its text and revision ("" and 0 while none is written).

    Every opening is written down first, by whomever, also the person's own; without the record nothing is opened.
    """
    found, roles = _to_read(talk, actor)
    note = CounsellingNote.objects.filter(session=found).first()
    if note is None:
        return "", 0
    record_read(found, actor=actor, fields=("note",), ground=",".join(sorted(roles)))
    return _unsealed(note, found), note.revision


def _unsealed(note: CounsellingNote, talk: CounsellingSession) -> str:
    try:
        return keyring().open(note.sealed, binding=_binding(note, talk))
    except KeyMissing as fault:
        raise DomainError(
            _("This note cannot be opened: the key it was sealed with is not installed."), code="key_missing"
        ) from fault
    except SealBroken as fault:
        raise DomainError(
            _("This note cannot be opened: what is stored is not what was sealed. Please tell the auditors."),
            code="seal_broken",
        ) from fault


def write_note(talk: CounsellingSession, *, actor: Actor, revision: int | None, text: str) -> CounsellingNote:
    """Save the note of a talk that took place; `revision` is the one read, 0 before the first save.

    Only the counsellor who led the talk writes. A stale save is refused with the stored text beside the typed one;
    showing that is an opening like any other.
    """
    try:
        return _write_note(talk, actor=actor, revision=revision, text=text)
    except StaleRevision:
        current, stored = open_note(talk, actor=actor)
        raise StaleRevision(current={"revision": stored, "fields": {"text": current}}) from None


@action
def _write_note(talk: CounsellingSession, *, actor: Actor, revision: int | None, text: str) -> CounsellingNote:
    _require_key()
    list(CounsellingSession.objects.select_for_update(of=("self",)).filter(pk=talk.pk))
    found, roles = _to_read(talk, actor)
    if Role.COUNSELLOR.value not in roles:
        raise NotPermitted
    if found.state != "held":
        raise StateConflict(_("A note is written when the talk has taken place."), state=found.state)
    if revision is None:
        raise PreconditionRequired
    if not text.strip() or len(text) > LONGEST_NOTE:
        sentence = _("A note has between 1 and %(most)d characters.") % {"most": LONGEST_NOTE}
        raise InvalidInput(details=[FieldFault("text", sentence)])
    note = CounsellingNote.objects.filter(session=found).first()
    stored = note.revision if note else 0
    if revision != stored:
        raise StaleRevision
    note = note or CounsellingNote(session=found, revision=0)
    note.sealed = keyring().seal(text.strip(), binding=_binding(note, found))
    note.revision, note.written_at = stored + 1, clock.now()
    note.save()
    return note


@action
def seal_anew(*, after: int, limit: int = 200) -> tuple[int, int, list[int]]:
    """Seal the next notes with the newest key: how many changed, the last one seen, and those that would not open."""
    ring = keyring()
    wanted, changed, last, lost = ring.newest, 0, after, []
    rows = CounsellingNote.objects.select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk")
    for note in rows.select_related("session__counselling__case")[:limit]:
        last = note.pk
        if Keyring.key_of(note.sealed) == wanted:
            continue
        binding = _binding(note, note.session)
        try:
            note.sealed = ring.seal(ring.open(note.sealed, binding=binding), binding=binding)
        except (KeyMissing, SealBroken):
            lost.append(note.pk)
            continue
        note.save(update_fields=["sealed"])
        changed += 1
    return changed, last, lost
