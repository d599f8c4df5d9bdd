"""Protection watch over REST, for the independent unit alone."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from appraisal import protection
from appraisal.views.doors import note_list
from workflow.api.views import ApiView
from workflow.errors import NotPermitted


class SignShape(serializers.Serializer[Any]):
    """One thing that followed: `fall` of a predicate, another `unit`, another `post`."""

    kind = serializers.ChoiceField(choices=(protection.FALL, protection.UNIT, protection.POST))
    on = serializers.DateField()
    before = serializers.CharField()
    after = serializers.CharField()
    period = serializers.CharField()


class WatchedShape(serializers.Serializer[Any]):
    """A decided objection with what followed in the next two periods."""

    objection = serializers.UUIDField(source="objection.public_id")
    employee_name = serializers.CharField(source="objection.evaluation.employee_name")
    unit_name = serializers.CharField(source="objection.evaluation.unit_name")
    cycle_name = serializers.CharField(source="objection.evaluation.cycle.name")
    decided_at = serializers.DateTimeField(source="objection.decided_at")
    periods = serializers.IntegerField()
    signs = SignShape(many=True)


class ProtectionViewSet(ApiView, ViewSet):
    """What followed for people whose objection was decided. Signs, no proofs; auditors alone read them."""

    @extend_schema(responses={200: WatchedShape(many=True)})
    def list(self, request: Request) -> Response:
        """The newest decided objections of the audited units, those with signs first."""
        if not protection.is_watcher(self.actor):
            raise NotPermitted
        found = protection.watched_by(self.actor)
        note_list([one.objection for one in found], actor=self.actor, fields={"protection"})
        return Response(WatchedShape(found, many=True).data)
