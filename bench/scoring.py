"""The results of 100,000 evaluations computed set-wise from the ratings of their items, by the statement of the
nightly verification; and how long the pure function takes for as many, one after the other.
"""

from itertools import product
from time import perf_counter
from typing import Any, Final

from django.db import connection

from bench import ground
from bench.figures import Figure

PEOPLE: Final = 100_000
CHUNK: Final = 5_000
SECONDS: Final = 20.0
ALONE: Final = 2_000

# Ratings that differ from form to form and from item to item.
ITEMS: Final = """INSERT INTO appraisal_evaluationitem (public_id, evaluation_id, code, section, labels, weight, target,
    position, self_realisation, self_story, assessor_rating, assessor_comment, return_note)
    SELECT gen_random_uuid(), e.id, i.value->>'code', i.value->>'section', i.value->'label',
      (i.value->>'weight')::numeric, '', i.place, '', '', 1 + (e.id * 7 + i.place * 5) %% 3, '', ''
    FROM appraisal_evaluation e JOIN appraisal_cycle c ON c.id = e.cycle_id
    JOIN appraisal_ruleset r ON r.id = c.rule_set_id
    CROSS JOIN jsonb_array_elements(r.content->'indicators') WITH ORDINALITY AS i(value, place)
    WHERE e.cycle_id = %s AND NOT EXISTS (SELECT 1 FROM appraisal_evaluationitem t WHERE t.evaluation_id = e.id)"""
RATED: Final = """UPDATE appraisal_evaluationitem SET assessor_rating = 1 + (evaluation_id * 7 + position * 5) %% 3
    WHERE assessor_rating IS NULL AND evaluation_id IN (SELECT id FROM appraisal_evaluation WHERE cycle_id = %s)"""
JUDGED: Final = """UPDATE appraisal_evaluation SET results_rating = 1 + id %% 3, behaviour_rating = 1 + (id / 3) %% 3
    WHERE cycle_id = %s"""


def measure(cast: Any) -> tuple[list[Figure], dict[str, object]]:
    """Chunks of the statement over all keys, each answer read; the function on as many forms as take a second."""
    from appraisal.models import Evaluation
    from appraisal.verification.statement import computed_from_forms

    cycle = ground.running(cast)
    ground.fill(cycle, PEOPLE)
    _rate(cycle.pk)
    keys = list(Evaluation.objects.filter(cycle=cycle).order_by("pk").values_list("pk", flat=True)[:PEOPLE])
    states = ("draft", "self_assessment")
    start, scored = perf_counter(), 0
    for place in range(0, len(keys), CHUNK):
        part = keys[place : place + CHUNK]
        found = computed_from_forms(part[0], part[-1], states=states)
        scored += sum(score is not None and predicate is not None for _key, score, predicate in found)
    seconds = perf_counter() - start
    if scored < PEOPLE:
        raise SystemExit(f"only {scored} of {PEOPLE} evaluations were scored")
    name = "seconds of scoring 100,000 evaluations set-wise"
    note = f"{scored} scored, {CHUNK} in a statement"
    facts: dict[str, object] = {
        "seconds of scoring 100,000 evaluations one after the other, without a database": _alone(cycle)
    }
    return [Figure(name, seconds, SECONDS, (seconds,), at_least=False, note=note)], facts


def _rate(cycle: int) -> None:
    with connection.cursor() as cursor:
        for statement in (ITEMS, RATED, JUDGED):
            cursor.execute(statement, [cycle])
        cursor.execute("ANALYZE appraisal_evaluation")
        cursor.execute("ANALYZE appraisal_evaluationitem")


def _alone(cycle: Any) -> float:
    """What the pure function would take for all, from what it takes for some."""
    from appraisal.scoring import Rated, compute

    rules = cycle.rules
    codes = [one.code for one in rules.indicators]
    levels = list(product((1, 2, 3), repeat=2))
    start = perf_counter()
    for number in range(ALONE):
        ratings = {code: Rated(1 + (number + place) % 3, "assessor") for place, code in enumerate(codes)}
        results, behaviour = levels[number % len(levels)]
        compute(rules, ratings, results=Rated(results, "assessor"), behaviour=Rated(behaviour, "assessor"))
    return round((perf_counter() - start) * PEOPLE / ALONE, 1)
