"""Forms made in bulk for the second computation: drafts with ratings by arithmetic, never handed to anybody."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import connection

from appraisal.models import Cycle, Evaluation, EvaluationItem, RuleSet
from appraisal.rules import RATINGS, RuleContent, as_json
from organization.models import Employee, Unit
from tests.appraisal.world import NOW

DAY = date(2026, 1, 1)


def frozen(unit: Unit, content: RuleContent, name: str) -> RuleSet:
    """Rules as if published: with their hash."""
    return RuleSet.objects.create(
        unit=unit, name=name, content=as_json(content), content_hash=content.digest, created_at=NOW
    )


def odd_weights(content: RuleContent, chance: random.Random) -> RuleContent:
    """The same rules with weights that leave many halves and thirds."""
    sections = dict(zip([one.code for one in content.sections], parts(len(content.sections), chance), strict=True))
    found = []
    for section in content.sections:
        own = content.indicators_of(section.code)
        found += [replace(one, weight=weight) for one, weight in zip(own, parts(len(own), chance), strict=True)]
    weighed = tuple(replace(one, weight=sections[one.code]) for one in content.sections)
    return replace(content, sections=weighed, indicators=tuple(found))


def parts(count: int, chance: random.Random) -> list[Decimal]:
    """Weights with two decimals that total 100."""
    cuts = sorted(chance.sample(range(1, 10_000), count - 1))
    ends = [0, *cuts, 10_000]
    return [Decimal(upper - lower) / 100 for lower, upper in pairwise(ends)]


def make_forms(unit: Unit, rule_sets: Sequence[RuleSet], number: int) -> tuple[int, int]:
    """So many forms with items, spread over the rule sets; gives the first and the last key."""
    people = _people(unit, min(number, 2_000))
    rows = []
    for at in range(-(-number // len(people))):
        cycle = _cycle(unit, rule_sets[at % len(rule_sets)], at)
        wanted = people[: number - at * len(people)]
        rows += [_form(cycle, person, at + place) for place, person in enumerate(wanted)]
    Evaluation.objects.bulk_create(rows, batch_size=2_000)
    keys = Evaluation.objects.filter(cycle__name__startswith="generated").order_by("pk").values_list("pk", flat=True)
    first, last = keys[0], keys.reverse()[0]
    _items(first, last)
    # As a database does by itself soon after so many rows.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return first, last


def _people(unit: Unit, number: int) -> list[Employee]:
    made = [Employee(nip=f"1970{at:014d}", full_name=f"Generated {at}", kind="pns", unit=unit) for at in range(number)]
    return Employee.objects.bulk_create(made, batch_size=2_000)


def _cycle(unit: Unit, rule_set: RuleSet, at: int) -> Cycle:
    days = dict.fromkeys(("period_from", "period_until", "self_from", "self_until", "review_until", "close_by"), DAY)
    return Cycle.objects.create(
        name=f"generated {at}", unit=unit, rule_set=rule_set, rule_hash=rule_set.content_hash, created_at=NOW, **days
    )


def _form(cycle: Cycle, person: Employee, at: int) -> Evaluation:
    return Evaluation(
        cycle=cycle,
        employee=person,
        unit_id=person.unit_id,
        employee_name=person.full_name,
        results_rating=RATINGS[at % 3],
        behaviour_rating=RATINGS[at // 3 % 3],
    )


def _items(first: int, last: int) -> None:
    """Every indicator of its rules for every form, rated by a mixing of both keys."""
    postgres = connection.vendor == "postgresql"
    pairs = (
        "jsonb_array_elements(r.content->'indicators') WITH ORDINALITY AS k(value, key)"
        if postgres
        else "json_each(r.content, '$.indicators') AS k"
    )
    code, section, weight = (
        f"(k.value->>'{name}')" if postgres else f"json_extract(k.value, '$.{name}')"
        for name in ("code", "section", "weight")
    )
    identity = "gen_random_uuid()" if postgres else "lower(hex(randomblob(16)))"
    number, empty = ("::numeric", "'{}'::jsonb") if postgres else ("", "'{}'")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO appraisal_evaluationitem (public_id, evaluation_id, code, section, labels, weight, target,
                  position, self_realisation, self_story, assessor_comment, return_note, assessor_rating)
                SELECT {identity}, v.id, {code}, {section}, {empty}, {weight}{number}, '', 0, '', '', '', '',
                  (v.id * 7919 + k.key * 104729 + (v.id / 9) * (k.key + 3) + v.id / 81) %% 3 + 1
                FROM appraisal_evaluation v JOIN appraisal_cycle c ON c.id = v.cycle_id
                  JOIN appraisal_ruleset r ON r.id = c.rule_set_id, {pairs}
                WHERE v.id BETWEEN %s AND %s""",
            [first, last],
        )


def rated_forms(first: int, last: int) -> Iterator[tuple[Evaluation, dict[str, int]]]:
    """Each form with its ratings, read in chunks."""
    for start in range(first, last + 1, 5_000):
        end = min(start + 4_999, last)
        ratings: dict[int, dict[str, int]] = {}
        items = EvaluationItem.objects.filter(evaluation__pk__range=(start, end))
        rated = items.filter(assessor_rating__isnull=False)
        for key, code, rating in rated.values_list("evaluation_id", "code", "assessor_rating"):
            assert rating is not None
            ratings.setdefault(key, {})[code] = rating
        columns = ("results_rating", "behaviour_rating", "cycle__rule_set_id")
        rows = Evaluation.objects.select_related("cycle").only(*columns)
        for form in rows.filter(pk__range=(start, end)).order_by("pk"):
            yield form, ratings[form.pk]


def random_values(rule_sets: Sequence[tuple[RuleSet, RuleContent]], number: int, chance: random.Random) -> list[Any]:
    """Ratings of every scheme to be handed over: any rating of the scale, ends included, with and without a proof."""
    found = []
    for at in range(number):
        rule_set, content = rule_sets[at % len(rule_sets)]
        near = chance.choice((None, 50, 70, 90, 110))
        ratings = {
            one.code: chance.randint(content.lowest, content.highest)
            if near is None or content.highest < near
            else max(0, min(120, near + chance.randint(-1, 1)))
            for one in content.indicators
        }
        found.append(
            {
                "number": at,
                "rules": rule_set.pk,
                "results": chance.choice(RATINGS),
                "behaviour": chance.choice(RATINGS),
                "innovation": chance.random() < 0.5,
                "ratings": ratings,
            }
        )
    return found
