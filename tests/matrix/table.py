"""How the literal permission tables are read, run and compared. No code of the product computes an expectation.

A grid has one line per transition: who may at all, then one column per situation with `yes`, `-` (409: the step
does not start there) or the code of the guard that refuses (422). People who may not know the object get 404
everywhere, others who are not named get 403. A door is a function that tries one act and answers like a refusal.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from workflow.actors import CLOCK, NOBODY, Actor
from workflow.errors import DomainError

ALLOWED, HIDDEN, FORBIDDEN, CONFLICT = "allow", "404", "403", "409"


@dataclass(frozen=True)
class Grid:
    """An expanded table: answers by (transition, situation, person)."""

    situations: tuple[str, ...]
    answers: Mapping[tuple[str, str, str], str]

    def cells(self, situation: str) -> Iterator[tuple[str, str, str]]:
        """(transition, person, expected) of one situation."""
        for (name, where, person), expected in self.answers.items():
            if where == situation:
                yield name, person, expected


def read_grid(text: str, *, knowing: Mapping[str, str], strangers: str) -> Grid:
    """Expand a grid. `knowing`: situation -> people who may know the object ("*": everywhere else)."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    situations = tuple(lines[0].split("|")[2].split())
    people = sorted({*" ".join(knowing.values()).split(), *strangers.split()})
    answers: dict[tuple[str, str, str], str] = {}
    for line in lines[1:]:
        name, by, columns = (part.strip() for part in line.split("|"))
        cells = columns.split()
        assert len(cells) == len(situations), f"{name}: {len(cells)} cells for {len(situations)} situations"
        for situation, cell in zip(situations, cells, strict=True):
            known = (knowing.get(situation) or knowing["*"]).split()
            for person in people:
                key = (name, situation, person)
                assert key not in answers, f"{key} stands twice in the table"
                answers[key] = _answer(cell, person=person, by=by.split(), knows=person in known)
    return Grid(situations, answers)


def _answer(cell: str, *, person: str, by: list[str], knows: bool) -> str:
    if not knows:
        return HIDDEN
    if person not in by:
        return FORBIDDEN
    return {"yes": ALLOWED, "-": CONFLICT}.get(cell, cell)


Act = Callable[[str, Actor], Any]


def answer_of(act: Callable[[], Any]) -> str:
    """What a door says: `allow`, a status for 404, 403 and 409, the code for 422 and everything else."""
    try:
        act()
    except DomainError as refused:
        return str(refused.status) if refused.status in (404, 403, 409) else refused.code
    return ALLOWED


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back; actions may open their durable transaction inside."""
    with transaction.atomic():
        connection.atomic_blocks[-1]._from_testcase = True  # type: ignore[attr-defined]
        yield
        transaction.set_rollback(True)


TRACES = (
    "workflow_event",
    "workflow_eventtext",
    "workflow_outbox",
    "workflow_deadline",
    "workflow_job",
    "workflow_idempotencykey",
    "cases_improvementcase",
    "cases_casetrigger",
    "appraisal_resultrecord",
    "appraisal_evidence",
    "appraisal_objectionquestion",
    "appraisal_planversion",
    "workflow_signature",
    "appraisal_itemfacts",
    "appraisal_annualrecord",
    "appraisal_feedbackbox",
    "appraisal_feedbacktext",
    "appraisal_unnamedtext",
    "appraisal_agreement",
    "appraisal_calibrationmove",
    "appraisal_correctionfile",
)
SUBJECTS = (
    "appraisal_evaluation",
    "appraisal_evaluationitem",
    "appraisal_objection",
    "appraisal_objectionitem",
    "appraisal_cycle",
    "appraisal_hearing",
    "appraisal_plan",
    "appraisal_planresult",
    "appraisal_planindicator",
    "appraisal_recognition",
    "appraisal_award",
    "appraisal_annualresult",
    "appraisal_unitachievement",
    "appraisal_calibrationroom",
    "appraisal_calibrationentry",
    "appraisal_innovation",
    "appraisal_innovationshare",
    "appraisal_feedbackround",
    "appraisal_feedback",
    "appraisal_dialoguemeeting",
    "appraisal_assessorcorrection",
    "appraisal_periodsegment",
    "appraisal_rulechange",
    "organization_delegation",
)


def fingerprint() -> tuple[Any, ...]:
    """Everything a refusal must leave as it was: numbers of rows, and the subjects' rows themselves."""
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in TRACES)
    found: list[Any] = []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}, (SELECT count(*) FROM workflow_deadline WHERE settled_at IS NULL)")
        found.extend(cursor.fetchall())
        for table in SUBJECTS:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            found.append(tuple(map(str, cursor.fetchall())))
    return tuple(found)


def special(name: str) -> Actor | None:
    """The two actors without an account."""
    return {"clock": CLOCK, "anonymous": NOBODY}.get(name)


def differences(grid: Grid, situation: str, try_one: Callable[[str, str], str]) -> list[str]:
    """Run every cell of a situation through a door; name each that differs, and each refusal that left a trace."""
    found = []
    before = fingerprint()
    for name, person, expected in grid.cells(situation):
        with undone():
            answer = try_one(name, person)
            if answer != ALLOWED and fingerprint() != before:
                found.append(f"{situation}/{name}/{person}: refused ({answer}) but left a trace")
        if answer != expected:
            found.append(f"{situation}/{name}/{person}: expected {expected}, got {answer}")
    return found
