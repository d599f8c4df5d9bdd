"""Lists, details, transitions and history of subjects. Every read starts from what the policy lets the actor see."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from workflow.api.as_on import AsOnQuery, AsOnShape, as_on_shape
from workflow.api.conditional import answer
from workflow.api.history import history_shape
from workflow.api.pagination import Keyset, envelope, page_of
from workflow.api.queries import ListQuery
from workflow.api.serializers import StrictSerializer
from workflow.api.shapes import EventShape, ReceiptShape, TransitionShape
from workflow.api.subjects import note_reading
from workflow.api.transitions import Act, Order, fire_order, order_from, receipt
from workflow.api.views import ApiView
from workflow.as_on.reading import as_on
from workflow.as_on.recording import note_day_read
from workflow.engine import Outcome
from workflow.errors import NotPermitted, NotVisible
from workflow.history import WORDS
from workflow.machine import Machine
from workflow.policies import policy_for

R = TypeVar("R", bound=Model)
S = TypeVar("S", bound=Machine)

IF_NONE_MATCH = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="A tag read before.")
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="1 to 200 characters, new for every act."
)


class ReadViewSet(ApiView, GenericViewSet[R], Generic[R]):
    """A resource that is listed and read. A subclass gives `model`, `serializer_class` and `visible()`."""

    model: type[R]
    query_class: ClassVar[type[ListQuery]] = ListQuery
    keyset: ClassVar[Keyset] = Keyset()
    list_serializer_class: ClassVar[type[serializers.BaseSerializer[Any]] | None] = None
    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    filter_backends = []
    pagination_class = None

    def visible(self) -> QuerySet[R]:
        """Every row the actor may know of."""
        raise TypeError(f"{type(self).__name__} must say which rows an actor may see.")

    def select(self, queryset: QuerySet[R]) -> QuerySet[R]:
        """What the shape reads beside the row itself: select_related and prefetch_related."""
        return queryset

    def get_queryset(self) -> QuerySet[R]:
        """Visible rows with what their shape needs; none while the schema is drawn."""
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return self.select(self.visible())

    def get_object(self) -> R:
        """The row with the id of the address, or 404: the same answer for foreign, absent and malformed ids."""
        return self.find(self.get_queryset())

    def find(self, rows: QuerySet[R]) -> R:
        """The row of the address among these rows. Raises `NotVisible`."""
        try:
            identity = UUID(str(self.kwargs[self.lookup_url_kwarg]))
        except ValueError:
            raise NotVisible from None
        found = rows.filter(**{self.lookup_field: identity}).first()
        if found is None:
            raise NotVisible
        return found

    def get_serializer_context(self) -> dict[str, Any]:
        """The actor goes with every shape."""
        context = dict(super().get_serializer_context())
        if not getattr(self, "swagger_fake_view", False):
            context["actor"] = self.actor
        return context

    def read_query(self, request: Request) -> ListQuery:
        """The declared query parameters; unknown or malformed ones are 400."""
        query = self.query_class(data=request.query_params, context={"actor": self.actor})
        query.is_valid(raise_exception=True)
        return query

    def narrow(self, queryset: QuerySet[R], query: ListQuery) -> QuerySet[R]:
        """Apply the filters; override for those that are more than a lookup."""
        return queryset.filter(**query.lookups())

    def list(self, request: Request) -> Response:
        """A page of the resources you may see."""
        query = self.read_query(request)
        return self.page(self.narrow(self.get_queryset(), query), query=query, request=request)

    def page(self, queryset: QuerySet[Any], *, query: ListQuery, request: Request) -> Response:
        """One page of a queryset in the list's shape."""
        limits = query.validated_data
        page = page_of(queryset, keyset=self.keyset, request=request, limit=limits["limit"], cursor=limits["cursor"])
        shape: Any = self.list_serializer_class or self.get_serializer_class()
        rows = shape(page.rows, many=True, context=self.shape_context(page.rows)).data
        return answer(request, envelope(page, data=list(rows), request=request), counters=(len(rows),))

    def retrieve(self, request: Request, id: str) -> Response:
        """One resource by its id."""
        return self.answer(self.get_object())

    def answer(self, row: R) -> Response:
        """A row in the detail's shape, with its entity tag."""
        shape = self.get_serializer_class()(row, context=self.shape_context([row]))
        return answer(self.request, shape.data, counters=self.counters(row))

    def shape_context(self, rows: Sequence[R]) -> dict[str, Any]:
        """What the shapes of these rows need beside the rows; override to read it set-wise."""
        return self.get_serializer_context()

    def counters(self, row: R) -> tuple[int, ...]:
        """Numbers that lead the entity tag."""
        return (int(getattr(row, "version", 0)),)

    def schema_parameters(self, method: str) -> Sequence[Any]:
        """Query and header parameters of an operation, for the schema."""
        if method != "GET":
            return []
        return [self.query_class, IF_NONE_MATCH] if self.action == "list" else [IF_NONE_MATCH]


