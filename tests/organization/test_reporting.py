"""Who assesses whom: definitive, Plt and Plh, vacancies, circles, named assessors, the top; single and set-wise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from organization.models import Appointment, Capacity, Employee, Post
from organization.reporting import AssessorLine, assessor_of, lines_for
from tests.organization.conftest import TODAY, World


def line(world: World, name: str, on: date = TODAY) -> AssessorLine:
    return assessor_of(Employee.objects.get(pk=world.people[name].pk), on)


def names(found: AssessorLine) -> tuple[str, str, str, str]:
    return (
        found.assessor.full_name if found.assessor else "",
        found.capacity,
        found.superior.full_name if found.superior else "",
        found.superior_capacity,
    )


def vacate(world: World, name: str) -> None:
    Appointment.objects.filter(employee=world.people[name]).update(valid_to=date(2025, 12, 31))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("Siti", ("Kabid", "definitive", "Kadis", "definitive")),
        ("Kabid", ("Kadis", "definitive", "Bupati", "definitive")),
        ("Kadis", ("Bupati", "definitive", "", "")),
        ("Bupati", ("", "", "", "")),
        ("Hera", ("Kaban", "definitive", "Bupati", "definitive")),
    ],
)
def test_the_plain_line_goes_up_the_units(world: World, who: str, expected: tuple[str, ...]) -> None:
    found = line(world, who)
    assert names(found) == expected
    assert found.explanation


def test_a_vacant_post_is_passed_over(world: World) -> None:
    vacate(world, "Kabid")
    found = line(world, "Siti")
    assert names(found) == ("Kadis", "definitive", "Bupati", "definitive")
    assert [step.code for step in found.trace] == ["vacant", "definitive"]


def test_the_acting_official_stands_in_and_names_the_letter(world: World) -> None:
    vacate(world, "Kabid")
    world.acts("Kaban", "1.05.01", Capacity.PLT)
    found = line(world, "Siti")
    assert names(found) == ("Kaban", "plt", "Kadis", "definitive")
    assert (found.letter_number, found.assessor_post) == ("800/1", "Kepala 1.05.01")


def test_plh_goes_before_the_absent_holder_and_the_holder_before_plt(world: World) -> None:
    world.acts("Kaban", "1.05.01", Capacity.PLT)
    assert names(line(world, "Siti"))[:2] == ("Kabid", "definitive")
    world.acts("Adi", "1.05.01", Capacity.PLH)
    assert names(line(world, "Siti"))[:2] == ("Adi", "plh")


def test_both_ends_of_an_acting_period_belong_to_it(world: World) -> None:
    world.acts("Kaban", "1.05.01", Capacity.PLH, valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 31))
    days = {day: names(line(world, "Siti", day))[0] for day in
            (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))}  # fmt: skip
    assert list(days.values()) == ["Kabid", "Kaban", "Kaban", "Kabid"]


def test_nobody_assesses_himself_in_whatever_capacity(world: World) -> None:
    vacate(world, "Kabid")
    world.acts("Siti", "1.05.01", Capacity.PLT)
    found = line(world, "Siti")
    assert names(found) == ("Kadis", "definitive", "Bupati", "definitive")
    assert [step.code for step in found.trace] == ["own", "definitive"]
    assert names(line(world, "Budi"))[:2] == ("Siti", "plt")


def test_the_superior_is_neither_the_assessor_nor_the_person(world: World) -> None:
    vacate(world, "Kadis")
    world.acts("Kabid", "1.05", Capacity.PLT)
    assert names(line(world, "Siti")) == ("Kabid", "definitive", "Bupati", "definitive")
    world.acts("Siti", "1", Capacity.PLH)
    assert names(line(world, "Siti")) == ("Kabid", "definitive", "", "")
    assert names(line(world, "Kabid")) == ("", "", "", "")


def test_a_named_superior_post_goes_before_the_unit_tree(world: World) -> None:
    Post.objects.filter(pk=world.post("1.05").pk).update(superior=world.post("1.06"))
    assert names(line(world, "Kadis")) == ("Kaban", "definitive", "Bupati", "definitive")
    assert names(line(world, "Siti")) == ("Kabid", "definitive", "Kadis", "definitive")
    assert names(line(world, "Kabid")) == ("Kadis", "definitive", "Kaban", "definitive")


def test_two_heads_acting_for_each_other_are_both_passed_over(world: World) -> None:
    Post.objects.filter(pk=world.post("1.05").pk).update(superior=world.post("1.06"))
    Post.objects.filter(pk=world.post("1.06").pk).update(superior=world.post("1.05"))
    for name in ("Kadis", "Kaban"):
        found = line(world, name)
        assert names(found)[0] == "Bupati"
        assert "circle" in [step.code for step in found.trace]


def test_longer_circles_end_at_the_first_official_outside(world: World) -> None:
    world.unit("1.07", "agency", "1")
    world.person("Kabag", "1.07", head=True)
    posts = [world.post(code) for code in ("1.05", "1.06", "1.07")]
    for post, above in zip(posts, [*posts[1:], posts[0]], strict=True):
        Post.objects.filter(pk=post.pk).update(superior=above)
    assert {names(line(world, name))[0] for name in ("Kadis", "Kaban", "Kabag")} == {"Bupati"}
    assert names(line(world, "Hera"))[0] == "Kaban"


def test_a_named_assessor_wins_while_it_lasts(world: World) -> None:
    from organization.actions.people import name_assessor

    name_assessor(
        world.people["Siti"], actor=world.actor("Hera"), assessor=world.people["Kaban"], reason="Proyek",
        valid_from=date(2026, 5, 1), valid_to=date(2026, 5, 31),
    )  # fmt: skip
    assert names(line(world, "Siti", date(2026, 4, 30)))[0] == "Kabid"
    assert names(line(world, "Siti", date(2026, 5, 1))) == ("Kaban", "definitive", "Bupati", "definitive")
    assert names(line(world, "Siti", date(2026, 5, 31)))[0] == "Kaban"
    assert names(line(world, "Siti", date(2026, 6, 1)))[0] == "Kabid"
    assert [step.code for step in line(world, "Siti", date(2026, 5, 1)).trace] == ["named"]


def test_the_post_of_the_day_counts_not_the_present_one(world: World) -> None:
    from organization.actions.people import appoint

    world.acts("Siti", "1.05", "plh", valid_from=date(2026, 10, 1))
    assert names(line(world, "Siti"))[0] == "Kabid"
    post, _made = Post.objects.get_or_create(
        unit=world.units["1.06"], title="Staf 1.06", defaults={"kind": "pelaksana"}
    )
    appoint(
        world.people["Siti"], actor=world.actor("Hera"), post=post, capacity="definitive", valid_from=date(2026, 11, 1)
    )
    assert names(line(world, "Siti", date(2026, 10, 31)))[0] == "Kabid"
    assert names(line(world, "Siti", date(2026, 11, 1)))[0] == "Kaban"
    siti = Employee.objects.get(pk=world.people["Siti"].pk)
    assert siti.unit == world.units["1.06"]


def test_an_inactive_official_assesses_nobody(world: World) -> None:
    Employee.objects.filter(pk=world.people["Kabid"].pk).update(active=False)
    assert names(line(world, "Siti"))[0] == "Kadis"


def test_many_lines_cost_as_many_statements_as_one(world: World, django_assert_max_num_queries: Any) -> None:
    ids = [person.pk for person in world.people.values()]
    with django_assert_max_num_queries(5):
        many = lines_for(ids, TODAY)
    assert {pk: names(found) for pk, found in many.items()} == {
        person.pk: names(assessor_of(person, TODAY)) for person in world.people.values()
    }
    assert lines_for([10**9], TODAY) == {}
    assert lines_for([], TODAY) == {}


def test_superiors_that_lead_back_into_the_line_end_at_the_top(world: World) -> None:
    for below, above in (("1.05", "1.05.01"), ("1.05.01", "1.05"), ("1", "1.05.01")):
        Post.objects.filter(pk=world.post(below).pk).update(superior=world.post(above))
    found = {name: names(line(world, name))[0] for name in ("Kadis", "Kabid", "Bupati", "Siti")}
    assert found == {"Kadis": "Bupati", "Kabid": "", "Bupati": "", "Siti": "Kabid"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    acting=[("Bupati", "1.05", "plh"), ("Kadis", "1", "plh"), ("Kabid", "1.05.01", "plh")],
    superiors=[("1", "1.05.01")],
    vacant=set(),
)
@given(
    acting=st.lists(
        st.tuples(
            st.sampled_from(["Bupati", "Kadis", "Kabid", "Kaban", "Siti", "Hera"]),
            st.sampled_from(["1", "1.05", "1.05.01", "1.06"]),
            st.sampled_from(["plt", "plh"]),
        ),
        max_size=6,
        unique_by=lambda row: (row[0], row[1]),
    ),
    superiors=st.lists(st.tuples(*[st.sampled_from(["1", "1.05", "1.05.01", "1.06"])] * 2), max_size=4),
    vacant=st.sets(st.sampled_from(["Bupati", "Kadis", "Kabid", "Kaban"]), max_size=3),
)
def test_in_any_organisation_nobody_meets_himself(
    world: World, acting: list[tuple[str, str, str]], superiors: list[tuple[str, str]], vacant: set[str]
) -> None:
    Appointment.objects.exclude(capacity="definitive").delete()
    Appointment.objects.update(valid_to=None)
    Post.objects.update(superior=None)
    for name in vacant:
        vacate(world, name)
    for name, unit, capacity in acting:
        world.acts(name, unit, capacity)
    for below, above in superiors:
        if below != above:
            Post.objects.filter(pk=world.post(below).pk).update(superior=world.post(above))
    found = lines_for([person.pk for person in world.people.values()], TODAY)
    for pk, one in found.items():
        people = [pk, *(p.pk for p in (one.assessor, one.superior) if p is not None)]
        assert len(people) == len(set(people))
    assessors = {pk: one.assessor.pk if one.assessor else None for pk, one in found.items()}
    for pk in found:
        seen, person = set(), assessors.get(pk)
        while person is not None:
            assert person not in seen, "people assess each other in a circle"
            seen.add(person)
            person = assessors.get(person)
    assert {pk: names(assessor_of(Employee.objects.get(pk=pk), TODAY)) for pk in found} == {
        pk: names(one) for pk, one in found.items()
    }
