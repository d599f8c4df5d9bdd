"""Who may know of a document: whoever stands to its subject in one of the roles its kind names, and nobody else."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from workflow.actors import Actor
from workflow.documents.registry import DocumentKind, document_kinds, kind_named
from workflow.documents.subjects import subject_of
from workflow.models import Document
from workflow.policies import Policy, policy_for, register_policy
from workflow.roles import Role


@register_policy
class DocumentPolicy(Policy[Document]):
    """The roles towards the subject, as far as the kind lets them read."""

    model = Document
    viewers = frozenset(role.value for role in Role if role is not Role.CLOCK)

    def derive_roles(self, actor: Actor, obj: Document) -> frozenset[str]:
        subject = subject_of(obj)
        kind = kind_named(obj.document_kind)
        return kind.opened(policy_for(subject).roles_of(actor, subject)) if kind.ready(subject) else frozenset()

    def visible_to(self, actor: Actor) -> "QuerySet[Document]":
        return self.visible_of(document_kinds().values(), actor)

    def visible_of(self, kinds: Iterable[DocumentKind], actor: Actor) -> "QuerySet[Document]":
        """The visible documents of some kinds: the page of one subject asks about its own kinds alone."""
        rows = Document.objects.all()
        if actor.is_clock:
            return rows
        if not actor.active or actor.user_id is None:
            return rows.none()
        where = Q(pk__in=())
        for kind in kinds:
            subjects = kind.reach(actor).order_by().values("pk")
            where |= Q(document_kind=kind.kind, subject_kind=kind.subject_kind, subject_id__in=subjects)
        return rows.filter(where)

    def users_in_role(self, role: str, obj: Document) -> list[int]:
        kind, subject = kind_named(obj.document_kind), subject_of(obj)
        if role not in kind.readers or not kind.ready(subject):
            return []
        return policy_for(subject).users_in_role(role, subject)

    def fields_for(self, actor: Actor, obj: Document) -> frozenset[str]:
        return frozenset({"file", "history"}) if self.sees(actor, obj) else frozenset()
