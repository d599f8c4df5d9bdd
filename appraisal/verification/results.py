"""Which stored results differ from what their inputs, their trace and their rules give today.

Three witnesses for each result that stands: the ratings of its form by SQL (``statement.py``), its own trace replayed
by ``scoring``, and the record kept when it was made. A difference names the evaluation and what disagrees; values and
names never leave this module.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from appraisal.models import Cycle, Evaluation, ResultRecord, RuleSet
from appraisal.rule_parsing import RuleFaults, read_shape
from appraisal.rules import RuleContent
from appraisal.scoring import CannotScore, canonical_trace, replay
from appraisal.verification.statement import STANDING, differing_forms

# What disagrees, in the words of the command and of the incident.
INPUTS: Final = "ratings"
TRACE: Final = "trace"
RECORD: Final = "record"
RULES: Final = "rules"
CHUNK: Final = 1_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One evaluation whose stored result is not what it should be."""

    evaluation: int
    public_id: str
    what: tuple[str, ...]


def chunks_after(last: int, *, size: int = CHUNK) -> Iterator[tuple[int, int, int]]:
    """(first key, last key, how many) of the next evaluations, chunk after chunk."""
    while keys := list(Evaluation.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield keys[0], keys[-1], len(keys)
        last = keys[-1]


def differences(first: int, last: int) -> list[Difference]:
    """The evaluations of a range of keys with something that disagrees, in order; a constant number of statements."""
    found: dict[int, set[str]] = {key: {INPUTS} for key in differing_forms(first, last)}
    records = _records(first, last)
    rows = list(Evaluation.objects.filter(pk__range=(first, last)).only(*_COLUMNS).order_by("pk"))
    rules = _Frozen({row.cycle_id for row in rows}, {row.rule_set_id for row in rows if row.rule_set_id is not None})
    for row in rows:
        wrong = _by_record(row, records.get(row.pk, ()))
        if row.state in STANDING:
            wrong |= _by_trace(row, rules.of(row))
        if wrong:
            found[row.pk] = found.get(row.pk, set()) | wrong
    ids = {row.pk: str(row.public_id) for row in rows}
    return [Difference(key, ids[key], tuple(sorted(what))) for key, what in sorted(found.items())]


_COLUMNS: Final = ("public_id", "state", "predicate", "score", "result", "cycle_id", "rule_set_id", "rule_hash")


class _Frozen:
    """The frozen rules of cycles, and of moved forms where there are any, read anew; a statement each."""

    def __init__(self, cycles: set[int], moved_to: set[int]) -> None:
        found = list(Cycle.objects.filter(pk__in=cycles).select_related("rule_set"))
        self._cycles = {cycle.pk: (cycle.rule_set_id, cycle.rule_hash) for cycle in found}
        rule_sets = {cycle.rule_set_id: cycle.rule_set for cycle in found}
        if further := moved_to - rule_sets.keys():
            rule_sets.update(RuleSet.objects.in_bulk(further))
        self._contents = {pk: _content_of(rule_set) for pk, rule_set in rule_sets.items()}

    def of(self, row: Evaluation) -> RuleContent | None:
        """The rules of a form; None where they are not those it was frozen with."""
        rule_set, digest = self._cycles[row.cycle_id]
        if row.rule_set_id is not None:
            rule_set, digest = row.rule_set_id, row.rule_hash
        content = self._contents.get(rule_set)
        return content if content is not None and content.digest == digest else None


def _content_of(rule_set: RuleSet) -> RuleContent | None:
    """The content of an edition that still has the hash it was published with."""
    try:
        content = read_shape(rule_set.content)
    except RuleFaults:
        return None
    return content if content.digest == rule_set.content_hash else None


def _records(first: int, last: int) -> dict[int, list[ResultRecord]]:
    found: dict[int, list[ResultRecord]] = {}
    for record in ResultRecord.objects.filter(evaluation__pk__range=(first, last)).order_by("sequence"):
        found.setdefault(record.evaluation_id, []).append(record)
    return found


def _by_record(row: Evaluation, records: Sequence[ResultRecord]) -> set[str]:
    """Whether each kept result still is what was kept, and the newest one is the one that stands."""
    hashes = [hash_of(record.trace) for record in records]
    if hashes != [record.trace_hash for record in records]:
        return {RECORD}
    if row.state in STANDING and (not hashes or hash_of(row.result) != hashes[-1]):
        return {RECORD}
    return set()


def hash_of(trace: Mapping[str, Any] | None) -> str:
    """sha256 of the canonical trace."""
    return sha256(canonical_trace(trace or {}).encode()).hexdigest()


def _by_trace(row: Evaluation, content: RuleContent | None) -> set[str]:
    """Whether the trace gives what is stored, by the rules the form was frozen with."""
    if content is None:
        return {RULES}
    try:
        again = replay(content, row.result or {})
    except (CannotScore, KeyError, TypeError, ValueError):
        return {TRACE}
    same = (again.predicate, again.score) == (row.predicate, row.score)
    return set() if same and again.trace_hash == hash_of(row.result) else {TRACE}
