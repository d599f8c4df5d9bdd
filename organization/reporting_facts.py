"""The facts a reporting line is found from, read set-wise for one day. Nothing is decided here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import BigIntegerField, BooleanField, CharField, Exists, FilteredRelation, OuterRef, Q, Value

from organization.days import in_force
from organization.models import Appointment, AssessorOverride, Capacity, Employee, Post, Unit

CHUNK = 10_000
# Who signs for a post: the one standing in for an absent holder, the holder, the one acting for a vacant post.
_PRECEDENCE = {Capacity.PLH.value: 0, Capacity.DEFINITIVE.value: 1, Capacity.PLT.value: 2}


@dataclass(frozen=True, slots=True)
class PersonFact:
    unit_id: int
    post_id: int | None


@dataclass(frozen=True, slots=True)
class PostFact:
    id: int
    unit_id: int
    title: str
    is_head: bool
    superior_id: int | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A person in a post on the day; a named assessor has no post of the line."""

    employee_id: int
    post_id: int | None
    capacity: str
    letter_number: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    assessor_id: int
    holding: Holding


@dataclass(slots=True)
class Facts:
    people: dict[int, PersonFact] = field(default_factory=dict)
    parents: dict[int, tuple[int | None, str]] = field(default_factory=dict)
    posts: dict[int, PostFact] = field(default_factory=dict)
    heads: dict[int, PostFact] = field(default_factory=dict)
    holdings: dict[int, Holding] = field(default_factory=dict)
    deciding: dict[int, Holding] = field(default_factory=dict)
    powerless: dict[int, list[Holding]] = field(default_factory=dict)
    overrides: dict[int, Override] = field(default_factory=dict)
    officials: dict[int, Employee] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def parent_of(self, unit_id: int) -> int | None:
        return self.parents[unit_id][0] if unit_id in self.parents else None

    def unit_name(self, unit_id: int) -> str:
        return self.parents[unit_id][1] if unit_id in self.parents else ""

    def for_deciding(self) -> "Facts":
        """The same facts, with those in the posts who may calibrate and decide."""
        return replace(self, holdings=self.deciding, powerless={})

    def title(self, post_id: int | None) -> str:
        return self.posts[post_id].title if post_id in self.posts else ""


def read_facts(employee_ids: Collection[int], on: date) -> Facts:
    """Everything needed for these people and whoever may stand above them on the day; four queries."""
    facts = read_officials(on)
    read_people(facts, {*employee_ids, *facts.officials}, on)
    return facts


def read_officials(on: date) -> Facts:
    """The structure and who signs in it on the day; people are read afterwards, few or many at a time."""
    facts = Facts()
    _read_structure(facts)
    _read_holdings(facts, on)
    _read_overrides(facts, on)
    return facts


def read_people(facts: Facts, ids: Iterable[int], on: date) -> None:
    """The post and unit of each person on the day: by appointment, else as recorded; one query per ten thousand."""
    definitive = Q(appointments__capacity=Capacity.DEFINITIVE)
    held = FilteredRelation("appointments", condition=in_force(on, "appointments__") & definitive)
    post = ("held__post_id", *(f"held__post__{name}" for name in ("unit_id", "title", "is_head", "superior_id")))
    for chunk in _chunks(ids):
        rows = Employee.objects.filter(pk__in=chunk).annotate(held=held).order_by("held__valid_from", "held__pk")
        for pk, unit_id, recorded, *found in rows.values_list("pk", "unit_id", "post_id", *post):
            if found[0] is None:
                facts.people[pk] = PersonFact(unit_id, recorded)
            else:
                held_post = PostFact(*found)
                facts.people[pk] = PersonFact(held_post.unit_id, held_post.id)
                facts.posts.setdefault(held_post.id, held_post)


def _read_structure(facts: Facts) -> None:
    """Units, and the posts that head one, stand above another or name a superior; one statement for both."""
    below = Exists(Post.objects.filter(superior=OuterRef("pk")))
    lines = Post.objects.filter(Q(is_head=True) | Q(superior__isnull=False) | below).order_by()
    units = Unit.objects.order_by().annotate(
        _head=Value(value=False, output_field=BooleanField()), _above=Value(None, BigIntegerField())
    )
    found = units.annotate(_what=Value("unit", CharField())).values_list(
        "pk", "parent_id", "name", "_head", "_above", "_what"
    )
    posts = lines.annotate(_what=Value("post", CharField())).values_list(
        "pk", "unit_id", "title", "is_head", "superior_id", "_what"
    )
    for pk, above, name, is_head, superior_id, what in found.union(posts, all=True):
        if what == "unit":
            facts.parents[pk] = (above, name)
        else:
            post = facts.posts[pk] = PostFact(pk, above, name, bool(is_head), superior_id)
            if post.is_head:
                facts.heads[post.unit_id] = post


def _read_holdings(facts: Facts, on: date) -> None:
    """Who signs for each post of the line on the day, by what the letter empowers him to; of equals the last."""
    below = Exists(Post.objects.filter(superior=OuterRef("post_id")))
    rows = Appointment.objects.filter(in_force(on), Q(post__is_head=True) | below, employee__active=True)
    for row in rows.select_related("employee__unit").order_by("valid_from", "pk"):
        holding = Holding(row.employee_id, row.post_id, row.capacity, row.letter_number)
        if row.may_assess:
            _put(facts.holdings, row.post_id, holding)
        else:
            facts.powerless.setdefault(row.post_id, []).append(holding)
        if row.may_decide:
            _put(facts.deciding, row.post_id, holding)
        _know(facts, row.employee)


def _put(seats: dict[int, Holding], post_id: int, holding: Holding) -> None:
    held = seats.get(post_id)
    if held is None or _PRECEDENCE[holding.capacity] <= _PRECEDENCE[held.capacity]:
        seats[post_id] = holding


def _read_overrides(facts: Facts, on: date) -> None:
    rows = AssessorOverride.objects.filter(in_force(on), assessor__active=True).order_by("valid_from", "pk")
    for row in rows.select_related("assessor__unit"):
        holding = Holding(row.assessor_id, None, Capacity.DEFINITIVE.value)
        facts.overrides[row.employee_id] = Override(row.assessor_id, holding)
        _know(facts, row.assessor)


def _know(facts: Facts, official: Employee) -> None:
    facts.officials[official.pk] = official
    facts.names[official.pk] = official.full_name


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
