"""The record for auditors: every event of every subject in their units, and the proof that no entry was altered.

Facts only. What people typed stays with the subject's own history, where its policy decides who reads it.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import CharField, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from workflow.actors import Actor
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery
from workflow.api.serializers import StrictSerializer
from workflow.api.viewsets import ReadViewSet
from workflow.auditing.rights import auditor_of, events_in_reach, identities_of, subject_of
from workflow.auditing.search import Wanted, event_filter
from workflow.errors import NotVisible
from workflow.history import verify
from workflow.models import Event
from workflow.policies import policy_for, registered_kinds

KIND = _("Kind of subject, such as appraisal.evaluation.")
SUBJECT = _("Id of a subject; needs its kind.")


def subjects_named(identity: UUID, *, actor: Actor) -> list[tuple[str, int]]:
    """Kind and key of what an id names, of all that the auditor may know of; one statement however many kinds."""
    parts = [
        policy_for(kind)
        .visible_to(actor)
        .order_by()
        .filter(public_id=identity)
        .annotate(_kind=Value(kind, CharField()))
        .values_list("_kind", "pk")
        for kind in registered_kinds()
    ]
    return list(parts[0].union(*parts[1:], all=True)) if parts else []


class EventListQuery(ListQuery):
    """Filters of the record."""

    kind = serializers.CharField(required=False, max_length=100, help_text=KIND)
    subject = serializers.UUIDField(required=False, help_text=SUBJECT)
    name = serializers.CharField(required=False, max_length=100)
    by = serializers.CharField(required=False, max_length=100, help_text=_("Name or NIP of who acted."))
    about = serializers.CharField(required=False, max_length=100, help_text=_("Name or NIP of whom it is about."))
    role = serializers.CharField(required=False, max_length=100, help_text=_("Capacity in which a person acted."))
    since = serializers.DateTimeField(required=False, source="effective_at__gte")
    until = serializers.DateTimeField(required=False, source="effective_at__lt")

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        """A subject is named by its kind and id together."""
        if "subject" in attributes and "kind" not in attributes:
            raise serializers.ValidationError({"kind": [_("This field is required.")]})
        return attributes


class SubjectQuery(StrictSerializer):
    """Names one subject."""

    kind = serializers.CharField(max_length=100, help_text=KIND)
    subject = serializers.UUIDField(help_text=SUBJECT)


class RecordShape(serializers.ModelSerializer[Event]):
    """One entry of the record. `id` is made of the subject's id and the version."""

    id = serializers.SerializerMethodField()
    subject = serializers.SerializerMethodField()
    actor = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = (
            "id",
            "kind",
            "subject",
            "version",
            "name",
            "from_state",
            "to_state",
            "actor",
            "role",
            "on_behalf",
            "effective_at",
            "recorded_at",
            "prev_hash",
            "hash",
        )
        read_only_fields = fields

    def get_id(self, event: Event) -> str:
        """Subject and version: unguessable as the subject's id is."""
        return f"{self.get_subject(event)}.{event.version}"

    def get_subject(self, event: Event) -> str:
        """The subject's id."""
        return str(self.context["identities"].get((event.kind, event.subject_id), ""))

    def get_actor(self, event: Event) -> str | None:
        """The id of the account that acted; null for the clock, and where who acted is confidential."""
        hidden = policy_for(event.kind).actors_confidential
        return str(event.actor.public_id) if event.actor and not hidden else None


class ChainFaultShape(serializers.Serializer[Any]):
    """One place where the record does not hold."""

    version = serializers.IntegerField()
    fault = serializers.CharField()


class VerificationShape(serializers.Serializer[Any]):
    """Whether the chain of a subject holds from its first entry to its head."""

    kind = serializers.CharField()
    subject = serializers.UUIDField()
    version = serializers.IntegerField()
    head = serializers.CharField()
    intact = serializers.BooleanField()
    faults = ChainFaultShape(many=True)


class EventViewSet(ReadViewSet[Event]):
    """Events of all kinds, newest first; for auditors, in the units of their grants."""

    model = Event
    serializer_class = RecordShape
    query_class = EventListQuery
    keyset = Keyset(order=("-pk",), anchor="pk")
    lookup_value_regex = r"[^/]+"

    @property
    def auditor(self) -> Actor:
        """The person as auditor; 403 for everybody else."""
        return auditor_of(self.actor)

    def visible(self) -> QuerySet[Event]:
        """Events of every subject the auditor may know of."""
        return events_in_reach(self.auditor)

    def select(self, queryset: QuerySet[Event]) -> QuerySet[Event]:
        """The account that acted."""
        return queryset.select_related("actor")

    def narrow(self, queryset: QuerySet[Event], query: ListQuery) -> QuerySet[Event]:
        """A subject is found by its public id, the rest are columns."""
        lookups = query.lookups()
        identity = lookups.pop("subject", None)
        asked = {name: lookups.pop(name, "") for name in ("by", "about", "role")}
        if any(asked.values()):
            queryset = queryset.filter(event_filter(self.auditor, Wanted(kind=lookups.get("kind", ""), **asked)))
        if identity is not None:
            subject = subject_of(lookups["kind"], identity, actor=self.auditor)
            queryset = queryset.filter(subject_id=subject.pk)
        return queryset.filter(**lookups)

    def shape_context(self, rows: Sequence[Event]) -> dict[str, Any]:
        """The subjects' public ids, in one statement however many kinds there are."""
        identities = identities_of({(event.kind, event.subject_id) for event in rows})
        return {**self.get_serializer_context(), "identities": identities}

    def get_object(self) -> Event:
        """The entry named by subject and version; 404 for everything else."""
        identity, _dot, version = str(self.kwargs["id"]).partition(".")
        try:
            subject, number = UUID(identity), int(version[:9])
        except ValueError:
            raise NotVisible from None
        named = Q(pk__in=[])
        for kind, key in subjects_named(subject, actor=self.auditor):
            named |= Q(kind=kind, subject_id=key)
        event = Event.objects.select_related("actor").filter(named, version=number).first()
        if event is not None and version.isdecimal():
            return event
        raise NotVisible

    @extend_schema(parameters=[OpenApiParameter("id", str, OpenApiParameter.PATH)])
    def retrieve(self, request: Request, id: str) -> Response:
        """One entry of the record."""
        return super().retrieve(request, id)

    @extend_schema(parameters=[SubjectQuery], responses={200: VerificationShape}, filters=False)
    @action(detail=False, methods=["get"])
    def verification(self, request: Request) -> Response:
        """Recompute the chain of one subject and name every place where it does not hold."""
        query = SubjectQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        subject = subject_of(wanted["kind"], wanted["subject"], actor=self.auditor)
        faults = [{"version": fault.version, "fault": fault.fault} for fault in verify(subject)]
        return Response(
            {
                "kind": subject.kind,
                "subject": str(subject.public_id),
                "version": subject.version,
                "head": subject.chain_head,
                "intact": not faults,
                "faults": faults,
            }
        )
