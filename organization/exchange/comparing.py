"""What a comparison found, and what of it is new, known or settled: values, and one reading of what is kept already."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from organization.imports.faults import Fault
from organization.machines.difference import DifferenceState

CHUNK: Final = 1_000
# Kept rows that stand for a difference still: a new file of the same kind does not raise them again.
KEPT: Final = (DifferenceState.OPEN, DifferenceState.LISTED, DifferenceState.OVERRIDDEN)


@dataclass(frozen=True, slots=True)
class Finding:
    """One field of one row that is not the same there and here. `their_date`: the day the export tells of."""

    row: int
    key: str
    field: str
    ours: str
    theirs: str
    unit_id: int
    their_date: date
    employee_id: int | None = None
    our_source: str = ""
    our_date: date | None = None
    given: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class ExchangePlan:
    """What keeping a file's differences would do. `looked_at`: (key, field) the file speaks of, whether they differ."""

    findings: list[Finding] = field(default_factory=list)
    looked_at: set[tuple[str, str]] = field(default_factory=set)
    new: list[Finding] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    known: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether everything the file says is decided or as it is here."""
        return not (self.new or self.settled)

    def counts(self) -> dict[str, dict[str, int]]:
        """New differences, those that end, those that are known; and what is the same on both sides."""
        same = len(self.looked_at) - len(self.findings)
        return {
            "differences": {"new": len(self.new), "changed": len(self.settled), "unchanged": self.known},
            "same": {"new": 0, "changed": 0, "unchanged": same},
        }

    def digest(self) -> str:
        """The same for the same outcome."""
        text = "\n".join([*map(repr, self.new), repr(sorted(self.settled))])
        return hashlib.sha256(text.encode()).hexdigest()

    def same(self, key: str, name: str) -> None:
        """The file speaks of this field, and it is as it is here."""
        self.looked_at.add((key, name))

    def differs(self, finding: Finding) -> None:
        """The file speaks of this field, and it is not."""
        self.looked_at.add((finding.key, finding.field))
        self.findings.append(finding)


def weigh(plan: ExchangePlan, about: str) -> None:
    """Hold the findings against what is kept: the same again is known, another value replaces it, none settles it."""
    kept = _kept(about, {key for key, _field in plan.looked_at})
    for finding in plan.findings:
        before = kept.get((finding.key, finding.field))
        if before is None:
            plan.new.append(finding)
        elif (before["ours"], before["theirs"]) == (finding.ours, finding.theirs):
            plan.known += 1
        else:
            plan.settled.append(before["pk"])
            plan.new.append(finding)
    differing = {(finding.key, finding.field) for finding in plan.findings}
    plan.settled += [row["pk"] for place, row in kept.items() if place in plan.looked_at and place not in differing]


def _kept(about: str, keys: Collection[str]) -> dict[tuple[str, str], Any]:
    """The kept differences of these keys; one statement per thousand keys."""
    from organization.models import Difference

    found: dict[tuple[str, str], Any] = {}
    for chunk in chunks(sorted(keys)):
        rows = Difference.objects.filter(about=about, subject_key__in=chunk, state__in=KEPT)
        for row in rows.values("pk", "subject_key", "field", "ours", "theirs"):
            found[(row["subject_key"], row["field"])] = row
    return found


def chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    """Some values at a time."""
    ordered = list(values)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
