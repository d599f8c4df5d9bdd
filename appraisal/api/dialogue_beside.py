"""What of the dialogue of the year stands beside the items of a form, over REST: as on the pages of the two sides."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.dialogue.beside import Beside, beside, reads_beside
from appraisal.policies import SUBJECT
from workflow.access import record_read
from workflow.api.conditional import answer
from workflow.errors import NotPermitted
from workflow.policies import policy_for


class BesideEntryShape(serializers.Serializer[Any]):
    """An achievement of the employee; `files` is their number."""

    id = serializers.UUIDField(source="row.key")
    about = serializers.CharField(source="label")
    text = serializers.CharField(source="row.text")
    on = serializers.DateField(source="row.on")
    files = serializers.IntegerField(source="row.number")


class BesideFeedbackShape(serializers.Serializer[Any]):
    """Feedback of somebody by name."""

    id = serializers.UUIDField(source="row.key")
    about = serializers.CharField(source="label")
    text = serializers.CharField(source="row.text")
    giver = serializers.CharField(source="row.who")
    relation = serializers.CharField(source="row.more")
    on = serializers.DateField(source="row.on")


class BesideUnnamedShape(serializers.Serializer[Any]):
    """Feedback of a round without names: the words alone."""

    about = serializers.CharField(source="label")
    text = serializers.CharField(source="row.text")


class BesideAgreementShape(serializers.Serializer[Any]):
    """What was agreed in a meeting, by whom it is due and what became of it."""

    meeting = serializers.UUIDField(source="row.key")
    about = serializers.CharField(source="label")
    text = serializers.CharField(source="row.text")
    owner = serializers.CharField(source="row.who")
    due_on = serializers.DateField(source="row.on", allow_null=True)
    outcome = serializers.CharField(source="row.more", allow_blank=True)


class BesideShape(serializers.Serializer[Any]):
    """Lines that belong together; what you may not read is empty."""

    entries = BesideEntryShape(many=True)
    named = BesideFeedbackShape(many=True)
    unnamed = BesideUnnamedShape(many=True)
    agreed = BesideAgreementShape(many=True)


class ItemBesideShape(BesideShape):
    """Lines beside one item of the form."""

    item = serializers.UUIDField()
    code = serializers.CharField()


class NoteBesideShape(serializers.Serializer[Any]):
    """A recognition note."""

    id = serializers.UUIDField(source="public_id")
    giver = serializers.CharField(source="giver_name")
    text = serializers.CharField()
    on = serializers.DateField(source="given_on")


class DialogueBesideShape(serializers.Serializer[Any]):
    """By item of the form, by results of the plan, of the work as a whole; and the newest recognition notes."""

    items = ItemBesideShape(many=True)
    plan = BesideShape()
    general = BesideShape()
    notes = NoteBesideShape(many=True)


def _lines(item: Any, found: Beside) -> dict[str, Any]:
    parts = {name: getattr(found, name) for name in ("entries", "named", "unnamed", "agreed")}
    return {"item": item.public_id, "code": item.code, **parts}


class ShowsDialogue:
    """The part of the evaluations' viewset that shows what lies beside a form."""

    @extend_schema(responses={200: DialogueBesideShape})
    @action(detail=True, methods=["get"])
    def dialogue(self: Any, request: Request, id: str) -> Response:
        """Achievements, feedback, agreements and notes of the period beside the items, as far as you may read them."""
        form = self.get_object()
        if not reads_beside(form, self.actor):
            raise NotPermitted
        found = beside(form, self.actor, with_notes=True)
        items = [_lines(item, found.by_code[item.code]) for item in form.items.all() if item.code in found.by_code]
        shape = DialogueBesideShape(
            {"items": items, "plan": found.plan, "general": found.general, "notes": found.notes}
        )
        roles = policy_for(form).roles_of(self.actor, form)
        if found and SUBJECT not in roles:
            record_read(form, actor=self.actor, fields={"dialogue"}, ground=",".join(sorted(roles)))
        return answer(request, shape.data, counters=(form.version,))
