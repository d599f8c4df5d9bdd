"""Small organisations, drawn by a seed: plain data, of which neither the product nor the second opinion is part.

People, posts and units are numbers of one organisation. Days are numbered from the day on which the cycle opens.
"""

import random
from dataclasses import dataclass, field

FOREVER = 10_000
BEFORE = -700
OPENING, SELF, REVIEW, FILING, DECISION = 0, 2, 13, 17, 20
DEFINITIVE, PLT, PLH = "definitive", "plt", "plh"
# Who heads the unit that half of the rule sets name as the alternate, outside of all: the Plh, then the holder.
ALTERNATES = (-2, -1)


@dataclass(frozen=True)
class Post:
    """A post in a unit; ``above`` names a superior post against the tree."""

    unit: int
    heads: bool
    above: int | None = None


@dataclass(frozen=True)
class Holding:
    """Who holds a post from the first to the last day, as what, and what the letter allows."""

    person: int
    post: int
    capacity: str
    first: int
    last: int
    assesses: bool = True
    decides: bool = True


@dataclass(frozen=True)
class Named:
    """An assessor named by HR, with a reason."""

    person: int
    assessor: int
    first: int
    last: int


@dataclass(frozen=True)
class StandIn:
    """One person acts for an absent one."""

    absent: int
    delegate: int
    assessing: bool
    deciding: bool
    first: int
    last: int


@dataclass
class Organisation:
    """``parents``: the unit above each unit. ``home``: the post on the books. Person 0 is elected, without NIP.

    ``alternate``: the rules name an alternate decider. ``running``: the appraised period lasts until long after the
    last act, else it ended before the opening.
    """

    number: int
    parents: list[int | None]
    posts: list[Post]
    home: list[int]
    holdings: list[Holding] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    delegations: list[StandIn] = field(default_factory=list)
    officer: int = 0
    alternate: bool = False
    running: bool = False
    left: frozenset[int] = frozenset()

    @property
    def people(self) -> range:
        """Everybody, those who left included."""
        return range(len(self.home))

    def in_force(self, day: int) -> list[Holding]:
        """Holdings of a day, those of people who left not among them."""
        return [one for one in self.holdings if one.first <= day <= one.last and one.person not in self.left]


def organisation(seed: int) -> Organisation:
    """One drawing: three to five units, five to twelve people."""
    draw = random.Random(f"organisation {seed}")
    units = draw.randint(3, 5)
    parents: list[int | None] = [None, *(draw.randrange(unit) for unit in range(1, units))]
    made = Organisation(seed, parents, [], [])
    for unit in range(units):
        if unit == 0 or draw.random() < 0.9:
            made.posts.append(Post(unit, heads=True))
            if unit == 0 or draw.random() < 0.8:
                _hire(made, len(made.posts) - 1)
    while len(made.home) < 5 or (len(made.home) < 12 and draw.random() < 0.7):
        made.posts.append(Post(draw.randrange(units), heads=False))
        _hire(made, len(made.posts) - 1)
    _name_posts_above(draw, made)
    for chance, put in ((0.7, _act), (0.4, _act), (0.35, _name), (0.6, _delegate), (0.5, _transfer), (0.15, _leave)):
        if draw.random() < chance:
            put(draw, made)
    made.officer = draw.choice(made.people)
    made.alternate = draw.random() < 0.5
    made.running = draw.random() < 0.5
    return made


def _hire(made: Organisation, post: int) -> None:
    made.home.append(post)
    made.holdings.append(Holding(len(made.home) - 1, post, DEFINITIVE, BEFORE, FOREVER))


def _name_posts_above(draw: random.Random, made: Organisation) -> None:
    for place, post in enumerate(made.posts):
        if place and draw.random() < 0.15:
            above = draw.randrange(len(made.posts))
            if above != place:
                made.posts[place] = Post(post.unit, post.heads, above)


def _span(draw: random.Random) -> tuple[int, int]:
    first = draw.choice((BEFORE, OPENING, 1, REVIEW, FILING, FILING + 1))
    return first, draw.choice((FOREVER, max(first, REVIEW), max(first, FILING), max(first, FILING - 1)))


def _act(draw: random.Random, made: Organisation) -> None:
    """A Plt or Plh of a head post, by anybody, with powers as the letter gives them; a double post."""
    post = draw.choice([place for place, one in enumerate(made.posts) if one.heads])
    capacity, (first, last) = draw.choice((PLT, PLH)), _span(draw)
    assesses, decides = draw.choice(((True, True), (True, True), (True, False), (False, True)))
    if not any(one.post == post and one.capacity == capacity for one in made.holdings):
        made.holdings.append(Holding(draw.choice(made.people), post, capacity, first, last, assesses, decides))


def _name(draw: random.Random, made: Organisation) -> None:
    person, assessor = draw.sample(list(made.people), 2)
    made.named.append(Named(person, assessor, *_span(draw)))


def _delegate(draw: random.Random, made: Organisation) -> None:
    """Mostly of somebody who heads a unit: only there a delegate has anything to do."""
    leading = sorted({one.person for one in made.holdings if made.posts[one.post].heads})
    absent = draw.choice(leading if draw.random() < 0.8 else list(made.people))
    delegate = draw.choice([one for one in made.people if one != absent])
    assessing, deciding = draw.choice(((True, True), (True, False), (False, True)))
    made.delegations.append(StandIn(absent, delegate, assessing, deciding, *_span(draw)))


def _transfer(draw: random.Random, made: Organisation) -> None:
    """Into another post in the middle of the cycle; the one before ends on the eve, a head post falls vacant."""
    person = draw.choice(made.people)
    day = draw.choice((1, REVIEW, FILING))
    taken = {one.post for one in made.holdings if one.capacity == DEFINITIVE and made.posts[one.post].heads}
    free = [place for place in range(len(made.posts)) if place not in taken and place != made.home[person]]
    if free and person:
        made.holdings = [
            Holding(one.person, one.post, one.capacity, one.first, day - 1)
            if one.person == person and one.capacity == DEFINITIVE
            else one
            for one in made.holdings
        ]
        made.holdings.append(Holding(person, draw.choice(free), DEFINITIVE, day, FOREVER))


def _leave(draw: random.Random, made: Organisation) -> None:
    if len(made.home) > 1:
        made.left = frozenset({draw.choice(made.people[1:])})
