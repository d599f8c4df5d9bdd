"""The decision letter in every situation of its table, made as the worker makes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tests.appraisal.world import IN_WINDOW
from tests.documents.scenes import letter, work
from tests.matrix.doors import tables
from tests.matrix.doors.appraisal_scenes import of, posts_to
from tests.matrix.doors.harness import Scene
from tests.matrix.situations import objection_in
from workflow import clock, outbox
from workflow.actors import CLOCK
from workflow.documents import actions
from workflow.engine import fire
from workflow.models import Document

MOMENT = IN_WINDOW + timedelta(hours=2)


@contextmanager
def document(situation: str) -> Iterator[Scene]:
    world, _objection = objection_in("decided")
    if situation in ("ordered", "lapsed"):
        outbox.relay_all()
    else:
        work(MOMENT)
    subject = letter("en" if situation == "issued" else "id")
    with clock.frozen(MOMENT):
        if situation == "acknowledged":
            actions.take(subject.public_id, "acknowledge", actor=world.actor("siti"), version=subject.version)
        if situation == "lapsed":
            fire(subject, "lapse", actor=CLOCK, version=subject.version)
        found, cells = Document.objects.get(pk=subject.pk), of(tables.document(), situation)
        address = posts_to("workflow:document_move")
        yield Scene(f"document/{situation}", found, world.users, cells, "documents", address, lambda _s, _n: {})
