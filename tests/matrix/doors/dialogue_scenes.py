"""Rounds, feedback and dialogue meetings in every situation of their tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from appraisal.models import DialogueMeeting, Feedback, FeedbackRound
from tests.appraisal.world import IN_WINDOW
from tests.matrix import test_dialogue_matrix as matrix
from tests.matrix.doors.appraisal_scenes import of, posts_to
from tests.matrix.doors.harness import Scene
from workflow import clock


@contextmanager
def _scene(kind: str, model: Any, situation: str, resource: str, address: str) -> Iterator[Scene]:
    world, subject = matrix.BUILDERS[model](situation)
    with clock.frozen(IN_WINDOW):

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return matrix.payload_of(name) if model is DialogueMeeting else {}

        cells = of(matrix.TABLES[model], situation)
        yield Scene(f"{kind}/{situation}", subject, world.users, cells, resource, posts_to(address), prepare)


def feedback_round(situation: str) -> Any:
    return _scene("feedback_round", FeedbackRound, situation, "feedback-rounds", "appraisal:feedback-round-transition")


def feedback_given(situation: str) -> Any:
    return _scene("feedback_given", Feedback, situation, "feedback", "appraisal:feedback-transition")


def dialogue_meeting(situation: str) -> Any:
    return _scene(
        "dialogue_meeting", DialogueMeeting, situation, "dialogue-meetings", "appraisal:dialogue-meeting-transition"
    )
