"""Documents and tables of a whole cycle over REST."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from appraisal.actions.cycle_papers import print_cycle
from appraisal.documents.cycle_papers import KINDS
from appraisal.pages.cycle_files import archive_file, table_file
from workflow.api.files import FILE_ANSWER, streamed
from workflow.api.serializers import StrictSerializer
from workflow.streams import FilePieces


class PapersOrder(StrictSerializer):
    """Which documents of a cycle to make."""

    kind = serializers.ChoiceField(choices=KINDS)


class PapersShape(serializers.Serializer[Any]):
    """The job that makes them; its progress can be watched."""

    job = serializers.UUIDField()


class PrintsCycles:
    """The part of the cycles' viewset that makes and hands out files."""

    @extend_schema(request=PapersOrder, responses={202: PapersShape})
    @action(detail=True, methods=["post"])
    def documents(self: Any, request: Request, id: str) -> Response:
        """Make all documents of a kind for the people of the cycle, in one job."""
        wanted = self.read_body(PapersOrder)
        job = print_cycle(self.get_object().public_id, wanted["kind"], actor=self.actor)
        return Response({"job": job.public_id}, status=202)

    @extend_schema(responses=FILE_ANSWER)
    @action(detail=True, methods=["get"], url_path=r"documents/(?P<kind>[a-z_.]{1,60})/archive")
    def archive(self: Any, request: Request, id: str, kind: str) -> HttpResponseBase:
        """All documents of a kind that are made, as one ZIP."""
        return _sent(request, archive_file(self.get_object(), kind, actor=self.actor))

    @extend_schema(responses=FILE_ANSWER)
    @action(detail=True, methods=["get"], url_path=r"tables/(?P<what>full|exchange)/(?P<kind>csv|xlsx)")
    def table(self: Any, request: Request, id: str, what: str, kind: str) -> HttpResponseBase:
        """The whole cycle as a table: `full` for people, `exchange` in the fields of the national exchange."""
        return _sent(request, table_file(self.get_object(), what, kind, actor=self.actor))


def _sent(request: Request, found: FilePieces) -> HttpResponseBase:
    return streamed(request, found.pieces, name=found.name, media_type=found.media_type)
