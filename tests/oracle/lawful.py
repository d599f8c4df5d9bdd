"""Who is lawful for an act on a day, found a second time from plain data; shares no code with the product.

Written from the rules in words:

- The line goes up from the post one holds for good on the day, else from the post on the books: to the post named as
  superior (unless that leads back), else to the head of the unit, for a head to the head of the unit above; a unit
  without a head post is passed over.
- In a post the Plh stands before the holder, the holder before the Plt; of equals the one appointed last. Who lacks
  the power to assess (to decide) does not stand there.
- Nobody assesses himself. A named assessor wins while it lasts.
- Where people would assess each other in a circle, those whose assessor there only acts leave it, else all do: they
  pass over everybody of the circle (and of those they left before) and no named assessor helps them.
- The superior stands above the post in which the assessor acts, may decide, and is neither of the two.
- An objection is decided by the superior of the day, else by the next one above, each by the power to decide; else by
  the head of the alternate unit, acting ones first. Never by the employee, never by anybody on the assessor's side.
- While no result has left a form and its period runs, it goes along with its person into another post, to whoever
  assesses there (or nobody, whom HR then names); and it goes to whoever else assesses the person now, save where that
  is a Plh, where the post above is vacant, or where HR named the assessor of the form.
- A delegate sits in the seat of an absent person, never about himself or about anybody above himself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.oracle.organisations import ALTERNATES, DEFINITIVE, PLH, Holding, Organisation

ORDER = {"plt": 0, DEFINITIVE: 1, PLH: 2}


@dataclass(frozen=True)
class Seat:
    """An official and the post he was found in; a named assessor has none."""

    person: int
    post: int | None
    capacity: str


@dataclass
class Day:
    """One organisation on one day, by the power to assess or, ``deciding``, by that to decide."""

    of: Organisation
    day: int
    deciding: bool = False
    _assessors: dict[int, Seat | None] = field(default_factory=dict)

    def holder(self, post: int, *, deciding: bool) -> Holding | None:
        """Who stands in a post."""
        able = [
            one
            for one in self.of.in_force(self.day)
            if one.post == post and (one.decides if deciding else one.assesses)
        ]
        places = {id(one): place for place, one in enumerate(self.of.holdings)}
        return max(able, key=lambda one: (ORDER[one.capacity], one.first, places[id(one)]), default=None)

    def post_of(self, person: int) -> int:
        """The post from which the line goes up."""
        own = [
            (one.first, place, one.post)
            for place, one in enumerate(self.of.holdings)
            if one.person == person and one.capacity == DEFINITIVE and one.first <= self.day <= one.last
        ]
        return max(own)[2] if own else self.of.home[person]

    def posts_above(self, post: int) -> Iterator[int]:
        """Upwards, each post once."""
        seen = [post]
        while True:
            here = self.of.posts[seen[-1]]
            above = here.above
            if above is None or above in seen:
                unit = self.of.parents[here.unit] if here.heads else here.unit
                above = self._head(unit, seen)
            if above is None:
                return
            seen.append(above)
            yield above

    def _head(self, unit: int | None, seen: list[int]) -> int | None:
        while unit is not None:
            for place, post in enumerate(self.of.posts):
                if post.heads and post.unit == unit and place not in seen:
                    return place
            unit = self.of.parents[unit]
        return None

    def first_above(self, post: int, without: Iterable[int], *, deciding: bool) -> Seat | None:
        """The first official above a post who is none of these people."""
        passed = set(without)
        for place in self.posts_above(post):
            one = self.holder(place, deciding=deciding)
            if one is not None and one.person not in passed:
                return Seat(one.person, place, one.capacity)
        return None

    def named(self, person: int) -> int | None:
        """The assessor named for a person."""
        found = [one for one in self.of.named if one.person == person and one.first <= self.day <= one.last]
        able = [one.assessor for one in found if one.assessor not in self.of.left]
        return able[-1] if able else None

    def direct(self) -> dict[int, Seat | None]:
        """Everybody's assessor before circles are looked at."""
        found: dict[int, Seat | None] = {}
        for person in self.of.people:
            chosen = self.named(person)
            if chosen is not None:
                found[person] = Seat(chosen, None, DEFINITIVE)
            else:
                found[person] = self.first_above(self.post_of(person), {person}, deciding=self.deciding)
        return found

    def assessors(self) -> dict[int, Seat | None]:
        """Everybody's assessor, all circles left."""
        if not self._assessors:
            found = self.direct()
            avoided: dict[int, set[int]] = {}
            while circles := circles_in(found):
                for circle in circles:
                    together = set(circle).union(*(avoided.get(one, set()) for one in circle))
                    avoided |= dict.fromkeys(circle, together)
                    acting = [one for one in circle if (seat := found[one]) and seat.capacity != DEFINITIVE]
                    for one in acting or circle:
                        found[one] = self.first_above(self.post_of(one), together | {one}, deciding=self.deciding)
            self._assessors = found
        return self._assessors

    def line(self, person: int) -> tuple[Seat | None, Seat | None]:
        """Assessor and superior of a person."""
        seat = self.assessors()[person]
        if seat is None:
            return None, None
        post = seat.post if seat.post is not None else self.post_of(seat.person)
        return seat, self.first_above(post, {person, seat.person}, deciding=True)

    def delegates(self, absent: int | None, duty: str) -> set[int]:
        """Who acts for somebody absent; nobody for one who left."""
        if absent in self.of.left:
            return set()
        return {
            one.delegate
            for one in self.of.delegations
            if one.absent == absent and getattr(one, duty) and one.first <= self.day <= one.last
        }

    def above(self, person: int) -> set[int]:
        """Everybody above a person: heads of the own unit and of those above, in whatever capacity, and the named."""
        home = self.of.posts[self.post_of(person)]
        units: set[int] = set()
        unit: int | None = home.unit
        while unit is not None:
            units.add(unit)
            unit = self.of.parents[unit]
        there = {
            one.person
            for one in self.of.holdings
            if one.first <= self.day <= one.last
            and ((self.of.posts[one.post].heads and self.of.posts[one.post].unit in units) or one.post == home.above)
        }
        named = {one.assessor for one in self.of.named if one.person == person and one.first <= self.day <= one.last}
        return (there | named) - {person}


