"""Whole cycles in drawn organisations: the product's rights against a second opinion, and faults it must notice."""

from __future__ import annotations

import ast
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from appraisal import deciders, policies
from appraisal.segments import moving
from organization import reporting, reporting_facts
from organization.actions.people import appoint
from organization.models import Duty
from tests.oracle import lawful, organisations
from tests.oracle.findings import Played, taken_back
from tests.oracle.keeping import keep
from tests.oracle.lawful import Day, Form, Seat, circles_in
from tests.oracle.organisations import (
    BEFORE,
    DEFINITIVE,
    FILING,
    FOREVER,
    OPENING,
    PLH,
    PLT,
    REVIEW,
    Holding,
    Organisation,
    organisation,
)
from tests.oracle.playing import play
from tests.oracle.staging import Stage, build, moment, on
from workflow import clock
from workflow.actors import Actor
from workflow.errors import GuardRefused

Plant = Callable[[pytest.MonkeyPatch], None]
SAMPLE, PROPOSED, WHOLE, PART, SIDE_BY_SIDE = 40, 40, 2_000, 200, 10
RARE = (
    "without anybody in the line",
    "decided by an alternate",
    "decider named by HR",
    "assessor named by HR",
    "rated by a delegate",
    "answered by a delegate",
    "stepped aside",
    "another assessor",
    "moved along",
    "cases",
)


def played(numbers: Sequence[int]) -> Played:
    """The cycles of these organisations; nothing stays in the database."""
    found = Played()
    for start in range(0, len(numbers), SIDE_BY_SIDE):
        with taken_back():
            play(numbers[start : start + SIDE_BY_SIDE], found)
    return found


@pytest.mark.slow
@pytest.mark.django_db
def test_a_sample_agrees() -> None:
    found = played(range(SAMPLE))
    assert found.disagreements == []
    assert found.counts["objections"] >= 2 * SAMPLE - 5
    assert found.counts["decided"] >= SAMPLE
    assert found.counts["attempts"] >= 40 * SAMPLE
    assert min(found.counts[what] for what in ("stepped aside", "another assessor", "moved along", "cases")) >= 3


@pytest.mark.exhaustive
@pytest.mark.parametrize("first", range(0, WHOLE, PART))
@pytest.mark.django_db
def test_two_thousand_organisations_agree(first: int) -> None:
    """No self-decision, nobody without a decider; RESULT.md keeps a line for each part."""
    found = played(range(first, first + PART))
    keep(found, first, PART)
    assert found.disagreements == []
    assert [what for what in RARE if not found.counts.get(what)] == []


def test_the_organisations_reach_what_they_should() -> None:
    """Else agreeing would say little."""
    drawn = [organisation(number) for number in range(400)]
    days = [Day(of, day) for of in drawn for day in (OPENING, REVIEW, FILING)]
    assert all(5 <= len(of.home) <= 12 for of in drawn)
    assert sum(bool(circles_in(day.direct())) for day in days) > 30
    assert sum(any(one.capacity == PLT for one in of.holdings) for of in drawn) > 100
    assert sum(any(one.capacity == PLH for one in of.holdings) for of in drawn) > 100
    assert sum(any(not (one.assesses and one.decides) for one in of.holdings) for of in drawn) > 100
    assert sum(any(one.first > BEFORE and one.capacity == DEFINITIVE for one in of.holdings) for of in drawn) > 50
    assert sum(bool(of.named) for of in drawn) > 80
    assert sum(bool(of.delegations) for of in drawn) > 150
    assert sum(bool(of.left) for of in drawn) > 30
    assert {(of.alternate, of.running) for of in drawn} == {(a, b) for a in (True, False) for b in (True, False)}
    assert sum(len({one.post for one in of.in_force(OPENING) if one.person == person}) > 1
               for of in drawn for person in of.people) > 100, "people with two posts"  # fmt: skip


