"""The worklist among a million evaluations: the statements of a page, of a count and of the bell against the bare ones.

The product's statements are those its pages send, taken from the querysets and run by the same driver as the bare
ones, which are written by hand: the same rows in the same order with the same columns, and nothing that decides who
may see them. Both are prepared, as in production. No statement may read the table of evaluations from end to end.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

from django.db import connection

from bench import ground
from bench.figures import Figure, middle
from bench.worklist_rows import fill

ROUNDS: Final = 9
TIMES: Final = 15
LIMIT: Final = 51
BAR: Final = 1.5
TABLE: Final = "appraisal_evaluation"
OPEN: Final = "e.state NOT IN ('final', 'cancelled')"

FORMS: Final = """SELECT {columns} FROM appraisal_evaluation e JOIN appraisal_cycle c ON c.id = e.cycle_id
    LEFT JOIN organization_employee d ON d.id = e.decider_id WHERE {where} ORDER BY {order} LIMIT {limit}"""
COUNT: Final = "SELECT count(*) FROM appraisal_evaluation e WHERE {where}"
OWN: Final = "e.employee_id = %(me)s"
REVIEWED: Final = "e.assessor_id = %(me)s AND e.state = 'supervisor_review'"
RETURNED: Final = """e.state = 'self_assessment' AND (e.return_note <> ''
    OR EXISTS (SELECT 1 FROM appraisal_evaluationitem i WHERE i.evaluation_id = e.id AND i.return_note <> ''))"""
AWAITED: Final = f"e.assessor_id = %(me)s AND {RETURNED}"
CALIBRATED: Final = "e.superior_id = %(me)s AND e.state = 'calibration'"
REOPENED: Final = """e.reopen_requested_by_id IS NOT NULL AND e.unit_id IN
    (SELECT u.id FROM organization_unit u WHERE u.lft BETWEEN %(lft)s AND %(rght)s)"""
STANDING_IN: Final = "e.assessor_id IN (%(me)s, %(absent)s) AND e.state = 'supervisor_review'"


@dataclass(frozen=True, slots=True)
class Reader:
    """One person who opens the page, and by hand which forms stand on it and which of them are counted."""

    name: str
    actor: Any
    shown: str
    counted: str
    values: dict[str, Any] = field(default_factory=dict)


Statement = tuple[str, Any]


BELL: Final = """SELECT (SELECT count(*) FROM notifications_inboxitem i
    WHERE i.recipient_id = u.id AND i.read_at IS NULL),
    a.capacity, p.title, p.is_head FROM organization_user u LEFT JOIN organization_appointment a
    ON a.employee_id = u.employee_id AND a.valid_from <= current_date
    AND (a.valid_to IS NULL OR a.valid_to >= current_date) LEFT JOIN organization_post p ON p.id = a.post_id
    WHERE u.id = %(account)s ORDER BY a.capacity DESC, a.id"""


def measure(cast: Any) -> tuple[list[Figure], dict[str, object]]:
    """Both statements of each reader, in turns, the same number of rows asked for from each."""
    cast_of = fill(cast)
    figures: list[Figure] = []
    facts: dict[str, object] = {}
    with ground.driver() as driver:
        driver.autocommit = True
        for reader in _readers(cast_of):
            for what, own, bare in _pairs(reader):
                _same(driver, reader.name, what, own, bare)
                _indexed(driver, reader.name, what, own)
                figures.append(_compared(driver, f"{what} of the {reader.name} over the bare query", own, bare, facts))
        own, bare = _bell(cast_of.account)
        _same(driver, "page", "bell", own, bare)
        figures.append(_compared(driver, "bell of a page over the bare query", own, bare, facts))
    return figures, facts


def _readers(cast: Any) -> list[Reader]:
    from workflow.actors import ASSESSING, Actor, Grant, StandIn

    def person(key: int, **more: Any) -> Actor:
        return Actor(user_id=cast.account, employee_id=key, **more)

    office = Grant("hr", cast.office[0], cast.office[1], cast.office_id)
    absent = StandIn(cast.absent, frozenset({ASSESSING}), "Kepala", "800/1")
    reviewed = f"({REVIEWED}) OR ({AWAITED}) OR ({OWN} AND {OPEN})"
    own = f"{OWN} AND {OPEN}"
    asked = f"({REVIEWED}) OR ({OWN} AND e.state = 'self_assessment')"
    return [
        Reader("employee", person(cast.employee), own, f"{OWN} AND e.state = 'self_assessment'"),
        Reader("assessor", person(cast.assessor), reviewed, asked),
        Reader("superior", person(cast.superior), f"({CALIBRATED}) OR ({OWN} AND {OPEN})", CALIBRATED),
        Reader(
            "delegate", person(cast.assessor, stands_in=(absent,)), f"({STANDING_IN}) OR ({AWAITED}) OR ({own})",
            f"({STANDING_IN}) OR ({OWN} AND e.state = 'self_assessment')", {"absent": cast.absent},
        ),
        Reader(
            "HR officer", person(cast.officer, grants=(office,)),
            f"({own}) OR ({REOPENED})", f"({REOPENED}) OR ({OWN} AND e.state = 'self_assessment')",
            dict(zip(("lft", "rght"), cast.office, strict=True)),
        ),
    ]  # fmt: skip


def _pairs(reader: Reader) -> list[tuple[str, Statement, Statement]]:
    from appraisal.models import Evaluation
    from appraisal.pages import worklist

    page = worklist.forms_of(reader.actor)[: 2 * LIMIT + worklist.MOST_CURRENT]
    count = Evaluation.objects.filter(worklist.asked_of(reader.actor))
    values = {"me": reader.actor.employee_id, **reader.values}
    order = f"({OWN} AND {OPEN}) DESC, ({reader.counted}) DESC, e.state_since, e.id"
    bare = FORMS.format(columns=_columns(), where=reader.shown, order=order, limit=2 * LIMIT + 2)
    counted = COUNT.format(where=reader.counted)
    return [
        ("page", page.query.sql_with_params(), (bare, values)),
        ("count", _sent_by(count.count), (counted, values)),
    ]


def _columns() -> str:
    """The columns the page shows, of the form, of its cycle and of the decider."""
    from appraisal.pages import worklist

    forms = [f"e.{name}" for name in ("id", *worklist.SHOWN)]
    return ", ".join((*forms, *(f"c.{name}" for name in ("id", *worklist.OF_CYCLE)), "d.id", "d.full_name", RETURNED))


def _bell(account: int) -> tuple[Statement, Statement]:
    """How many notices are unread and the posts held today: what the frame of each page asks."""
    from config.frame import _facts_of
    from workflow.actors import Actor

    return _sent_by(lambda: _facts_of(account, Actor(user_id=account))), (BELL, {"account": account})


def _sent_by(act: Callable[[], object]) -> Statement:
    """The first statement Django sends in an act, and its values."""
    sent: list[Statement] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        act()
    return sent[0]


def _run(driver: Any, statement: Statement) -> list[Any]:
    return list(driver.execute(*statement).fetchall())


def _same(driver: Any, name: str, what: str, own: Statement, bare: Statement) -> None:
    mine, hand = _run(driver, own), _run(driver, bare)
    # A page by the keys of its rows, in order; a count by its number.
    equal = [row[0] for row in mine] == [row[0] for row in hand]
    if not equal or not mine:
        raise SystemExit(f"{what} of the {name}: the product gives {len(mine)} rows, the bare query {len(hand)}")


def _indexed(driver: Any, name: str, what: str, own: Statement) -> None:
    """The plan of the product's statement does not read the evaluations from end to end."""
    plan = "\n".join(row[0] for row in driver.execute(f"EXPLAIN {own[0]}", own[1]).fetchall())
    if re.search(rf"Seq Scan on {TABLE}\b(?! *item)", plan):
        raise SystemExit(f"{what} of the {name} reads the whole table:\n{plan}")


def _compared(driver: Any, name: str, own: Statement, bare: Statement, facts: dict[str, object]) -> Figure:
    ways: dict[str, Callable[[], object]] = {"own": lambda: _run(driver, own), "bare": lambda: _run(driver, bare)}
    found: dict[str, list[float]] = {"own": [], "bare": []}
    for _ in range(ROUNDS):
        for way, act in ways.items():
            found[way].append(min(_once(act) for _ in range(TIMES)))
    ratios = tuple(a / b for a, b in zip(found["own"], found["bare"], strict=True))
    rows, milliseconds = len(_run(driver, own)), {way: 1000 * middle(times) for way, times in found.items()}
    note = f"{milliseconds['own']:.2f} ms over {milliseconds['bare']:.2f} ms, {rows} rows"
    facts[f"worklist: {name}"] = note
    return Figure(f"worklist: {name}", middle(list(ratios)), BAR, ratios, at_least=False, note=note)


def _once(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start
