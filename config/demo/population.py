"""Who works where in the demo: pure, from the offices and the number of people to plain values."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from config.demo.names import GRADES, PPPK_GRADES, invent, username_of
from config.demo.offices import REGENCY, Office, PostPlan, walk
from organization import nip
from organization.models import EmployeeKind, Sex

SEED: Final = 20261123
SMALLEST: Final = 120
# The staff of these offices is handed out first: the demo gives them roles.
ROLES_NEED: Final = frozenset({"04.01", "04.02"})
# Heads of these offices have left; somebody else acts for them.
VACANT: Final = {"17": "plt", "21": "plt", "31": "plh", "11.13": "plt"}


@dataclass(frozen=True)
class Person:
    """One invented person and the post held."""

    number: int
    office: str
    post: str
    post_kind: str
    is_head: bool
    full_name: str
    username: str
    nip: str | None
    kind: str
    sex: str
    grade: str
    birth_date: date
    since: date


class _Maker:
    """Makes people one after the other; holds what must not repeat."""

    def __init__(self, today: date) -> None:
        self.random = Random(SEED)
        self.today = today
        self.usernames: set[str] = set()
        self.serials: Counter[str] = Counter()
        self.number = 0

    def person(self, office: Office, post: PostPlan, *, is_head: bool) -> Person:
        """The next person, in this post."""
        self.number += 1
        random = self.random
        female = random.random() < 0.52
        sex = Sex.FEMALE if female else Sex.MALE
        kind = EmployeeKind.PPPK if post.pppk else EmployeeKind.PNS
        born, start = self._dates(post)
        if post.kind == "elected":
            kind, number = EmployeeKind.ELECTED, None
        else:
            number = self._nip(born, start, sex, kind)
        name = invent(random, female=female, post_kind=post.kind)
        grade = "" if number is None else random.choice(PPPK_GRADES if post.pppk else GRADES[post.kind])
        since = min(self.today - timedelta(days=random.randrange(900, 2400)), self.today)
        return Person(
            self.number, office.code, post.title, post.kind, is_head, name, username_of(name, self.usernames),
            number, kind.value, sex.value, grade, born, max(since, start),
        )  # fmt: skip

    def _dates(self, post: PostPlan) -> tuple[date, date]:
        oldest, youngest = {"jpt": (57, 47), "administrator": (55, 40), "pengawas": (52, 34), "elected": (60, 45)}.get(
            post.kind, (56, 25)
        )
        age = self.random.randrange(youngest, oldest)
        born = date(self.today.year - age, self.random.randrange(1, 13), self.random.randrange(1, 28))
        start_age = self.random.randrange(19, min(33, age - 2))
        start_year = self.today.year - self.random.randrange(2, 6) if post.pppk else born.year + start_age
        return born, date(start_year, self.random.choice((1, 3, 4, 12)), 1)

    def _nip(self, born: date, start: date, sex: Sex, kind: EmployeeKind) -> str:
        prefix = nip.make(birth_date=born, start=start, sex=sex, serial=1, kind=kind)[:15]
        self.serials[prefix] += 1
        return nip.make(birth_date=born, start=start, sex=sex, serial=self.serials[prefix], kind=kind)


def populate(people: int, *, today: date) -> list[Person]:
    """Exactly `people` persons (at least 120): heads first, then staff by the weights of the posts."""
    maker = _Maker(today)
    offices = [office for office, _parent in walk(REGENCY)]
    found = [
        maker.person(office, PostPlan(office.head, office.head_kind), is_head=True)
        for office in offices
        if office.code not in VACANT
    ]
    found += [maker.person(office, post, is_head=False) for office, post in _staff(offices, people - len(found))]
    return found


def _staff(offices: list[Office], count: int) -> Iterator[tuple[Office, PostPlan]]:
    places = [(office, post) for office in offices for post in office.posts for _n in range(post.weight)]
    needed = [place for place in places if place[0].code in ROLES_NEED][: max(count, 0)]
    yield from needed
    for number in range(max(count - len(needed), 0)):
        # A stride coprime to the number of places spreads small towns over all offices.
        yield places[(number * 37) % len(places)]
