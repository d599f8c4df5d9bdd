"""Shapes of notices. What is read is read through ``selectors.shown``, so that words need a right to the subject."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from notifications.models import InboxItem
from notifications.selectors import ShownNotice, shown
from workflow.api.serializers import StrictSerializer
from workflow.api.shapes import AvailableTransitionShape

UNREAD, READ = "unread", "read"
STATES = [UNREAD, READ]


class NoticeListSerializer(serializers.ListSerializer[Any]):
    """Many notices: one question per kind of subject."""

    def to_representation(self, data: Any) -> list[Any]:
        """The shapes of all rows, their words asked for together."""
        rows = list(data)
        notices = shown(rows, actor=self.context["actor"])
        child: Any = self.child
        return [child.shape_of(notice) for notice in notices]


class NoticeSerializer(serializers.Serializer[Any]):
    """A notice as its recipient reads it. `version` is 1 once it was read."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=STATES)
    state_label = serializers.CharField()
    version = serializers.IntegerField()
    available_transitions = serializers.SerializerMethodField()
    title = serializers.CharField()
    body = serializers.CharField(allow_blank=True)
    urgent = serializers.BooleanField()
    happened_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
    kind = serializers.CharField(help_text="What the notice is about, such as appraisal.evaluation.")
    subject = serializers.UUIDField(allow_null=True, help_text="Its id; null when it is no longer yours to see.")

    class Meta:
        list_serializer_class = NoticeListSerializer

    @extend_schema_field(AvailableTransitionShape(many=True))
    def get_available_transitions(self, notice: ShownNotice) -> list[dict[str, Any]]:
        """Reading is the only act."""
        if notice.read_at is not None:
            return []
        return [{"name": READ, "label": _("Mark as read"), "input": [], "blocked": "", "missing": []}]

    def to_representation(self, instance: InboxItem) -> dict[str, Any]:
        """The shape of one row."""
        return self.shape_of(shown([instance], actor=self.context["actor"])[0])

    def shape_of(self, notice: ShownNotice) -> dict[str, Any]:
        """The shape of a notice whose words are known."""
        is_read = notice.read_at is not None
        stamp = serializers.DateTimeField().to_representation
        return {
            "id": str(notice.public_id),
            "state": READ if is_read else UNREAD,
            "state_label": _("read") if is_read else _("unread"),
            "version": int(is_read),
            "available_transitions": self.get_available_transitions(notice),
            "title": notice.title,
            "body": notice.body,
            "urgent": notice.urgent,
            "happened_at": stamp(notice.happened_at),
            "read_at": stamp(notice.read_at) if notice.read_at else None,
            "kind": notice.kind,
            "subject": str(notice.subject_public_id) if notice.subject_public_id else None,
        }


class ReadShape(StrictSerializer):
    """The body that marks one notice as read."""

    transition = serializers.ChoiceField(choices=[READ])
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class ReadAllShape(StrictSerializer):
    """The body that marks all as read, or all up to the newest one seen."""

    up_to = serializers.UUIDField(required=False)


class CountShape(serializers.Serializer[Any]):
    """How many notices were marked."""

    count = serializers.IntegerField()
