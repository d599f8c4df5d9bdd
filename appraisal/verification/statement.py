"""The score and the predicate once more, as one SQL statement over ratings and the JSON of frozen rules.

Nothing of ``scoring.py`` or ``rules.py`` is used here, so that a fault of one side shows as a difference. All numbers
are whole: weights in hundredths, so the sum of products is in units of 10⁻⁸ and rounding half up is one whole division.
The two databases differ only in how JSON is opened (`Dialect`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from appraisal.machines.evaluation import EvaluationState

# A sum of products over a hundredth of a point: 10⁸ / 10².
UNIT: Final = 1_000_000
HALF: Final = UNIT // 2


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one database reads JSON. Templates take the column, the alias and the field."""

    rows: str
    text: str
    whole: str
    hundredths: str
    flag: str
    in_hundredths: str


POSTGRES: Final = Dialect(
    rows="jsonb_array_elements({column}->'{field}') AS {alias}(value)",
    text="({alias}.value->>'{field}')",
    whole="({alias}.value->>'{field}')::bigint",
    hundredths="round(({alias}.value->>'{field}')::numeric * 100)::bigint",
    flag="COALESCE(({alias}.value->>'{field}')::boolean, false)",
    in_hundredths="round({column} * 100)::bigint",
)
SQLITE: Final = Dialect(
    rows="json_each({column}, '$.{field}') AS {alias}",
    text="json_extract({alias}.value, '$.{field}')",
    whole="CAST(json_extract({alias}.value, '$.{field}') AS INTEGER)",
    hundredths="CAST(round(CAST(json_extract({alias}.value, '$.{field}') AS REAL) * 100) AS INTEGER)",
    flag="COALESCE(json_extract({alias}.value, '$.{field}'), 0)",
    in_hundredths="CAST(round({column} * 100) AS INTEGER)",
)

# What is rated and judged: from the stored forms, or from values handed over (then nothing is stored).
STORED: Final = """
newest AS MATERIALIZED (
  SELECT evaluation_id, ground FROM (
    SELECT evaluation_id, ground, row_number() OVER (PARTITION BY evaluation_id ORDER BY sequence DESC) AS place
    FROM appraisal_resultrecord WHERE evaluation_id BETWEEN {first} AND {last}) AS r WHERE place = 1),
ruled AS MATERIALIZED (
  SELECT id, evaluation_id FROM (
    SELECT id, evaluation_id, state,
      row_number() OVER (PARTITION BY evaluation_id ORDER BY filed_at DESC, id DESC) AS place
    FROM appraisal_objection WHERE filed_at IS NOT NULL AND evaluation_id BETWEEN {first} AND {last}) AS o
  WHERE place = 1 AND state = 'decided'),
granted AS MATERIALIZED (
  SELECT x.item_id, x.ruling_rating FROM ruled JOIN newest ON newest.evaluation_id = ruled.evaluation_id
    JOIN appraisal_objectionitem x ON x.objection_id = ruled.id
  WHERE newest.ground = 'decided' AND x.ruling = 'grant' AND x.ruling_rating IS NOT NULL),
judged AS (
  SELECT v.id AS evaluation, COALESCE(v.rule_set_id, c.rule_set_id) AS rules,
    v.results_rating AS results, v.behaviour_rating AS behaviour, {no} AS innovation
  FROM appraisal_evaluation v JOIN appraisal_cycle c ON c.id = v.cycle_id
  WHERE v.state IN ({states}) AND v.id BETWEEN {first} AND {last}),
rated AS (
  SELECT i.evaluation_id AS evaluation, i.code, COALESCE(g.ruling_rating, i.assessor_rating) AS rating
  FROM appraisal_evaluationitem i LEFT JOIN granted g ON g.item_id = i.id
  WHERE i.retired_at IS NULL AND i.evaluation_id BETWEEN {first} AND {last})"""
GIVEN: Final = """
handed AS MATERIALIZED (SELECT {number} AS evaluation, {rules} AS rules, {results} AS results, {behaviour} AS behaviour,
    {innovation} AS innovation, {ratings} AS ratings FROM {values}),
judged AS (SELECT evaluation, rules, results, behaviour, innovation FROM handed),
rated AS (SELECT h.evaluation, {code} AS code, {rating} AS rating FROM handed h, {pairs})"""
RULES: Final = """
frozen AS MATERIALIZED (SELECT id, content FROM appraisal_ruleset WHERE content_hash <> ''),
section AS MATERIALIZED (SELECT r.id AS rules, {section_code} AS code, {section_weight} AS weight
  FROM frozen r, {sections}),
indicator AS MATERIALIZED (SELECT r.id AS rules, {indicator_code} AS code, {indicator_section} AS section,
    {indicator_weight} AS weight FROM frozen r, {indicators}),
weight AS MATERIALIZED (
  SELECT k.rules, k.code, k.weight * s.weight AS share, count(*) OVER (PARTITION BY k.rules) AS items
  FROM indicator k JOIN section s ON s.rules = k.rules AND s.code = k.section),
cell AS MATERIALIZED (SELECT r.id AS rules, {cell_results} AS results, {cell_behaviour} AS behaviour,
    {cell_predicate} AS predicate FROM frozen r, {cells}),
band AS MATERIALIZED (
  SELECT r.id AS rules, {band_from} AS at_least, {band_below} AS below, {band_predicate} AS predicate,
    {band_innovation} AS innovation, max({band_below}) OVER (PARTITION BY r.id) AS highest
  FROM frozen r, {bands})"""
