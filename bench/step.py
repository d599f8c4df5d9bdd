"""One full step (policy, guard, django_fsm, event with hash, deadlines, outbox) against the bare driver.

Both write to the same tables, with the same indexes and triggers, on one connection each. The bare driver takes
six round trips: BEGIN, SELECT … FOR UPDATE, UPDATE, INSERT of the event, INSERT of outbox (and of the deadline in
the same statement), COMMIT; prepared, with ready-made values: it decides nothing.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from bench import ground
from bench.figures import Figure, middle, spent


class Form(NamedTuple):
    """A form that is ready to be submitted, by its key and its public identity, and the account that submits it."""

    pk: int
    public_id: UUID
    user: int


EVENT = """INSERT INTO workflow_event (kind, subject_id, version, name, transition, from_state, to_state, actor_id,
    role, effective_at, recorded_at, body, prev_hash, hash) VALUES ('appraisal.evaluation', %s, %s,
    'evaluation.submitted', 'submit', 'self_assessment', 'supervisor_review', %s, 'subject', now(), now(),
    %s, %s, %s) RETURNING id"""
REST = """WITH settled AS (UPDATE workflow_deadline SET settled_at = now(), outcome = 'cancelled'
    WHERE kind = 'appraisal.evaluation' AND subject_id = %(id)s AND settled_at IS NULL),
    due AS (INSERT INTO workflow_deadline (kind, subject_id, name, transition, due_at, explanation, created_at)
    VALUES ('appraisal.evaluation', %(id)s, 'review_ends', 'review_overdue', now(), %(explanation)s, now()))
    INSERT INTO workflow_outbox (event_id, name, kind, subject_id, created_at)
    VALUES (%(event)s, 'evaluation.submitted', 'appraisal.evaluation', %(id)s, now())"""


def _bare(connection: Any, form: int, user: int) -> None:
    with connection.transaction():
        read = "SELECT version, chain_head FROM appraisal_evaluation WHERE id = %s FOR UPDATE"
        version, head = connection.execute(read, [form]).fetchone()
        values = [form, version + 1, user, "x" * 480, head, "y" * 64]
        event = connection.execute(EVENT, values).fetchone()[0]
        move = (
            "UPDATE appraisal_evaluation SET state = 'supervisor_review', version = %s, chain_head = %s,"
            " state_since = now(), submitted_at = now() WHERE id = %s AND state = 'self_assessment' AND version = %s"
        )
        connection.execute(move, [version + 1, "y" * 64, form, version])
        connection.execute(REST, {"id": form, "event": event, "explanation": "z" * 300})


def _bare_all(connection: Any, forms: Sequence[Form]) -> None:
    for form in forms:
        _bare(connection, form.pk, form.user)


def measure(cast: Any, *, rounds: int, steps: int) -> tuple[list[Figure], dict[str, object]]:
    """Rounds of both, one after the other, on forms that are filled in and ready to be submitted."""
    spare, *forms = _ready(cast, rounds * steps * 2 + 1)
    own_forms, bare_forms = forms[: rounds * steps], forms[rounds * steps :]
    own, bare = [], []
    with ground.driver() as driver:
        for number in range(rounds):
            part = slice(number * steps, (number + 1) * steps)
            bare.append(spent(partial(_bare_all, driver, bare_forms[part])))
            own.append(spent(partial(_submit_all, own_forms[part])))
    ratios = tuple(b.seconds / o.seconds for b, o in zip(bare, own, strict=True))
    statements = _statements(spare)
    facts: dict[str, object] = {
        "steps per second": round(middle([steps / one.seconds for one in own])),
        "bare driver, six round trips, per second": round(middle([steps / one.seconds for one in bare])),
        "processor time of one step in this process, ms": round(middle([o.cpu / steps * 1000 for o in own]), 2),
        "the same of the bare driver, ms": round(middle([one.cpu / steps * 1000 for one in bare]), 2),
    }
    note = f"{statements} statements a step, BEGIN and COMMIT included"
    return [
        Figure("full step over the bare driver's six round trips", middle(list(ratios)), 0.6, ratios, note=note)
    ], facts


def _ready(cast: Any, count: int) -> list[Form]:
    """Forms in self-assessment with every item filled in."""
    from appraisal.models import Cycle, Evaluation
    from config.demo.cycles import forms_of
    from config.demo.forms import fill_self
    from workflow.sweep import sweep_all

    sweep_all()
    cycle = Cycle.objects.filter(state="running").order_by("pk").last()
    forms = forms_of(cycle, "self_assessment")[:count]  # type: ignore[arg-type]
    if len(forms) < count:
        raise SystemExit(f"only {len(forms)} forms are ready, {count} are needed")
    fill_self(forms)
    chosen = Evaluation.objects.filter(pk__in=[form for form, _person in forms]).order_by("pk")
    return [Form(*row) for row in chosen.values_list("pk", "public_id", "employee__user__pk")]


def _submit_all(forms: Sequence[Form]) -> None:
    from appraisal.models import Evaluation
    from workflow.actors import Actor
    from workflow.engine import fire

    for form in forms:
        # What a request carries: the public identity and the account. The engine finds and reads both after the lock.
        fire((Evaluation, form.public_id), "submit", actor=Actor(user_id=form.user), version=1)


def _statements(form: Form) -> int:
    """How many statements one step sends, BEGIN and COMMIT included."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _submit_all([form])
    return len(captured)
