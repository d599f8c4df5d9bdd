"""Recognition notes and awards in every situation of their tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.appraisal.world import IN_WINDOW
from tests.matrix import test_award_matrix, test_recognition_matrix
from tests.matrix.doors.appraisal_scenes import of, posts_to
from tests.matrix.doors.harness import Scene
from workflow import clock


@contextmanager
def recognition(situation: str) -> Iterator[Scene]:
    with clock.frozen(IN_WINDOW):
        world, subject = test_recognition_matrix.note_in(situation)
        cells, address = of(test_recognition_matrix.TABLE, situation), posts_to("appraisal:recognition-transition")
        yield Scene(f"recognition/{situation}", subject, world.users, cells, "recognitions", address, lambda _s, _n: {})


@contextmanager
def award(situation: str) -> Iterator[Scene]:
    with clock.frozen(IN_WINDOW):
        world, subject = test_award_matrix.award_in(situation)

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return test_award_matrix.payload_of(name)

        cells, address = of(test_award_matrix.TABLE, situation), posts_to("appraisal:award-transition")
        yield Scene(f"award/{situation}", subject, world.users, cells, "awards", address, prepare)