def circles_in(assessors: dict[int, Seat | None]) -> list[list[int]]:
    """People who would assess each other."""
    found: set[frozenset[int]] = set()
    for start in assessors:
        path: list[int] = []
        person: int | None = start
        while person is not None and person not in path:
            path.append(person)
            seat = assessors.get(person)
            person = seat.person if seat else None
        if person is not None:
            found.add(frozenset(path[path.index(person) :]))
    return [sorted(one) for one in found]


@dataclass(frozen=True)
class Form:
    """Whom a form names, the post in which its person held it last, and who rated in the place of the assessor."""

    person: int
    assessor: int | None
    superior: int | None
    post: int = 0
    rated_by: int | None = None
    named_by_hr: bool = False


def follow(day: Day, form: Form) -> Form:
    """The form as it stands on a day, if no result has left it."""
    if not day.of.running or form.person in day.of.left:
        return form
    post = day.post_of(form.person)
    assessor, superior = day.line(form.person)
    above = superior.person if superior else None
    if post != form.post:
        return Form(form.person, assessor.person if assessor else None, above, post)
    goes_on = assessor is not None and assessor.person != form.assessor and assessor.capacity != PLH
    if assessor is None or not goes_on or form.assessor is None or form.named_by_hr:
        return form
    return Form(form.person, assessor.person, above, post)


def may_stand_in(day: Day, absent: int | None, duty: str, about: int) -> set[int]:
    """The delegates of a seat who may sit there in a matter about somebody."""
    if absent is None or absent in day.of.left:
        return set()
    return {one for one in day.delegates(absent, duty) if one != about and about not in day.above(one)}


def raters(day: Day, form: Form) -> set[int]:
    """Who may rate and hand over."""
    own = {form.assessor} if form.assessor is not None else set()
    # Whom a seat above holds too may rate for the assessor; who decides the dispute may not (there is none yet).
    return (own | may_stand_in(day, form.assessor, "assessing", form.person)) - {form.person} - day.of.left


def decider(day: Day, form: Form, without: Iterable[int] = ()) -> int | None:
    """Who decides an objection filed on the day."""
    able = Day(day.of, day.day, deciding=True)
    side = {form.assessor, form.rated_by, *day.delegates(form.assessor, "assessing")}
    barred = {form.person, *without} | side
    for one in (*_officials(day, able, form), *(ALTERNATES if day.of.alternate else ())):
        if one not in barred:
            return one
    return None


def _officials(day: Day, able: Day, form: Form) -> list[int]:
    found: list[int] = []
    current = form.assessor
    assessor, superior = day.line(form.person)
    if assessor is not None and superior is not None and assessor.person == form.assessor:
        current = superior.person
        found.append(current)
    seen: set[int] = set()
    while current is not None and current not in seen:
        seen.add(current)
        seat = able.assessors().get(current)
        current = seat.person if seat else None
        found += [current] if current is not None else []
    return found


def answering(day: Day, form: Form, decides: int | None) -> set[int]:
    """Who may answer for the assessor; nobody who decides."""
    return raters(day, form) - deciding(day, form, decides, None)


def deciding(day: Day, form: Form, decides: int | None, answered_by: int | None) -> set[int]:
    """Who may decide: the decider and who stands in for him, never one who assessed, rated or answered."""
    if decides is None:
        return set()
    acting = may_stand_in(day, decides, "deciding", form.person) - {form.rated_by, answered_by}
    return ({decides} | acting) - {form.person, form.assessor} - day.of.left
