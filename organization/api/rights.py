"""The rights of one person on a day over REST: posts, roles, delegations, whom he assesses, each with its ground."""

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from organization import access
from organization.api.shapes import DayQuery, PersonReference
from organization.days import today
from organization.models import Employee
from organization.rights import may_read_rights, rights_of
from workflow.api.serializers import StrictSerializer
from workflow.api.viewsets import ReadViewSet
from workflow.errors import NotPermitted

if TYPE_CHECKING:
    Base = ReadViewSet[Employee]
else:
    Base = object


class HeldPostShape(StrictSerializer):
    """A post held on the day, in which capacity and by which letter."""

    post = serializers.CharField(source="post.title", read_only=True)
    unit = serializers.UUIDField(source="post.unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="post.unit.name", read_only=True)
    capacity = serializers.CharField(read_only=True)
    may_assess = serializers.BooleanField(read_only=True)
    may_decide = serializers.BooleanField(read_only=True)
    letter_number = serializers.CharField(read_only=True)
    letter_date = serializers.DateField(read_only=True, allow_null=True)
    valid_from = serializers.DateField(read_only=True)
    valid_to = serializers.DateField(read_only=True, allow_null=True)


class HeldRoleShape(StrictSerializer):
    """A role that held on the day, and on which basis."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    role = serializers.CharField(read_only=True)
    role_label = serializers.CharField(source="get_role_display", read_only=True)
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    unit_name = serializers.CharField(source="unit.name", read_only=True)
    basis = serializers.CharField(read_only=True)
    valid_from = serializers.DateField(read_only=True)
    valid_to = serializers.DateField(read_only=True, allow_null=True)


class HeldDelegationShape(StrictSerializer):
    """A delegation that held on the day, with its letter."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    absent = PersonReference(read_only=True)
    delegate = PersonReference(read_only=True)
    duties = serializers.ListField(child=serializers.CharField(), read_only=True)
    letter_number = serializers.CharField(read_only=True)
    letter_date = serializers.DateField(read_only=True)
    valid_from = serializers.DateField(read_only=True)
    valid_to = serializers.DateField(read_only=True)


class UnderShape(StrictSerializer):
    """One person below, and why."""

    person = PersonReference(read_only=True)
    post = serializers.CharField(read_only=True)
    capacity = serializers.CharField(read_only=True)
    letter_number = serializers.CharField(source="letter", read_only=True)
    explanation = serializers.CharField(read_only=True)


class BelowShape(StrictSerializer):
    """How many people, and the first twenty of those you may know of."""

    count = serializers.IntegerField(read_only=True)
    people = UnderShape(many=True, read_only=True)


class RightsShape(StrictSerializer):
    """Everything one person held on a day; of roles and delegations those you may know of."""

    person = PersonReference(read_only=True)
    on = serializers.DateField(read_only=True)
    posts = HeldPostShape(source="appointments", many=True, read_only=True)
    roles = HeldRoleShape(source="grants", many=True, read_only=True)
    stands_in = HeldDelegationShape(many=True, read_only=True)
    absent = HeldDelegationShape(many=True, read_only=True)
    assesses = BelowShape(read_only=True)
    stands_above = BelowShape(read_only=True)


class RightsAction(Base):
    """The rights of the person of the address; part of the people's resource."""

    @extend_schema(parameters=[DayQuery], responses={200: RightsShape})
    @action(detail=True, methods=["get"])
    def rights(self, request: Request, id: str) -> Response:
        """What this person might do on a day (`on`, today by default), for the person, HR, auditors, administrators."""
        person = self.get_object()
        if not may_read_rights(access.fields_of(self.actor, person)):
            raise NotPermitted
        query = DayQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        on: Any = query.validated_data["on"] or today(person.unit.zone)
        return Response(RightsShape(rights_of(person, actor=self.actor, on=on)).data)
