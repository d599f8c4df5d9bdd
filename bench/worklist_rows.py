"""A million evaluations as they lie in a regency: nine cycles that ended and one that runs, in every state.

Forty people an assessor, ten assessors a superior; three of four forms of the running cycle are with the assessor, two
of forty were sent back. The forms of the running cycle have their items, a million and more; a million notices lie in
the inboxes of the accounts, one of sixty unread.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from bench import ground
from bench.sweep import CYCLE, PEOPLE, _copy

PER_CYCLE: Final = 100_000
CYCLES: Final = 10
TEAM: Final = 40
SOUGHT: Final = 50_000
REOPENINGS: Final = 400
FILLED: Final = (
    "organization_employee", "organization_unit", "appraisal_cycle", "appraisal_evaluation", "appraisal_evaluationitem",
    "notifications_inboxitem",
)  # fmt: skip

# Places of the people in a row; officials are people of the same row.
FORMS: Final = """INSERT INTO appraisal_evaluation ({columns}) SELECT {values} FROM (SELECT * FROM appraisal_evaluation
    WHERE state = 'self_assessment' ORDER BY id LIMIT 1) one, (SELECT id, unit_id, full_name, n, %(first)s + n / 40 AS
    assessor, %(first)s + 5000 + n / 400 AS superior FROM (SELECT id, unit_id, full_name, id - %(first)s AS n
    FROM organization_employee WHERE nip LIKE '7700%%') p) person"""
STATE: Final = """CASE WHEN %(over)s THEN 'final' WHEN person.n %% 40 < 30 THEN 'supervisor_review'
    WHEN person.n %% 40 < 34 THEN 'self_assessment' WHEN person.n %% 40 < 36 THEN 'calibration'
    WHEN person.n %% 40 < 39 THEN 'objection' ELSE 'final' END"""
ITEMS: Final = """INSERT INTO appraisal_evaluationitem ({columns}) SELECT {values} FROM (SELECT * FROM
    appraisal_evaluationitem WHERE evaluation_id = (SELECT min(evaluation_id) FROM appraisal_evaluationitem)) one,
    (SELECT id, employee_id - %(first)s AS n FROM appraisal_evaluation WHERE cycle_id = %(cycle)s) form"""
# The person's own unit by a scattered number, so that an office has its share of everything.
SPREAD: Final = """UPDATE organization_employee SET unit_id = (SELECT array_agg(id ORDER BY lft) FROM organization_unit)
    [1 + id %% (SELECT count(*) FROM organization_unit)] WHERE nip LIKE '7700%%'"""
REOPEN: Final = """UPDATE appraisal_evaluation SET reopen_requested_by_id = %(account)s WHERE id IN (
    SELECT id FROM appraisal_evaluation WHERE state = 'final' ORDER BY md5(id::text) LIMIT %(count)s)"""

NOTICES: Final = """INSERT INTO notifications_inboxitem (public_id, kind, subject_id, subject_public_id, text_key, role,
    params, urgency, happened_at, created_at, read_at, event_id, recipient_id)
    SELECT gen_random_uuid(), 'appraisal.evaluation', n, gen_random_uuid(), 'evaluation.approved', 'subject', '{}',
    'normal', now(), now(), CASE WHEN n %% 60 < 59 THEN now() END, n,
    (SELECT array_agg(id ORDER BY id) FROM organization_user)[1 + n %% (SELECT count(*) FROM organization_user)]
    FROM generate_series(1, %(count)s::bigint) n"""
# The agency with the most units.
OFFICE: Final = """SELECT lft, rght, id FROM organization_unit WHERE parent_id IN (SELECT id FROM organization_unit
    WHERE parent_id IS NULL) ORDER BY rght - lft DESC, id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Placed:
    """Keys of the people whose pages are looked at; ``office`` is the interval of the HR officer's units."""

    account: int
    employee: int
    assessor: int
    absent: int
    superior: int
    officer: int
    office: tuple[int, int]
    office_id: int


def fill(cast: Any) -> Placed:
    """All rows, then ANALYZE."""
    from datetime import timedelta

    from workflow.sweep import sweep_all
    from workflow.triggers import install, remove

    sweep_all(grace=timedelta(0))
    remove()
    try:
        with ground.driver() as driver:
            placed = _fill(driver, cast)
    finally:
        install()
    with connection.cursor() as cursor:
        for table in FILLED:
            cursor.execute(f"VACUUM ANALYZE {table}")
    return placed


def _fill(driver: Any, cast: Any) -> Placed:
    own = {"nip": "'7700' || lpad(number::text, 14, '0')", "public_id": "gen_random_uuid()"}
    driver.execute(_copy(driver, PEOPLE, "organization_employee", own), {"count": PER_CYCLE})
    driver.execute(SPREAD, {})
    sought = "SELECT min(id) FROM organization_employee WHERE nip LIKE '7700%%'"
    first = int(driver.execute(sought, {}).fetchone()[0])
    for number in range(CYCLES):
        _fill_cycle(driver, first, over=number < CYCLES - 1, name=f"Sejuta {number}")
    account = cast.other_hr().user_id
    driver.execute(REOPEN, {"account": account, "count": REOPENINGS})
    driver.execute(NOTICES, {"count": CYCLES * PER_CYCLE})
    office = driver.execute(OFFICE).fetchone()
    driver.commit()
    assessor = first + SOUGHT // TEAM
    return Placed(
        account=cast.hr().user_id,
        employee=first + SOUGHT + 31,
        assessor=assessor,
        absent=assessor + 1,
        superior=first + 5000 + SOUGHT // (10 * TEAM),
        officer=first + SOUGHT + 71,
        office=(office[0], office[1]),
        office_id=office[2],
    )


def _fill_cycle(driver: Any, first: int, *, over: bool, name: str) -> None:
    made = _copy(driver, CYCLE, "appraisal_cycle", {"public_id": "gen_random_uuid()", "name": "%(name)s"})
    cycle = driver.execute(made, {"name": name}).fetchone()[0]
    own = {
        "public_id": "gen_random_uuid()", "cycle_id": "%(cycle)s", "employee_id": "person.id",
        "employee_name": "person.full_name", "unit_id": "person.unit_id", "state": STATE,
        "assessor_id": "CASE WHEN person.assessor = person.id THEN person.superior ELSE person.assessor END",
        "return_note": "CASE WHEN NOT %(over)s AND person.n %% 40 = 30 THEN 'Lengkapi.' ELSE '' END",
        "superior_id": "person.superior", "predicate": "'baik'", "result": "'{}'",
        "state_since": "now() - person.n * interval '1 second'", "chain_head": "repeat('a', 64)",
    }  # fmt: skip
    given = {"cycle": cycle, "first": first, "over": over}
    driver.execute(_copy(driver, FORMS, "appraisal_evaluation", own), given)
    if not over:
        of_form = {
            "public_id": "gen_random_uuid()", "evaluation_id": "form.id",
            "return_note": "CASE WHEN form.n %% 40 = 32 AND one.position = 0 THEN 'Lengkapi.' ELSE '' END",
        }  # fmt: skip
        driver.execute(_copy(driver, ITEMS, "appraisal_evaluationitem", of_form), given)
    driver.commit()
