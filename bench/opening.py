"""Opening a cycle through the product's job against three INSERT … SELECT that write the same rows."""

import resource
from time import perf_counter
from typing import Any

from bench import ground
from bench.figures import Figure, middle


def _memory() -> float:
    """Highest resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(cast: Any, *, rounds: int) -> tuple[list[Figure], dict[str, object]]:
    """Interleaved: open one cycle by the job, write another one's rows by bare SQL."""
    from appraisal.models import Evaluation

    ratios, times, grown = [], [], []
    for number in range(rounds):
        cycle = ground.cycle(cast, name=f"Siklus {number}")
        before = _memory()
        own = _open_by_job(cast, cycle)
        grown.append(_memory() - before)
        bare = _insert_select(cycle.pk, copy=f"Salinan {number}")
        ratios.append(own / bare)
        times.append(own)
    count = Evaluation.objects.filter(cycle=cycle).count()
    facts = {
        "people opened per round": count,
        "seconds of one opening (median)": round(middle(times), 2),
        "memory grown by later openings, MB": [round(value, 1) for value in grown[1:]],
    }
    figures = [
        Figure("opening a cycle over INSERT … SELECT", middle(ratios), 2.0, tuple(ratios), at_least=False),
        Figure("memory grown by an opening, MB", max(grown[1:]), 20.0, tuple(grown[1:]), at_least=False),
    ]
    return figures, facts


def open_one(cast: Any) -> None:
    """One cycle with its forms, for measurements that need them and do not measure this."""
    _open_by_job(cast, ground.cycle(cast, name="Siklus"))


def _open_by_job(cast: Any, cycle: Any) -> float:
    from appraisal.actions import cycles
    from appraisal.models import Cycle
    from workflow.jobs import run_job

    cycles.open_cycle(cycle.public_id, actor=cast.hr(), version=cycle.version)
    job_id = Cycle.objects.values_list("job_id", flat=True).get(pk=cycle.pk)
    start = perf_counter()
    run_job(int(job_id or 0), worker="bench")
    return perf_counter() - start


COPY = (
    """INSERT INTO appraisal_cycle SELECT (r).* FROM (SELECT jsonb_populate_record(c, jsonb_build_object(
       'id', nextval(pg_get_serial_sequence('appraisal_cycle', 'id')), 'public_id', gen_random_uuid(),
       'name', %(name)s::text, 'state', 'draft', 'version', 0)) AS r FROM appraisal_cycle c WHERE c.id = %(cycle)s) x
       RETURNING id""",
)
EVALUATIONS = """INSERT INTO appraisal_evaluation ({columns}) SELECT {values} FROM appraisal_evaluation
    WHERE cycle_id = %(cycle)s"""
ITEMS = """INSERT INTO appraisal_evaluationitem ({columns}) SELECT {values} FROM appraisal_evaluationitem i
    JOIN appraisal_evaluation o ON o.id = i.evaluation_id
    JOIN appraisal_evaluation n ON n.employee_id = o.employee_id AND n.cycle_id = %(new)s
    WHERE o.cycle_id = %(cycle)s"""
EVENTS = """INSERT INTO workflow_event (kind, subject_id, version, name, to_state, effective_at, recorded_at, body,
    hash)
    SELECT 'appraisal.evaluation', n.id, 0, 'evaluation.created', 'draft', now(), now(), repeat('x', 420),
    repeat('y', 64)
    FROM appraisal_evaluation n WHERE n.cycle_id = %(new)s"""
DEADLINES = """INSERT INTO workflow_deadline (kind, subject_id, name, transition, due_at, explanation, created_at)
    SELECT 'appraisal.evaluation', n.id, 'opens', 'open_self_assessment', now(), repeat('z', 200), now()
    FROM appraisal_evaluation n WHERE n.cycle_id = %(new)s"""


def _columns(connection: Any, table: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'", [table]
    )
    return [row[0] for row in rows.fetchall()]


def _insert_select(cycle: int, *, copy: str) -> float:
    """The same rows (forms, items, events, deadlines) for a copy of the cycle, in one transaction of bare SQL."""
    with ground.driver() as connection:
        new = connection.execute(COPY[0], {"cycle": cycle, "name": copy}).fetchone()[0]  # type: ignore[index]
        connection.commit()
        given = {"cycle": cycle, "new": new}
        forms = _columns(connection, "appraisal_evaluation")
        items = _columns(connection, "appraisal_evaluationitem")
        fresh = {"public_id": "gen_random_uuid()", "cycle_id": "%(new)s", "state": "'draft'", "version": "0"}
        form_values = [fresh.get(name, f'"{name}"') for name in forms]
        own = {"public_id": "gen_random_uuid()", "evaluation_id": "n.id"}
        item_values = [own.get(name, f'i."{name}"') for name in items]
        quoted = [f'"{name}"' for name in forms], [f'"{name}"' for name in items]
        start = perf_counter()
        connection.execute(EVALUATIONS.format(columns=", ".join(quoted[0]), values=", ".join(form_values)), given)
        connection.execute(ITEMS.format(columns=", ".join(quoted[1]), values=", ".join(item_values)), given)
        connection.execute(EVENTS, given)
        connection.execute(DEADLINES, given)
        connection.commit()
        return perf_counter() - start
