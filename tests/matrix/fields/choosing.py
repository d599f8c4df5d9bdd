"""Who knocks in the daily run: of each group one who reads it and one who knows the object and does not."""

import zlib
from collections.abc import Iterator

from tests.matrix.fields.subjects import Subject


def few(subject: Subject) -> list[str]:
    """The fewest people (nearly) with whom every cell of the column is tried both ways, and one stranger."""
    column = [subject.table.readers(group, subject.situation) for group in sorted(subject.table.groups)]
    wanted = {(number, seen) for number, readers in enumerate(column) for seen in (True, False)}
    chosen: list[str] = []
    while wanted:
        person = max(_in_turn(subject, subject.known), key=lambda one: len(wanted & _tried(column, one)))
        if not (found := wanted & _tried(column, person)):
            break
        chosen.append(person)
        wanted -= found
    outside = list(_in_turn(subject, frozenset(subject.people) - subject.known))
    return [*chosen, *outside[:1]]


def _tried(column: list[frozenset[str]], person: str) -> set[tuple[int, bool]]:
    return {(number, person in readers) for number, readers in enumerate(column)}


def _in_turn(subject: Subject, people: frozenset[str]) -> Iterator[str]:
    """The same in every run, another order for each situation."""
    name = f"{subject.kind}/{subject.situation}/"
    yield from sorted(people, key=lambda person: zlib.crc32(f"{name}{person}".encode()))


def some_around(subject: Subject) -> list[str]:
    """For lists, searches and files: of all who read the same words one, in turn."""
    alike: dict[frozenset[str], str] = {}
    for person in _in_turn(subject, frozenset(subject.users) | {"anonymous"}):
        alike.setdefault(frozenset(word.text for word in subject.words if word.open_to(person)), person)
    return sorted(alike.values())


# Situations whose columns are alike are tried whole in one of them each day, in the others at detail and first page.
WHOLE = frozenset(
    {
        *(("evaluation", where) for where in ("open", "assisted", "rated", "calibr", "handed", "final", "ended")),
        *(("objection", where) for where in ("drafted", "filed", "ruled", "decided")),
        *(("hearing", "over"), ("case", "closed"), ("session", "confirmed"), ("enrolment", "completed")),
        *(("counselling", "active"), ("talk", "held"), ("talk", "handed_on")),
        *(("objection_paper", "letter"), ("objection_paper", "sealed"), ("case_paper", "report")),
        *(("case_paper", "sealed"), ("cycle", "draft"), ("cycle", "running"), ("rule_set", "draft")),
        *(("rule_set", "published"), ("grant", "active"), ("import", "checked")),
    }
)
