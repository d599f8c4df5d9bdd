"""Who reads what, through every door: policy, REST and page of each object in each situation against the tables.

The daily run tries every person at the policy, and at REST and the pages of each group one who reads it and one who
knows the object and does not; `make test-exhaustive` tries everybody everywhere, also lists, searches, files and, with
the sealed papers, every address of the product.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from tests.appraisal.world import NOW, World
from tests.cases.world import NOW as MONDAY
from tests.cases.world import World as Office
from tests.layers import Layer, given, stands_on
from tests.matrix.doors.traces import at_full, quickly
from tests.matrix.field_shapes import AROUND, AROUND_FORMS, AROUND_HELP, EVERYWHERE
from tests.matrix.field_tables import PAPERS, STATES, TABLES
from tests.matrix.fields import appraisal_scenes, office_scenes
from tests.matrix.fields.choosing import WHOLE, few, some_around
from tests.matrix.fields.doors import Doors, disagreements, round_about
from tests.matrix.fields.other_scenes import BUILDERS, other
from tests.matrix.fields.subjects import Subject
from tests.privacy.addresses import templates

pytestmark = pytest.mark.slow

GROUND = Layer(appraisal_scenes.ground, at=NOW)
CALIBRATING = Layer(appraisal_scenes.calibrating, at=NOW)
OFFICE = Layer(office_scenes.office, at=MONDAY)
CALIBRATION = "calibr"
parts = pytest.mark.parametrize("part", ["sample", pytest.param("whole", marks=pytest.mark.exhaustive)])


@pytest.fixture
@stands_on(GROUND)
def ground(db: None) -> World:
    """The regency with a cycle that runs."""
    found: World = given(GROUND)
    return found


@pytest.fixture
@stands_on(CALIBRATING)
def calibrating(db: None) -> World:
    """The same with calibration."""
    found: World = given(CALIBRATING)
    return found


@pytest.fixture
@stands_on(OFFICE)
def office(db: None) -> Office:
    """The office of the cases."""
    found: Office = given(OFFICE)
    return found


def columns(*kinds: str) -> pytest.MarkDecorator:
    """Every situation of these tables."""
    found = [(kind, where) for kind in kinds for where in TABLES[kind].situations if where != CALIBRATION]
    return pytest.mark.parametrize(("kind", "situation"), found, ids=[f"{kind}-{where}" for kind, where in found])


def parted(scene: AbstractContextManager[Subject], *, sample: bool) -> list[str]:
    """Where doors and table part."""
    with scene as subject, quickly(), at_full(wanted=True):
        wanted = STATES.get(subject.kind, {}).get(subject.situation, subject.situation)
        assert subject.kind in PAPERS or subject.row.state == wanted
        everybody = list(subject.people)
        chosen = few(subject) if sample else everybody
        known = [person for person in chosen if person in subject.known]
        people = {"policy": everybody, "rest": chosen, "page": chosen, "figures": known}
        doors = Doors(subject, whole=not sample or (subject.kind, subject.situation) in WHOLE)
        return [*disagreements(doors, people), *_around(doors, sample=sample)]


def _around(doors: Doors, *, sample: bool) -> Iterator[str]:
    """Daily beside the sealed papers, whose scenes hold every kind of object; else beside every object."""
    subject = doors.subject
    sealed = subject.kind in PAPERS and subject.situation == "sealed"
    if sealed and sample:
        world = AROUND_FORMS if subject.kind == "objection_paper" else AROUND_HELP
        yield from round_about(doors, some_around(subject), (*EVERYWHERE, *world))
    elif not sample:
        plain = [one for one in templates() if sealed and "%(" not in one and "logout" not in one]
        yield from round_about(doors, subject.people, (*AROUND, *plain))


@parts
@columns(*appraisal_scenes.SCENES)
def test_the_doors_show_what_the_table_says(kind: str, situation: str, part: str, ground: World) -> None:
    """Evaluations, objections, hearings and their papers."""
    assert parted(appraisal_scenes.SCENES[kind](ground, situation), sample=part == "sample") == []


@parts
def test_a_form_in_calibration(part: str, calibrating: World) -> None:
    assert parted(appraisal_scenes.evaluation(calibrating, CALIBRATION), sample=part == "sample") == []


@parts
@columns(*office_scenes.SCENES)
def test_the_doors_of_help_show_what_the_table_says(kind: str, situation: str, part: str, office: Office) -> None:
    """Cases, sessions, enrolments, counselling and their papers."""
    assert parted(office_scenes.SCENES[kind](office, situation), sample=part == "sample") == []


@parts
@columns(*BUILDERS)
def test_the_doors_of_what_is_about_nobody(kind: str, situation: str, part: str, db: None) -> None:
    """Cycles, rule sets, roles, imports."""
    assert parted(other(kind, situation), sample=part == "sample") == []


def test_the_employee_opens_the_result_before_it_is_shown(ground: World) -> None:
    """The gate: on the page nothing of the result stands before the receipt; others read it at once."""
    with appraisal_scenes.unopened(ground) as subject:
        doors, address = Doors(subject), subject.address("evaluations/{0}/result/")
        texts = [word.text.encode() for word in subject.own if word.group == "review"]
        own, other_side = doors.get("siti", address), doors.get("hana", address)
    assert own[0] == other_side[0] == 200
    assert not any(text in own[1] for text in texts)
    assert any(text in other_side[1] for text in texts)


def test_every_column_is_tried_whole_each_day() -> None:
    for kind, table in TABLES.items():
        alike = {
            where: frozenset((one, table.readers(one, where)) for one in table.groups) for where in table.situations
        }
        whole = {alike[where] for where in table.situations if (kind, where) in WHOLE}
        assert whole == set(alike.values()), f"{kind}: a column without its day in fields/choosing.py"