def proposals(of: Organisation) -> Iterator[Holding]:
    """Acting officials somebody might want to record in an organisation."""
    draw = random.Random(f"proposals {of.number}")
    heads = [place for place, post in enumerate(of.posts) if post.heads]
    for number in range(4):
        post, person = draw.choice(heads), draw.choice(of.people)
        free = not any(one.post == post and one.capacity == (PLH, PLT)[number % 2] for one in of.holdings)
        if free and person not in of.left:
            yield Holding(person, post, (PLH, PLT)[number % 2], OPENING, REVIEW)


def circle_on(of: Organisation, one: Holding, day: int) -> bool:
    """Whether the person would stand in a circle on the day, with this holding among the others."""
    holdings, of.holdings = of.holdings, [*of.holdings, one]
    try:
        return any(one.person in circle for circle in circles_in(Day(of, day).direct()))
    finally:
        of.holdings = holdings


def saved(stage: Stage, of: Organisation, one: Holding) -> bool:
    """Whether the product records it; it is taken back."""
    try:
        with taken_back():
            appoint(
                stage.person(of, one.person), actor=stage.actor("hana"), post=stage.posts[of.number, one.post],
                capacity=one.capacity, valid_from=on(one.first), valid_to=on(one.last),
                letter_number=f"P/{of.number}", letter_date=date(2026, 1, 1), powers=tuple(Duty.values),
            )  # fmt: skip
    except GuardRefused as refusal:
        return refusal.code != "acting_circle"
    return True


@pytest.mark.slow
@pytest.mark.django_db
def test_a_loop_is_refused_when_it_is_saved() -> None:
    """On the first day a circle through the person is refused; what is refused has a circle on some day."""
    refused = 0
    with clock.frozen(moment(OPENING)):
        stage = build([organisation(number) for number in range(PROPOSED)])
        for of in stage.organisations:
            for one in proposals(of):
                kept = saved(stage, of, one)
                refused += not kept
                days = range(one.first, one.last + 1)
                if circle_on(of, one, one.first):
                    assert not kept, (of.number, one)
                assert kept or any(circle_on(of, one, day) for day in days), (of.number, one)
    assert refused >= 5


# Faults of the product, as somebody might make them


def let_the_assessor_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    seats_of = policies.ObjectionPolicy._seats

    def both(self: Any, actor: Actor, obj: Any) -> set[str]:
        own = {policies.DECIDER} if actor.employee_id == obj.evaluation.assessor_id else set()
        return seats_of(self, actor, obj) | own

    monkeypatch.setattr(policies.ObjectionPolicy, "_seats", both)


def let_who_rated_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_the_assessor(form: Any, *, on: date) -> dict[int | None, str]:
        return {form.assessor_id: deciders.RATED, form.employee_id: deciders.OWN_MATTER}

    monkeypatch.setattr(deciders, "_standing", only_the_assessor)


def let_one_decide_about_himself(monkeypatch: pytest.MonkeyPatch) -> None:
    seats_of = policies.ObjectionPolicy.derive_roles

    def own(self: Any, actor: Actor, obj: Any) -> frozenset[str]:
        return seats_of(self, actor, obj) | ({policies.DECIDER} if obj.decider_id is not None else frozenset())

    monkeypatch.setattr(policies.ObjectionPolicy, "derive_roles", own)


def let_delegates_rate_upwards(monkeypatch: pytest.MonkeyPatch) -> None:
    def anybody(self: Actor, seat: int | None, duty: str, *, about: int | None) -> Any:
        held = (one for one in self.stands_in if one.employee_id == seat and duty in one.duties)
        return None if about == self.employee_id else next(held, None)

    monkeypatch.setattr(Actor, "stand_in_for", anybody)


def let_a_vacancy_fall_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    first = reporting._Lines.first_above

    def stops(self: Any, pk: int, posts: Any, *rest: Any) -> Any:
        return first(self, pk, iter(list(posts)[:1]), *rest)

    monkeypatch.setattr(reporting._Lines, "first_above", stops)


