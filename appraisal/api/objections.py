"""Objections over REST: written item by item, answered, ruled and decided."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import FileResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.actions import evidence as evidence_actions
from appraisal.actions import objections as objection_actions
from appraisal.api.decider_shapes import NextDeciderShape, ObjectionEventShape, with_passed
from appraisal.api.evaluations import ONE_ID, identity, saved
from appraisal.api.objection_shapes import (
    AnswerPatch,
    ClaimPatch,
    NewObjection,
    NotePatch,
    ObjectionEvidenceShape,
    ObjectionRowShape,
    ObjectionShape,
    PrecedentsShape,
    RevisionBody,
    RulingPatch,
    StatementPatch,
)
from appraisal.api.shapes import SavedShape
from appraisal.models import Evaluation, Objection, ObjectionEvidence, ObjectionItem, ObjectionQuestion
from appraisal.pages.objection_precedents import precedents_of
from appraisal.pages.passing_over import next_for, passed_in
from workflow.api.conditional import answer
from workflow.api.files import FILE_ANSWER, FILE_BODY, attachment, uploaded_file
from workflow.api.history import history_shape
from workflow.api.parsers import LimitedMultiPartParser
from workflow.api.queries import ListQuery, states_filter
from workflow.api.serializers import StrictSerializer
from workflow.api.subjects import note_reading
from workflow.api.transitions import Order
from workflow.api.viewsets import IF_NONE_MATCH, SubjectViewSet
from workflow.engine import Outcome
from workflow.errors import NotPermitted, NotVisible
from workflow.history import history_of
from workflow.policies import policy_for


class ObjectionQuery(ListQuery):
    """Filters of the list of objections."""

    state = states_filter(Objection.States)
    evaluation = serializers.UUIDField(source="evaluation__public_id", required=False)


class ObjectionViewSet(SubjectViewSet[Objection]):
    """Objections: a dispute about items of one result."""

    model = Objection
    serializer_class = ObjectionShape
    list_serializer_class = ObjectionRowShape
    query_class = ObjectionQuery
    history_group = "history"

    def select(self, queryset: QuerySet[Objection]) -> QuerySet[Objection]:
        """The evaluation and its rules; items only for one objection."""
        rows = queryset.select_related("evaluation__cycle__rule_set", "evaluation__unit")
        if self.action in {"list", "transitions"}:
            return rows
        items = ObjectionItem.objects.select_related("item").prefetch_related("evidence")
        questions = ObjectionQuestion.objects.select_related("item")
        return rows.prefetch_related(
            Prefetch("items", items.order_by("item__position", "id")), Prefetch("questions", questions)
        )

    def counters(self, row: Objection) -> tuple[int, ...]:
        """Version and the three revisions."""
        return (row.version, row.claim_revision, row.answer_revision, row.ruling_revision)

    def act(self, order: Order) -> Outcome:
        """Every step locks the evaluation before the objection."""
        return objection_actions.take(
            order.subject.public_id,
            order.name,
            actor=order.actor,
            version=order.version,
            payload=order.payload,
            key=order.key,
        )

    @extend_schema(responses={200: ObjectionEventShape(many=True)}, parameters=[IF_NONE_MATCH])
    @action(detail=True, methods=["get"])
    def events(self, request: Request, id: str) -> Response:  # type: ignore[override]
        """The history of the objection, oldest first; with whom the search for a decider passed over, and why."""
        dispute = self.get_object()
        if "history" not in policy_for(dispute).fields_for(self.actor, dispute):
            raise NotPermitted
        events = history_shape(dispute, actor=self.actor)
        passed = passed_in(history_of(dispute))
        return answer(request, with_passed(events, passed), counters=(dispute.version,))

    @extend_schema(responses={200: NextDeciderShape})
    @action(detail=True, methods=["get"], url_path="next-decider")
    def next_decider(self, request: Request, id: str) -> Response:
        """Who would decide if the present decider stepped aside now, and who is passed over; for the decider and HR."""
        return Response(NextDeciderShape(next_for(self.get_object(), self.actor)).data)

    @extend_schema(request=NewObjection, responses={201: ObjectionShape})
    def create(self, request: Request) -> Response:
        """Begin an objection inside the window; the draft being written, if there is one."""
        wanted = self.read_body(NewObjection)["evaluation"]
        if not policy_for(Evaluation).visible_to(self.actor).filter(public_id=wanted).exists():
            raise NotVisible
        found = objection_actions.begin_objection(wanted, actor=self.actor)
        self.kwargs["id"] = str(found.public_id)
        shape = ObjectionShape(self.get_object(), context=self.get_serializer_context())
        return Response(shape.data, status=201)

    @extend_schema(request=StatementPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"])
    def statement(self, request: Request, id: str) -> Response:
        """Save the words that go with all items."""
        dispute, body = self.get_object(), self.read_body(StatementPatch)
        return saved(
            objection_actions.save_statement(
                dispute.public_id, actor=self.actor, revision=body.get("revision"), statement=body["statement"]
            )
        )

    @extend_schema(request=ClaimPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"], url_path=f"claims/(?P<item>{ONE_ID})")
    def claim(self, request: Request, id: str, item: str) -> Response:
        """Contest an item of the evaluation, by the item's id, or change what is claimed."""
        return self._save_item(objection_actions.save_claim, item, ClaimPatch)

    @extend_schema(request=RevisionBody, responses={200: SavedShape})
    @action(detail=True, methods=["post"], url_path=f"claims/(?P<item>{ONE_ID})/removal")
    def drop_claim(self, request: Request, id: str, item: str) -> Response:
        """No longer contest an item; its evidence goes with it."""
        dispute, body = self.get_object(), self.read_body(RevisionBody)
        found = objection_actions.drop_claim(
            dispute.public_id, identity(item), actor=self.actor, revision=body.get("revision")
        )
        return saved(found)

    @extend_schema(request=AnswerPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"], url_path=f"items/(?P<item>{ONE_ID})/answer")
    def answer_item(self, request: Request, id: str, item: str) -> Response:
        """Save the assessor's answer to a contested item, by the contested item's id."""
        return self._save_item(objection_actions.save_answer, item, AnswerPatch)

    @extend_schema(request=RulingPatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"], url_path=f"items/(?P<item>{ONE_ID})/ruling")
    def rule_item(self, request: Request, id: str, item: str) -> Response:
        """Save the decider's ruling on a contested item."""
        return self._save_item(objection_actions.save_ruling, item, RulingPatch)

    @extend_schema(request=NotePatch, responses={200: SavedShape})
    @action(detail=True, methods=["patch"], url_path="private-note")
    def private_note(self, request: Request, id: str) -> Response:
        """Save the decider's own note."""
        dispute, body = self.get_object(), self.read_body(NotePatch)
        return saved(
            objection_actions.save_private_note(
                dispute.public_id, actor=self.actor, revision=body.get("revision"), note=body["note"]
            )
        )

    @extend_schema(responses={200: PrecedentsShape})
    @action(detail=True, methods=["get"])
    def precedents(self, request: Request, id: str) -> Response:
        """Earlier decisions on the same items, while you decide; nothing that could tell who they were about."""
        dispute = self.get_object()
        deciding = "private" in policy_for(dispute).fields_for(self.actor, dispute)
        if not deciding or dispute.state != "answered":
            raise NotPermitted
        labels = {row.item.code: row.item.label for row in dispute.items.all()}
        return Response(PrecedentsShape(precedents_of(dispute, labels)).data)

    def _save_item(self, save: Any, item: str, shape: type[StrictSerializer]) -> Response:
        dispute = self.get_object()
        values = self.read_body(shape)
        revision = values.pop("revision", None)
        return saved(save(dispute.public_id, identity(item), actor=self.actor, revision=revision, values=values))

    @extend_schema(request=FILE_BODY, responses={201: ObjectionEvidenceShape})
    @action(
        detail=True,
        methods=["post"],
        url_path=f"items/(?P<item>{ONE_ID})/evidence",
        parser_classes=[LimitedMultiPartParser],
    )
    def item_evidence(self, request: Request, id: str, item: str) -> Response:
        """Put a file to a contested item while the objection is being written."""
        dispute = self.get_object()
        sent = uploaded_file(request)
        row = evidence_actions.upload_objection_evidence(
            dispute.public_id, identity(item), actor=self.actor, name=sent.name or "file", content=sent.read()
        )
        return Response(ObjectionEvidenceShape(row).data, status=201)

    @extend_schema(responses=FILE_ANSWER)
    @action(detail=True, methods=["get"], url_path=f"evidence/(?P<evidence>{ONE_ID})")
    def evidence(self, request: Request, id: str, evidence: str) -> FileResponse:
        """Download a file; the right is asked at every download."""
        dispute = self.get_object()
        if "claims" not in policy_for(dispute).fields_for(self.actor, dispute):
            raise NotPermitted
        rows = ObjectionEvidence.objects.filter(item__objection=dispute, removed_at__isnull=True)
        row = rows.filter(public_id=identity(evidence)).first()
        if row is None:
            raise NotVisible
        note_reading(dispute, actor=self.actor, groups=("claims",))
        return attachment(row.file, name=row.name, media_type=row.media_type)

    @extend_schema(responses={204: None})
    @evidence.mapping.delete
    def remove_evidence(self, request: Request, id: str, evidence: str) -> Response:
        """Take a file away while the objection is being written."""
        dispute = self.get_object()
        evidence_actions.remove_objection_evidence(dispute.public_id, identity(evidence), actor=self.actor)
        return Response(status=204)
