"""Delegations for an absence over REST: list, read, draft, and the steps of the machine."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organization import access, delegates
from organization.actions import delegations as delegation_actions
from organization.actions.delegations import DelegationData
from organization.api.shapes import PersonReference
from organization.models import Delegation, Duty, Employee
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.viewsets import SubjectViewSet
from workflow.errors import NotVisible


class DelegationShape(SubjectSerializer[Delegation]):
    """Who acts for whom, in which duties, from when until when, by which letter."""

    absent = PersonReference(read_only=True)
    delegate = PersonReference(read_only=True)
    duties = serializers.ListField(child=serializers.ChoiceField(choices=Duty.choices), read_only=True)
    author_name = serializers.CharField(source="author.display_name", read_only=True, default="")

    class Meta:
        model = Delegation
        fields = (
            *SUBJECT_FIELDS,
            "absent",
            "delegate",
            "office",
            "duties",
            "valid_from",
            "valid_to",
            "letter_number",
            "letter_date",
            "cause",
            "author_name",
            "activated_at",
        )
        read_only_fields = fields


class DelegationInput(StrictSerializer):
    """A delegation to be drafted; without `absent` it is for oneself."""

    absent = serializers.UUIDField(required=False, allow_null=True, default=None)
    delegate = serializers.UUIDField()
    duties = serializers.ListField(child=serializers.ChoiceField(choices=Duty.choices), min_length=1, max_length=2)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField()
    letter_number = serializers.CharField(max_length=120)
    letter_date = serializers.DateField()
    cause = serializers.CharField(max_length=300)


class DelegationQuery(ListQuery):
    """Filters of the list of delegations."""

    state = states_filter(Delegation.States)
    absent = serializers.UUIDField(source="absent__public_id", required=False)
    delegate = serializers.UUIDField(source="delegate__public_id", required=False)


class DelegationViewSet(SubjectViewSet[Delegation]):
    """Somebody acts in the place of an absent official; it ends by itself after its last day."""

    model = Delegation
    serializer_class = DelegationShape
    query_class = DelegationQuery
    keyset = Keyset(order=("-valid_from",))

    def select(self, queryset: QuerySet[Delegation]) -> QuerySet[Delegation]:
        """The people it names."""
        return queryset.select_related("absent__unit", "delegate", "author__employee")

    @extend_schema(request=DelegationInput, responses={201: DelegationShape})
    def create(self, request: Request) -> Response:
        """Draft a delegation for yourself, or as HR officer for somebody absent."""
        body = DelegationInput(data=request.data)
        body.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(body.validated_data)
        absent = self._absent(values.pop("absent"))
        chosen = delegates.choosable_by(self.actor).filter(public_id=values.pop("delegate")).first()
        if absent is None or chosen is None:
            raise NotVisible
        values["duties"] = tuple(values["duties"])
        made = delegation_actions.draft_delegation(
            absent, actor=self.actor, delegate=chosen, data=DelegationData(**values)
        )
        return Response(DelegationShape(made, context=self.get_serializer_context()).data, status=201)

    def _absent(self, wanted: Any) -> Employee | None:
        if wanted is None:
            return Employee.objects.filter(pk=self.actor.employee_id or 0).first()
        return access.employees_visible_to(self.actor).filter(public_id=wanted).first()