def let_circles_be(monkeypatch: pytest.MonkeyPatch) -> None:
    def settled(self: Any, pk: int) -> None:
        self.assessor(pk)

    monkeypatch.setattr(reporting._Lines, "settle", settled)


def let_the_holder_go_before_a_plh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting_facts, "_PRECEDENCE", {DEFINITIVE: 0, PLH: 1, PLT: 2})


def let_powers_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting_facts.Facts, "for_deciding", lambda self: self)


def let_alternates_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciders, "_alternates", lambda *_given: iter(()))


def let_the_absent_lose_the_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "accounts_in_seat", lambda _role, _employee: [])


def let_a_plh_take_forms_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def anybody(form: Any, line: Any) -> bool:
        return line.assessor_id not in (None, form.assessor_id)

    monkeypatch.setattr(moving, "lawfully_another", anybody)


def let_forms_stay_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "goes", lambda _form, _place: False)


# Each with organisations in which it shows; a change of the drawing may ask for others.
FAULTS: dict[str, tuple[Plant, Sequence[int]]] = {
    "the assessor decides": (let_the_assessor_decide, (0, 7)),
    "who rated decides": (let_who_rated_decide, (140, 356)),
    "somebody decides about himself": (let_one_decide_about_himself, (0, 7)),
    "a delegate rates somebody above": (let_delegates_rate_upwards, (11, 24)),
    "a vacancy falls to nobody": (let_a_vacancy_fall_to_nobody, (0, 7)),
    "circles are let be": (let_circles_be, (7,)),
    "the holder goes before a Plh": (let_the_holder_go_before_a_plh, (0, 6)),
    "powers of a letter are forgotten": (let_powers_be_forgotten, (253,)),
    "the alternate is forgotten": (let_alternates_be_forgotten, (0, 7)),
    "nobody holds a seat": (let_the_absent_lose_the_seat, (0,)),
    "a Plh takes forms over": (let_a_plh_take_forms_over, (12, 48)),
    "forms stay behind": (let_forms_stay_behind, (6,)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.django_db
def test_a_planted_fault_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, numbers = FAULTS[name]
    plant(monkeypatch)
    assert played(numbers).disagreements


@pytest.mark.parametrize("module", [lawful, organisations])
def test_the_second_opinion_shares_nothing_with_the_product(module: Any) -> None:
    """Each of its two modules imports the standard library and the drawing alone."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    own = {"tests.oracle.organisations"}
    assert {name.split(".")[0] for name in imported - own} <= sys.stdlib_module_names
    assert "importlib" not in imported


def test_the_second_opinion_by_hand() -> None:
    """A head, an empty post below it with a Plt, and one employee; nobody above the head."""
    posts = [organisations.Post(0, heads=True), organisations.Post(1, heads=True), organisations.Post(1, heads=False)]
    of = Organisation(0, [None, 0], posts, [0, 2, 2])
    of.holdings = [
        Holding(0, 0, DEFINITIVE, BEFORE, FOREVER),
        Holding(1, 2, DEFINITIVE, BEFORE, FOREVER),
        Holding(2, 2, DEFINITIVE, BEFORE, FOREVER),
        Holding(1, 1, PLT, REVIEW, FOREVER),
    ]
    assert Day(of, OPENING).line(2) == (Seat(0, 0, DEFINITIVE), None)
    assert Day(of, REVIEW).line(2) == (Seat(1, 1, PLT), Seat(0, 0, DEFINITIVE))
    assert Day(of, REVIEW).line(1) == (Seat(0, 0, DEFINITIVE), None)
    assert lawful.decider(Day(of, REVIEW), Form(2, 1, 0)) == 0
    assert lawful.decider(Day(of, REVIEW), Form(2, 0, None)) is None
    of.alternate = True
    assert lawful.decider(Day(of, REVIEW), Form(2, 0, None)) == organisations.ALTERNATES[0]
