"""Cycles, rule sets, roles and imports: no free text about a person, so policy and REST alone are held to the table."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.matrix.doors import appraisal_scenes, organization_scenes
from tests.matrix.doors.harness import Scene
from tests.matrix.fields.subjects import Subject

BUILDERS: dict[str, Callable[[str], AbstractContextManager[Scene]]] = {
    "cycle": appraisal_scenes.cycle,
    "rule_set": appraisal_scenes.rule_set,
    "grant": organization_scenes.grant,
    "import": organization_scenes.import_batch,
}


@contextmanager
def other(kind: str, situation: str) -> Iterator[Subject]:
    """The subject of a scene of the permission matrix."""
    with BUILDERS[kind](situation) as scene:
        yield Subject(kind, situation, scene.subject, scene.users)
