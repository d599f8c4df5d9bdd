"""The clock's sweep among a million forms: against one bare statement a chunk, and against a loop of django-fsm.

All write the same rows to the same tables, with the same indexes and triggers: the form, its event, the deadline
settled, the next one, the message. The bare statement takes chunks of 1,000 with SKIP LOCKED and a commit each, and
decides nothing: its texts and hashes are ready-made. The loop is what one writes with django-fsm: for each form a
transaction, a locking read, the transition, `save()`, and the other rows by the ORM.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from django.db import connection, transaction

from bench import ground
from bench.figures import Figure, middle, spent

FORMS: Final = 1_000_000
PER_CYCLE: Final = 100_000
DUE: Final = 10_000
LOOPED: Final = 300
CHUNK: Final = 1_000
FAR: Final = timedelta(days=60)
LATE: Final = timedelta(days=1)

PEOPLE = """INSERT INTO organization_employee ({columns}) SELECT {values} FROM (SELECT * FROM organization_employee
    ORDER BY id LIMIT 1) one, generate_series(1, %(count)s::bigint) AS number"""
CYCLE = """INSERT INTO appraisal_cycle ({columns}) SELECT {values} FROM (SELECT * FROM appraisal_cycle
    WHERE state = 'running' ORDER BY id LIMIT 1) one RETURNING id"""
FORMS_OF = """INSERT INTO appraisal_evaluation ({columns}) SELECT {values} FROM (SELECT * FROM appraisal_evaluation
    WHERE state = 'self_assessment' ORDER BY id LIMIT 1) one, organization_employee person
    WHERE person.nip LIKE '7700%%'"""
DEADLINES_OF = """INSERT INTO workflow_deadline (kind, subject_id, name, transition, due_at, explanation, created_at)
    SELECT 'appraisal.evaluation', f.id, 'self_ends', 'lapse_self', %(far)s, repeat('z', 200), now()
    FROM appraisal_evaluation f WHERE f.cycle_id = %(cycle)s"""
MADE_DUE = """UPDATE workflow_deadline SET due_at = %(due)s WHERE id IN (SELECT id FROM workflow_deadline
    WHERE settled_at IS NULL AND transition = 'lapse_self' AND due_at > now() ORDER BY md5(id::text) LIMIT %(count)s)"""
BARE = """WITH due AS (SELECT id, subject_id, due_at FROM workflow_deadline
        WHERE settled_at IS NULL AND due_at < %(now)s ORDER BY due_at, id LIMIT %(chunk)s),
    held AS (SELECT f.id, f.version, f.chain_head, f.review_revision, due.due_at FROM appraisal_evaluation f
        JOIN due ON due.subject_id = f.id WHERE f.state = 'self_assessment' ORDER BY f.id
        FOR UPDATE OF f SKIP LOCKED),
    moved AS (UPDATE appraisal_evaluation f SET state = 'supervisor_review', version = f.version + 1,
        chain_head = repeat('y', 64), state_since = held.due_at, submitted_at = held.due_at,
        review_mark = held.review_revision, unfilled = true FROM held WHERE f.id = held.id
        RETURNING f.id, f.version, held.chain_head, held.due_at),
    told AS (INSERT INTO workflow_event (kind, subject_id, version, name, transition, from_state, to_state, role,
        effective_at, recorded_at, body, prev_hash, hash)
        SELECT 'appraisal.evaluation', id, version, 'evaluation.self_lapsed', 'lapse_self', 'self_assessment',
        'supervisor_review', 'clock', due_at, now(), repeat('x', 480), chain_head, repeat('y', 64) FROM moved
        RETURNING id, subject_id),
    settled AS (UPDATE workflow_deadline d SET settled_at = now(), outcome = 'fired' FROM moved
        WHERE d.kind = 'appraisal.evaluation' AND d.subject_id = moved.id AND d.settled_at IS NULL),
    next AS (INSERT INTO workflow_deadline (kind, subject_id, name, transition, due_at, explanation, created_at)
        SELECT 'appraisal.evaluation', id, 'review_ends', 'review_overdue', %(far)s, repeat('z', 300), now()
        FROM moved)
    INSERT INTO workflow_outbox (event_id, name, kind, subject_id, created_at)
    SELECT id, 'evaluation.self_lapsed', 'appraisal.evaluation', subject_id, now() FROM told"""


def measure(cast: Any, *, rounds: int) -> tuple[list[Figure], dict[str, object]]:
    """Rounds of the three, one after the other, each on forms of its own that have just become due."""
    from workflow.sweep import sweep_all

    sweep_all(grace=timedelta(0))
    _fill()
    ways: dict[str, tuple[int, Callable[[], object]]] = {
        "sweep": (DUE, _sweep),
        "bare": (DUE, _bare),
        "loop": (LOOPED, _loop),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (count, way) in ways.items():
            _make_due(count)
            seconds[name].append(spent(way).seconds / count)
            if _due():
                raise SystemExit(f"{name} left deadlines behind")
    own, bare, loop = seconds["sweep"], seconds["bare"], seconds["loop"]
    over_bare = tuple(a / b for a, b in zip(own, bare, strict=True))
    over_loop = tuple(a / b for a, b in zip(loop, own, strict=True))
    facts: dict[str, object] = {
        "statements of a sweep of 1,000, BEGIN and COMMIT included": _statements(CHUNK),
        "the same of 500": _statements(CHUNK // 2),
        f"deadlines a second, {DUE} due among {FORMS}": round(1 / middle(own)),
        "the same of the bare statement": round(1 / middle(bare)),
        "the same of the loop": round(1 / middle(loop)),
    }
    return [
        Figure("sweep over the bare statement", middle(list(over_bare)), 2.0, over_bare, at_least=False),
        Figure("times faster than a loop of django-fsm", middle(list(over_loop)), 30.0, over_loop),
    ], facts


def _statements(count: int) -> int:
    """How many statements a sweep of so many sends, the look that finds nothing more included."""
    from django.test.utils import CaptureQueriesContext

    _make_due(count)
    with CaptureQueriesContext(connection) as captured:
        _sweep()
    return len(captured)


def _now() -> datetime:
    return datetime.now(UTC)


@cache
def _far() -> datetime:
    """The moment at which everything else is due; one value, so that the due ones are told apart."""
    return _now() + FAR


def _make_due(count: int) -> None:
    with ground.driver() as driver:
        driver.execute(MADE_DUE, {"due": _now() - LATE, "count": count})
        driver.commit()


def _due() -> int:
    with ground.driver() as driver:
        asked = "SELECT count(*) FROM workflow_deadline WHERE settled_at IS NULL AND due_at < now()"
        return int(driver.execute(asked).fetchone()[0])  # type: ignore[index]


def _sweep() -> None:
    from workflow.sweep import sweep_all

    sweep_all()


def _bare() -> None:
    with ground.driver() as driver:
        while driver.execute(BARE, {"now": _now(), "far": _far(), "chunk": CHUNK}).rowcount:
            driver.commit()
        driver.commit()


def _loop() -> None:
    from workflow.models import Deadline

    due = Deadline.objects.filter(settled_at=None, due_at__lt=_now()).order_by("due_at", "pk")
    for row in due:
        with transaction.atomic():
            _one_by_django_fsm(row)


def _one_by_django_fsm(row: Any) -> None:
    from bench.plain_fsm import PlainForm
    from workflow.models import Deadline, Event, OutboxMessage

    form = PlainForm._default_manager.select_for_update().get(pk=row.subject_id)
    before, head, now = form.state, form.chain_head, _now()
    form.lapse_self(row.due_at)
    event = Event.objects.create(
        kind=row.kind, subject_id=form.pk, version=form.version, name="evaluation.self_lapsed",
        transition="lapse_self", from_state=before, to_state=form.state, role="clock", effective_at=row.due_at,
        recorded_at=now, body="x" * 480, prev_hash=head, hash=form.chain_head,
    )  # fmt: skip
    form.save()
    Deadline.objects.filter(kind=row.kind, subject_id=form.pk, settled_at=None).update(settled_at=now, outcome="fired")
    Deadline.objects.create(
        kind=row.kind, subject_id=form.pk, name="review_ends", transition="review_overdue", due_at=_far(),
        explanation="z" * 300, created_at=now,
    )  # fmt: skip
    OutboxMessage.objects.create(event=event, name=event.name, kind=row.kind, subject_id=form.pk, created_at=now)


def _fill() -> None:
    """A million forms in self-assessment in ten cycles, each with a deadline that is far away."""
    from workflow.triggers import install, remove

    remove()
    try:
        with ground.driver() as driver:
            _fill_people(driver)
            for number in range(FORMS // PER_CYCLE):
                _fill_cycle(driver, name=f"Sejuta {number}")
    finally:
        install()
    with connection.cursor() as cursor:
        for table in ("organization_employee", "appraisal_evaluation", "workflow_deadline", "workflow_event"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def _fill_people(driver: Any) -> None:
    own = {"nip": "'7700' || lpad(number::text, 14, '0')", "public_id": "gen_random_uuid()"}
    driver.execute(_copy(driver, PEOPLE, "organization_employee", own), {"count": PER_CYCLE})
    driver.commit()


def _fill_cycle(driver: Any, *, name: str) -> None:
    of_cycle = {"public_id": "gen_random_uuid()", "name": "%(name)s"}
    made = _copy(driver, CYCLE, "appraisal_cycle", of_cycle)
    cycle = driver.execute(made, {"name": name}).fetchone()[0]
    own = {
        "public_id": "gen_random_uuid()", "cycle_id": "%(cycle)s", "employee_id": "person.id",
        "unit_id": "person.unit_id", "state": "'self_assessment'", "chain_head": "repeat('a', 64)",
    }  # fmt: skip
    given = {"cycle": cycle, "far": _far()}
    driver.execute(_copy(driver, FORMS_OF, "appraisal_evaluation", own), given)
    driver.execute(DEADLINES_OF, given)
    driver.commit()


def _copy(driver: Any, statement: str, table: str, own: dict[str, str]) -> str:
    """The statement with all columns of the table: the copied row's, but for those that are the new row's own."""
    names = [
        row[0]
        for row in driver.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
            " AND is_generated = 'NEVER'",
            [table],
        )
    ]
    values = [own.get(name, f'one."{name}"') for name in names]
    return statement.format(columns=", ".join(f'"{name}"' for name in names), values=", ".join(values))