class SubjectViewSet(ReadViewSet[S], Generic[S]):
    """A workflow subject over REST: list, read, act, history.

    `transition_actions` sends a transition to a function of its own (an app's action) instead of straight to
    the engine; `transition_inputs` gives the serializer of an input richer than the machine's row declares.
    `history_group` names the field group a reader needs for the history; empty: everyone who sees the subject.
    `words_groups`: the groups of which one opens what people typed with the steps.
    """

    history_group: ClassVar[str] = ""
    words_groups: ClassVar[frozenset[str]] = WORDS
    transition_actions: ClassVar[Mapping[str, Act]] = {}
    transition_inputs: ClassVar[Mapping[str, type[StrictSerializer]]] = {}

    def visible(self) -> QuerySet[S]:
        """What the policy of this kind lets the actor see."""
        return policy_for(self.model).visible_to(self.actor)

    def answer(self, row: S) -> Response:
        """The subject in the detail's shape; reading guarded fields of somebody else leaves its record."""
        response = super().answer(row)
        groups = getattr(self.get_serializer_class(), "guarded", {}).values()
        note_reading(row, actor=self.actor, groups=groups)
        return response

    @extend_schema(request=TransitionShape, responses={200: ReceiptShape}, parameters=[IDEMPOTENCY_KEY])
    @action(detail=True, methods=["post"])
    def transitions(self, request: Request, id: str) -> Response:
        """Move the subject by one of its available transitions."""
        # A receipt shows nothing of the row: what its shape would read beside it stays unread.
        subject = self.find(self.visible())
        order = order_from(request, subject=subject, actor=self.actor, inputs=self.transition_inputs)
        outcome = self.act(order)
        headers = {"Idempotent-Replayed": "true"} if outcome.replayed else {}
        return Response(receipt(order, outcome), headers=headers)

    def act(self, order: Order) -> Outcome:
        """Carry the order out; override where every step of a kind goes through an action."""
        return self.transition_actions.get(order.name, fire_order)(order)

    @extend_schema(responses={200: EventShape(many=True)}, parameters=[IF_NONE_MATCH])
    @action(detail=True, methods=["get"])
    def events(self, request: Request, id: str) -> Response:
        """The history of the subject, oldest first."""
        subject = self.get_object()
        if self.history_group and self.history_group not in policy_for(subject).fields_for(self.actor, subject):
            raise NotPermitted
        events = history_shape(subject, actor=self.actor, words=self.words_groups)
        return answer(request, events, counters=(subject.version,))

    @extend_schema(parameters=[AsOnQuery, IF_NONE_MATCH], responses={200: AsOnShape})
    @action(detail=True, methods=["get"], url_path="as-on")
    def as_on(self, request: Request, id: str) -> Response:
        """The subject at the end of a day: its state, seats, dates and record then."""
        query = AsOnQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = as_on(self.get_object(), actor=self.actor, on=query.validated_data["on"])
        note_day_read(found, actor=self.actor)
        return answer(request, as_on_shape(found, actor=self.actor), counters=(found.subject.version,))
