"""Counsellings and talks in every state, with the tables and facts of `tests.matrix.test_counselling_matrix`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cases.models import Counselling, CounsellingSession
from tests.cases.world import NOW, make_world
from tests.matrix import test_counselling_matrix as matrix
from tests.matrix.doors.appraisal_scenes import posts_to
from tests.matrix.doors.case_scenes import written
from tests.matrix.doors.harness import Scene
from workflow import clock


def _scene(kind: str, model: Any, state: str) -> Scene:
    world = make_world()
    subject = matrix.subject_in(world, model, state)
    resource, act = matrix.ADDRESS[model]
    table = written(matrix.TABLES[model][0], matrix.RELATIONS, matrix.cells(model, state))
    return Scene(f"{kind}/{state}", subject, world.users, table, resource, posts_to(act), matrix.inputs(world))


@contextmanager
def counselling(state: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        yield _scene("counselling", Counselling, state)


@contextmanager
def talk(state: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        yield _scene("talk", CounsellingSession, state)