# The inner sum is exact; a form with a missing or a surplus rating has no score.
SCORES: Final = f"""
summed AS (
  SELECT j.evaluation, j.rules, CAST(sum(w.share * q.rating) AS BIGINT) AS points,
    count(q.rating) AS rated, max(w.items) AS items, count(*) AS found
  FROM judged j JOIN rated q ON q.evaluation = j.evaluation
    LEFT JOIN weight w ON w.rules = j.rules AND w.code = q.code
  GROUP BY j.evaluation, j.rules),
scored AS (
  SELECT evaluation, rules, CASE WHEN rated = items AND found = items THEN (points + {HALF}) / {UNIT} END AS score
  FROM summed)
SELECT j.evaluation, s.score, COALESCE(c.predicate, p.predicate, b.predicate) AS predicate
FROM judged j LEFT JOIN scored s ON s.evaluation = j.evaluation
  LEFT JOIN cell c ON c.rules = j.rules AND c.results = j.results AND c.behaviour = j.behaviour AND s.score IS NOT NULL
  LEFT JOIN band p ON p.rules = j.rules AND p.innovation AND j.innovation AND p.at_least <= s.score
    AND (s.score < p.below OR (s.score = p.below AND p.below = p.highest))
  LEFT JOIN band b ON b.rules = j.rules AND NOT b.innovation AND b.at_least <= s.score
    AND (s.score < b.below OR (s.score = b.below AND b.below = b.highest))"""

STANDING: Final = (EvaluationState.OBJECTION, EvaluationState.FINAL)
Computed = tuple[int, int | None, str | None]


def computed_from_forms(first: int, last: int, *, states: Sequence[str] = STANDING) -> list[Computed]:
    """(evaluation, score in hundredths, predicate) of forms in some states, for evaluations with keys from to."""
    sql = _with(_stored(first, last, states))
    return _read(f"{sql} ORDER BY j.evaluation", [])


def differing_forms(first: int, last: int) -> list[int]:
    """Keys of evaluations whose stored score or predicate is not the one their ratings give."""
    inner = _with(_stored(first, last, STANDING))
    stored = dialect().in_hundredths.format(column="v.score")
    head, _select, body = inner.rpartition("SELECT j.evaluation, s.score")
    sql = (
        f"{head}, answer AS (SELECT j.evaluation, s.score{body})"
        " SELECT a.evaluation, a.score, a.predicate FROM answer a JOIN appraisal_evaluation v ON v.id = a.evaluation"
        f" WHERE COALESCE(a.score, -1) <> COALESCE({stored}, -1) OR COALESCE(a.predicate, '') <> v.predicate"
        " ORDER BY a.evaluation"
    )
    return [key for key, _score, _predicate in _read(sql, [])]


def computed_from_values(values: str) -> list[Computed]:
    """The same for ratings handed over as JSON: rows of number, rules, results, behaviour, innovation, ratings."""
    one = dialect()
    postgres = connection.vendor == "postgresql"
    source = GIVEN.format(
        **{name: one.whole.format(alias="g", field=name) for name in ("number", "rules", "results", "behaviour")},
        innovation=one.flag.format(alias="g", field="innovation"),
        ratings="g.value->'ratings'" if postgres else "json_extract(g.value, '$.ratings')",
        values="jsonb_array_elements(%s::jsonb) AS g(value)" if postgres else "json_each(%s) AS g",
        code="p.key",
        rating="p.value::bigint" if postgres else "p.value",
        pairs="jsonb_each_text(h.ratings) AS p" if postgres else "json_each(h.ratings) AS p",
    )
    return _read(f"{_with(source)} ORDER BY j.evaluation", [values])


def dialect() -> Dialect:
    """That of the database at hand."""
    return POSTGRES if connection.vendor == "postgresql" else SQLITE


def _stored(first: int, last: int, states: Sequence[str]) -> str:
    """Numbers and the names of states alone, all from code."""
    listed = ", ".join(f"'{EvaluationState(state).value}'" for state in states)
    never = "false" if connection.vendor == "postgresql" else "0"
    return STORED.format(first=int(first), last=int(last), states=listed, no=never)


def _with(source: str) -> str:
    return f"WITH {source.strip()}, {_rules().strip()}, {SCORES.strip()}"


def _rules() -> str:
    one = dialect()

    def rows(field: str, alias: str) -> str:
        return one.rows.format(column="r.content", field=field, alias=alias)

    return RULES.format(
        sections=rows("sections", "s"),
        section_code=one.text.format(alias="s", field="code"),
        section_weight=one.hundredths.format(alias="s", field="weight"),
        indicators=rows("indicators", "i"),
        indicator_code=one.text.format(alias="i", field="code"),
        indicator_section=one.text.format(alias="i", field="section"),
        indicator_weight=one.hundredths.format(alias="i", field="weight"),
        cells=rows("matrix", "m"),
        cell_results=one.whole.format(alias="m", field="results"),
        cell_behaviour=one.whole.format(alias="m", field="behaviour"),
        cell_predicate=one.text.format(alias="m", field="predicate"),
        bands=rows("bands", "b"),
        band_from=one.hundredths.format(alias="b", field="at_least"),
        band_below=one.hundredths.format(alias="b", field="below"),
        band_predicate=one.text.format(alias="b", field="predicate"),
        band_innovation=one.flag.format(alias="b", field="innovation"),
    )


def _read(sql: str, params: Sequence[Any]) -> list[Computed]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [(int(key), None if score is None else int(score), predicate) for key, score, predicate in cursor]
