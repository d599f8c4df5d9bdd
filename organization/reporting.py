"""Who assesses whom on a day, and why: found from posts, units, dated appointments and named assessors.

The line goes up from the person's post: to the post named as superior, else to the head of the unit, for a head to
the head of the unit above. A vacant post, an acting official whose letter gives no power to assess, and a post the
person holds (also as Plt or Plh) are passed over. The superior is found among those who may decide. A named
assessor (``AssessorOverride``) wins. Where people would assess each other in a circle, those assessed by an acting
official of the circle go on to the next official outside it; where nobody acts, all of them do.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from organization.models import Capacity, Employee
from organization.reporting_facts import CHUNK, Facts, Holding, PostFact, read_facts, read_officials, read_people

_NOBODY: Final = frozenset[int]()


@dataclass(frozen=True, slots=True)
class Because:
    """One step of the way to the assessor: a code and the names it speaks of."""

    code: str
    post: str = ""
    unit: str = ""
    person: str = ""

    def sentence(self) -> str:
        """The step in the active language."""
        return _sentences()[self.code] % {"post": self.post, "unit": self.unit, "person": self.person}


@dataclass(frozen=True, slots=True)
class AssessorLine:
    """The assessor of a person on a day and the assessor's superior; each may be missing at the top."""

    assessor: Employee | None
    capacity: str
    superior: Employee | None
    superior_capacity: str
    assessor_post: str = ""
    superior_post: str = ""
    letter_number: str = ""
    trace: tuple[Because, ...] = ()

    @property
    def explanation(self) -> str:
        """Why this person, in the active language."""
        return " ".join(step.sentence() for step in self.trace)


@dataclass(frozen=True, slots=True)
class _Found:
    """An official found on the way up, and the post he was found in (none for a named assessor)."""

    holding: Holding | None
    trace: tuple[Because, ...]


def assessor_of(employee: Employee, on: date) -> AssessorLine:
    """The line of one person on a day."""
    return lines_for((employee.pk,), on)[employee.pk]


def lines_for(employee_ids: Collection[int], on: date) -> dict[int, AssessorLine]:
    """The lines of many people on a day, in a constant number of queries; unknown ids are left out."""
    return _Lines(read_facts(employee_ids, on)).all(employee_ids)


def lines_upwards(employee_ids: Collection[int], on: date) -> Callable[[int], AssessorLine | None]:
    """A reader of the line of any of these people, and of whoever stands above them, from facts read once."""
    lines = _Lines(read_facts(employee_ids, on))
    return lambda pk: lines.all((pk,)).get(pk)


def lines_above(
    employee_ids: Collection[int], on: date
) -> tuple[Callable[[int], AssessorLine | None], Callable[[int], AssessorLine | None]]:
    """Two readers over facts read once: who assesses each person, and who above each may calibrate and decide."""
    facts = read_facts(employee_ids, on)
    assessing, deciding = _Lines(facts), _Lines(facts.for_deciding())
    return lambda pk: assessing.all((pk,)).get(pk), lambda pk: deciding.all((pk,)).get(pk)


def circles_through(employee_ids: Collection[int], on: date) -> list[list[str]]:
    """The circles that hold one of these people and in which people would assess each other, by name.

    Asked when dates are saved; a circle that exists nevertheless (a change of posts) is passed over.
    """
    lines = _Lines(read_facts(employee_ids, on))
    found: dict[frozenset[int], list[str]] = {}
    for pk in sorted(set(employee_ids) & lines.facts.people.keys()):
        lines.settled.clear()
        circle = frozenset(lines.circle_from(pk))
        if pk in circle:
            found[circle] = sorted(lines.name(member) for member in circle)
    return list(found.values())


def lines_of_all(employee_ids: Sequence[int], on: date) -> Iterator[dict[int, AssessorLine]]:
    """The lines of a whole cycle, some thousand at a time: the structure is read once, whatever their number."""
    facts = read_officials(on)
    officials = set(facts.officials)
    for start in range(0, len(employee_ids), CHUNK):
        chunk = employee_ids[start : start + CHUNK]
        # Who stands above is asked about with the first chunk, and known from then on.
        read_people(facts, officials.union(chunk) if start == 0 else chunk, on)
        yield _Lines(facts).all(chunk)


