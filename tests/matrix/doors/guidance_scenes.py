"""The two forms that follow guidance in every state, with the tables of `tests.matrix.test_guidance_matrix`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cases.models import GuidanceEvaluation, GuidanceFeedback
from tests.cases.guidance_world import make_guidance_world
from tests.cases.world import NOW
from tests.matrix import test_guidance_matrix as matrix
from tests.matrix.doors.appraisal_scenes import posts_to
from tests.matrix.doors.case_scenes import written
from tests.matrix.doors.harness import Scene
from workflow import clock


def _scene(kind: str, model: Any, state: str) -> Scene:
    world = make_guidance_world()
    subject = matrix.BUILDERS[model](world, state)
    resource, act = matrix.ADDRESS[model]
    table = written(matrix.TABLES[model][0], matrix.RELATIONS, matrix.cells(model, state))
    return Scene(f"{kind}/{state}", subject, world.users, table, resource, posts_to(act), matrix.prepare)


@contextmanager
def feedback(state: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        yield _scene("feedback", GuidanceFeedback, state)


@contextmanager
def competence(state: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        yield _scene("competence", GuidanceEvaluation, state)
