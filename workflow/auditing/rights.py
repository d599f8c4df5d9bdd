"""Who may use the audit desk: an auditor, by the auditor's grants alone, in the units of these grants."""

from dataclasses import replace
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

from workflow.actors import Actor
from workflow.errors import NotPermitted, NotVisible
from workflow.models import Event
from workflow.policies import policy_for, registered_kinds
from workflow.roles import Role
from workflow.tables import model_of


def as_auditor(actor: Actor) -> Actor:
    """The person with nothing but the auditor's grants: other relations open no record here."""
    grants = tuple(grant for grant in actor.grants if grant.role == Role.AUDITOR)
    return replace(actor, employee_id=None, grants=grants, stands_in=())


def auditor_of(actor: Actor) -> Actor:
    """The person as auditor. NotPermitted for everybody else."""
    found = as_auditor(actor)
    if not found.grants or not actor.active:
        raise NotPermitted
    return found


def subjects_in_reach(auditor: Actor, kind: str) -> "QuerySet[Any]":
    """The subjects of one kind the auditor may know of."""
    return policy_for(kind).visible_to(auditor).order_by()


def events_in_reach(auditor: Actor, *, kind: str = "") -> "QuerySet[Event]":
    """Events of every subject the auditor may know of; `kind` narrows to one kind of subject."""
    return Event.objects.filter(in_reach(auditor, kinds=(kind,) if kind else registered_kinds()))


def in_reach(auditor: Actor, *, kinds: tuple[str, ...]) -> Q:
    """Rows whose (kind, subject_id) names a subject the auditor may know of; an unknown kind names none."""
    where = Q(pk__in=[])
    for kind in set(kinds) & set(registered_kinds()):
        where |= Q(kind=kind, subject_id__in=subjects_in_reach(auditor, kind).values("pk"))
    return where


def subject_of(kind: str, identity: Any, *, actor: Actor) -> Any:
    """A subject the auditor may know of, or 404."""
    if kind not in registered_kinds():
        raise NotVisible
    found = policy_for(kind).visible_to(actor).filter(public_id=identity).first()
    if found is None:
        raise NotVisible
    return found


def identities_of(pairs: set[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Public ids of subjects by kind and key, in one statement however many kinds there are."""
    by_kind: dict[str, set[int]] = {}
    for kind, key in pairs:
        by_kind.setdefault(kind, set()).add(key)
    parts = [
        model_of(kind)
        ._default_manager.order_by()
        .filter(pk__in=keys)
        .annotate(_kind=Value(kind, CharField()))
        .values_list("_kind", "pk", "public_id")
        for kind, keys in by_kind.items()
        if kind in registered_kinds()
    ]
    found = parts[0].union(*parts[1:], all=True) if parts else ()
    return {(kind, key): identity for kind, key, identity in found}
