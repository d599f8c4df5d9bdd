"""The reconciliation desk over REST: differences, decisions, the correction list. Files are sent as imports."""

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from organization.actions import exchange as actions
from organization.exchange import desk
from organization.exchange.kinds import exchange_kinds
from organization.models import Difference
from workflow.api.files import FILE_ANSWER, streamed
from workflow.api.pagination import Keyset
from workflow.api.queries import ListQuery, states_filter
from workflow.api.subjects import SUBJECT_FIELDS, SubjectSerializer
from workflow.api.transitions import Order
from workflow.api.viewsets import SubjectViewSet
from workflow.engine import Outcome


class DifferenceQuery(ListQuery):
    """Filters of the list of differences."""

    state = states_filter(Difference.States)
    about = serializers.CharField(max_length=40, required=False)


class DifferenceShape(SubjectSerializer[Difference]):
    """One field of one row that differs: both values, each with its source and date."""

    source = serializers.SerializerMethodField()  # type: ignore[assignment]  # the shape names the source
    field_label = serializers.SerializerMethodField()
    unit = serializers.UUIDField(source="unit.public_id", read_only=True)
    employee = serializers.UUIDField(source="employee.public_id", read_only=True, default=None)
    import_id = serializers.UUIDField(source="batch.public_id", read_only=True)

    class Meta:
        model = Difference
        fields = (
            *SUBJECT_FIELDS,
            "about",
            "source",
            "subject_key",
            "field",
            "field_label",
            "ours",
            "our_source",
            "our_date",
            "theirs",
            "their_date",
            "note",
            "unit",
            "employee",
            "import_id",
        )

    def get_source(self, row: Difference) -> str:
        """The national system."""
        return str(exchange_kinds()[row.about].source)

    def get_field_label(self, row: Difference) -> str:
        """The field in the reader's language."""
        return str(exchange_kinds()[row.about].labels.get(row.field, row.field))


class DifferenceViewSet(SubjectViewSet[Difference]):
    """Differences between national exports and what is stored here."""

    model = Difference
    serializer_class = DifferenceShape
    query_class = DifferenceQuery
    keyset = Keyset(order=("-their_date",))
    history_group = "difference"

    def select(self, queryset: QuerySet[Difference]) -> QuerySet[Difference]:
        """Unit, person and file."""
        return queryset.select_related("unit", "employee", "batch")

    def act(self, order: Order) -> Outcome:
        """A decision, through the action of the pages."""
        return actions.take(
            order.subject.public_id,
            order.name,
            actor=order.actor,
            version=order.version,
            payload=order.payload,
            key=order.key,
        )

    @extend_schema(responses=FILE_ANSWER)
    @action(detail=False, methods=["get"], url_path=r"corrections/(?P<kind>[^/.]+)")
    def corrections(self, request: Request, kind: str) -> HttpResponseBase:
        """What the sources should correct, as a file (`csv` or `xlsx`)."""
        found = desk.correction_file(self.actor, kind)
        return streamed(request, found.pieces, name=found.name, media_type=found.media_type)
