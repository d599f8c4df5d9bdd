"""Imports of every kind: look at a file, keep it for the preview, apply it as a whole, or discard it."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from organization import spreadsheets
from organization.imports.kinds import ImportKind, ImportPlan, Sender, import_kind
from organization.imports.reading import ParsedFile
from organization.models import ImportBatch, Unit
from workflow import clock, engine
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import InvalidInput, NotPermitted
from workflow.roles import Role
from workflow.transactions import action


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of a file: kept as a batch, or nothing to do because everything is already so."""

    batch: ImportBatch | None
    plan: ImportPlan

    @property
    def is_unchanged(self) -> bool:
        return self.batch is None


def upload(*, actor: Actor, name: str, data: bytes, about: str = "people") -> Upload:
    """Check a file and keep it with its preview. A file that would change nothing leaves no trace.

    ``about`` is the kind of file. The same file sent again while it waits gives the batch that waits. Raises
    ``InvalidInput`` for a file that cannot be read and ``NotPermitted`` for anybody who is not HR officer of any unit.
    """
    kind, sender = import_kind(about), Sender(scope_of(actor), actor.employee_id)
    try:
        parsed = kind.parse(data)
    except spreadsheets.UnreadableFile as refused:
        raise InvalidInput(refused.message, code=refused.code) from None
    plan = kind.plan(parsed, sender)
    if plan.is_empty and not plan.faults:
        return Upload(None, plan)
    sent = _Sent(actor, name, data, hashlib.sha256(data).hexdigest(), kind, sender)
    same = ImportBatch.objects.filter(about=about, sha256=sent.digest, uploaded_by_id=actor.user_id, state="checked")
    waiting = same.first()
    if waiting is not None and waiting.plan_digest == plan.digest():
        return Upload(waiting, plan)
    return Upload(_keep(sent, parsed, plan), plan)


@dataclass(frozen=True, slots=True)
class _Sent:
    actor: Actor
    name: str
    data: bytes
    digest: str
    kind: ImportKind
    sender: Sender


def scope_of(actor: Actor) -> Unit | None:
    """The widest unit the actor is HR officer of; None for the system, which may change everything."""
    if actor.is_clock:
        return None
    widest = max(
        (grant for grant in actor.grants if grant.role == Role.HR and actor.active),
        key=lambda grant: grant.rght - grant.lft,
        default=None,
    )
    if widest is None:
        raise NotPermitted(_("Only HR officers import files."))
    return Unit.objects.get(pk=widest.unit_id)


@action
def _keep(sent: _Sent, parsed: ParsedFile, plan: ImportPlan) -> ImportBatch:
    batch = ImportBatch(
        about=sent.kind.key,
        file_name=sent.name[-200:],
        sha256=sent.digest,
        size=len(sent.data),
        scope=sent.sender.scope,
        uploaded_by_id=sent.actor.user_id,
        uploaded_at=clock.now(),
        content=parsed.as_json(),
        faults=[fault.as_json() for fault in plan.faults],
        warnings=[fault.as_json() for fault in plan.warnings],
        counts=plan.counts(),
        plan_digest=plan.digest(),
    )
    engine.begin(batch, actor=sent.actor)
    outcome = engine.fire(batch, "refuse" if plan.faults else "accept", actor=sent.actor, version=0)
    kept: ImportBatch = outcome.subject
    return kept


def apply_batch(public_id: UUID, *, actor: Actor, version: int, key: str | None = None) -> Outcome:
    """Write a checked file as one transaction; refused when the data changed since the preview."""
    return engine.fire((ImportBatch, public_id), "apply", actor=actor, version=version, key=key)


def discard_batch(public_id: UUID, *, actor: Actor, version: int, key: str | None = None) -> Outcome:
    """Give up a checked file; its rows are erased."""
    return engine.fire((ImportBatch, public_id), "discard", actor=actor, version=version, key=key)