class _Lines:
    """One computation over one set of facts; remembers the assessor of each person it came across."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.found: dict[int, _Found] = {}
        self.settled: set[int] = set()
        self.passed: dict[int, frozenset[int]] = {}

    def all(self, employee_ids: Collection[int]) -> dict[int, AssessorLine]:
        known = [pk for pk in employee_ids if pk in self.facts.people]
        for pk in known:
            self.settle(pk)
        return {pk: self.line(pk) for pk in known}

    def settle(self, pk: int) -> None:
        """Find the assessors from this person upwards and leave every circle on the way.

        Those in a circle pass over each other and all whom one of them met in an earlier circle. Circles share nobody,
        so that whoever is asked about first, the answers are the same.
        """
        while circle := self.circle_from(pk):
            together = frozenset(circle).union(*(self.passed.get(member, _NOBODY) for member in circle))
            self.passed.update(dict.fromkeys(circle, together))
            for member in self.to_reroute(circle):
                self.found[member] = self.climb(member, together, looped=True)

    def to_reroute(self, circle: set[int]) -> list[int]:
        """Whose assessor only acts (Plt, Plh): that breaks the circle. Where nobody acts, all of them."""
        holdings = {member: self.found[member].holding for member in circle}
        acting = [m for m, held in holdings.items() if held is not None and held.capacity != Capacity.DEFINITIVE]
        return sorted(acting or circle)

    def circle_from(self, pk: int) -> set[int]:
        path: list[int] = []
        person: int | None = pk
        while person is not None and person not in self.settled:
            if person in path:
                return set(path[path.index(person) :])
            path.append(person)
            holding = self.assessor(person).holding
            person = holding.employee_id if holding else None
        self.settled.update(path)
        return set()

    def assessor(self, pk: int) -> _Found:
        if pk not in self.found:
            self.found[pk] = self.climb(pk, _NOBODY)
        return self.found[pk]

    def climb(self, pk: int, passed: frozenset[int], *, looped: bool = False) -> _Found:
        """The first official above a person; in a circle a named assessor counts no more than the others."""
        override = self.facts.overrides.get(pk)
        if override is not None and not looped:
            return _Found(override.holding, (Because("named", person=self.name(override.assessor_id)),))
        start = (Because("circle"),) if looped else ()
        return self.first_above(pk, self.above_person(pk), passed | {pk}, self.facts.holdings, start)

    def first_above(
        self,
        pk: int,
        posts: Iterator[PostFact],
        passed: frozenset[int],
        seats: Mapping[int, Holding],
        trace: tuple[Because, ...],
    ) -> _Found:
        steps = list(trace)
        for post in posts:
            unit = self.facts.unit_name(post.unit_id)
            holding = seats.get(post.id)
            steps += self.powerless(post, unit)
            if holding is None and self.facts.powerless.get(post.id):
                continue
            if holding is None:
                steps.append(Because("vacant", post=post.title, unit=unit))
            elif holding.employee_id in passed:
                code = "own" if holding.employee_id == pk else "passed"
                steps.append(Because(code, post=post.title, unit=unit, person=self.name(holding.employee_id)))
            else:
                steps.append(
                    Because(holding.capacity, post=post.title, unit=unit, person=self.name(holding.employee_id))
                )
                return _Found(holding, tuple(steps))
        return _Found(None, (*steps, Because("top")))

    def powerless(self, post: PostFact, unit: str) -> Iterator[Because]:
        """Acting officials of the post whose letter gives no power to assess."""
        for one in self.facts.powerless.get(post.id, ()):
            yield Because("powerless", post=post.title, unit=unit, person=self.name(one.employee_id))

    def above_person(self, pk: int) -> Iterator[PostFact]:
        """The posts above a person, nearest first."""
        person = self.facts.people[pk]
        post = self.facts.posts.get(person.post_id) if person.post_id is not None else None
        if post is None:
            post = self.head_from(person.unit_id, set())
            if post is None:
                return
            yield post
        yield from self.above_post(post)

    def above_post(self, post: PostFact) -> Iterator[PostFact]:
        """The posts above a post, each once: the named superior unless it leads back, else the next head up."""
        seen = {post.id}
        current: PostFact | None = post
        while current is not None:
            start = self.facts.parent_of(current.unit_id) if current.is_head else current.unit_id
            if current.superior_id is not None and current.superior_id not in seen:
                current = self.facts.posts[current.superior_id]
            else:
                current = self.head_from(start, seen)
            if current is not None:
                seen.add(current.id)
                yield current

    def head_from(self, unit_id: int | None, seen: set[int]) -> PostFact | None:
        """The head post of a unit, else of the next one above that has one not yet seen."""
        while unit_id is not None:
            head = self.facts.heads.get(unit_id)
            if head is not None and head.id not in seen:
                return head
            unit_id = self.facts.parent_of(unit_id)
        return None

    def name(self, pk: int) -> str:
        return self.facts.names.get(pk, "")

    def line(self, pk: int) -> AssessorLine:
        found = self.found[pk]
        holding = found.holding
        superior = self.superior(pk, holding) if holding else None
        return AssessorLine(
            assessor=self.facts.officials.get(holding.employee_id) if holding else None,
            capacity=holding.capacity if holding else "",
            superior=self.facts.officials.get(superior.employee_id) if superior else None,
            superior_capacity=superior.capacity if superior else "",
            assessor_post=self.facts.title(holding.post_id) if holding else "",
            superior_post=self.facts.title(superior.post_id) if superior else "",
            letter_number=holding.letter_number if holding else "",
            trace=found.trace,
        )

    def superior(self, pk: int, holding: Holding) -> Holding | None:
        """Above the post in which the assessor acts; neither the person nor the assessor, in whatever capacity."""
        passed = frozenset({pk, holding.employee_id})
        post = self.facts.posts.get(holding.post_id) if holding.post_id is not None else None
        posts = self.above_post(post) if post else self.above_person(holding.employee_id)
        return self.first_above(pk, posts, passed, self.facts.deciding, ()).holding


def _sentences() -> dict[str, str]:
    return {
        "named": _("%(person)s was named as assessor by HR, with a reason."),
        "circle": _("People who would have assessed each other in a circle were passed over."),
        "vacant": _("The post %(post)s (%(unit)s) is vacant, so the next one up is asked."),
        "powerless": _("%(person)s acts as %(post)s (%(unit)s), but the letter gives no power to assess."),
        "own": _("The person holds the post %(post)s (%(unit)s), so the next one up is asked."),
        "passed": _("%(person)s, %(post)s, cannot assess here, so the next one up is asked."),
        Capacity.DEFINITIVE: _("%(person)s holds the post %(post)s (%(unit)s)."),
        Capacity.PLT: _("%(person)s acts as %(post)s (%(unit)s) because the post is vacant (Plt)."),
        Capacity.PLH: _("%(person)s acts as %(post)s (%(unit)s) while its holder is away (Plh)."),
        "top": _("There is no official above this post."),
    }
