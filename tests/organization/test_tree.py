"""The interval tree: right after every change, one indexed condition, and nobody hangs a unit below itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organization import tree
from organization.actions import units as unit_actions
from organization.actions.units import UnitData
from organization.models import Unit
from organization.tree import Node
from tests.organization.conftest import World
from workflow.actors import CLOCK
from workflow.errors import GuardRefused, InvalidInput, NotPermitted
from workflow.roles import Role


def parents_of(unit: Unit) -> Iterator[int]:
    while unit.parent is not None:
        unit = unit.parent
        yield unit.pk


def assert_sound() -> None:
    units = list(Unit.objects.select_related("parent"))
    borders = [border for unit in units for border in (unit.lft, unit.rght)]
    assert sorted(borders) == list(range(1, 2 * len(units) + 1))
    for unit in units:
        assert set(parents_of(unit)) == set(tree.ancestors(unit).values_list("pk", flat=True))
        assert unit.depth == len(list(parents_of(unit)))
        below = {other.pk for other in units if other == unit or unit.pk in set(parents_of(other))}
        assert set(Unit.objects.filter(tree.subtree(unit)).values_list("pk", flat=True)) == below


def test_added_moved_and_renamed_units_keep_the_tree_sound(world: World) -> None:
    assert_sound()
    unit_actions.add_unit(UnitData("1.06.01", "x", "division"), actor=world.actor("Hera"), parent=world.units["1.06"])
    assert_sound()
    unit_actions.move_unit(world.units["1.05"], actor=world.actor("Hera"), parent=world.units["1.06"])
    assert_sound()
    renamed = unit_actions.rename_unit(world.units["1.05"], actor=world.actor("Hera"), name=" Baru ")
    assert renamed.name == "Baru"
    assert Unit.objects.get(code="1.05.01").depth == 3


def test_the_agency_is_the_topmost_one_above(world: World) -> None:
    agencies = {unit.code: unit.opd.code if unit.opd else None for unit in Unit.objects.select_related("opd")}
    assert agencies == {"1": None, "1.05": "1.05", "1.05.01": "1.05", "1.06": "1.06"}
    unit_actions.move_unit(world.units["1.05"], actor=CLOCK, parent=world.units["1.06"])
    assert Unit.objects.get(code="1.05.01").opd == world.units["1.06"]


@pytest.mark.parametrize("below", ["1.05", "1.05.01"])
def test_a_unit_cannot_be_placed_below_itself(world: World, below: str) -> None:
    with pytest.raises(GuardRefused) as refused:
        unit_actions.move_unit(world.units["1.05"], actor=CLOCK, parent=world.units[below])
    assert refused.value.code == "unit_loop"
    assert_sound()


def test_only_hr_of_both_places_changes_units(world: World) -> None:
    world.grant("Adi", Role.HR, "1.06")
    adi, data = world.actor("Adi"), UnitData("x", "x", "division")
    unit_actions.add_unit(data, actor=adi, parent=world.units["1.06"])
    for refused in (
        lambda: unit_actions.add_unit(UnitData("y", "y", "division"), actor=adi, parent=world.units["1.05"]),
        lambda: unit_actions.add_unit(UnitData("z", "z", "division"), actor=world.actor("Hera"), parent=None),
        lambda: unit_actions.move_unit(world.units["1.06"], actor=adi, parent=world.units["1.05"]),
        lambda: unit_actions.move_unit(world.units["1.05.01"], actor=adi, parent=world.units["1.06"]),
        lambda: unit_actions.move_unit(world.units["1.06"], actor=adi, parent=None),
        lambda: unit_actions.rename_unit(world.units["1.05"], actor=adi, name="x"),
        lambda: unit_actions.rename_unit(world.units["1.05"], actor=world.actor("Kadis"), name="x"),
    ):
        with pytest.raises(NotPermitted):
            refused()
    assert_sound()


def test_a_right_taken_away_meanwhile_is_not_used(world: World) -> None:
    stale = world.actor("Hera")
    from organization.models import RoleGrant

    RoleGrant.objects.update(valid_to="2026-11-22", valid_from="2026-01-01")
    with pytest.raises(NotPermitted):
        unit_actions.rename_unit(world.units["1.05"], actor=stale, name="x")


@pytest.mark.parametrize(
    "data",
    [UnitData("", "x", "division"), UnitData("1.05", "x", "division"), UnitData("n", "", "division"),
     UnitData("n", "x", "castle"), UnitData("n" * 41, "x", "division"), UnitData("n", "x" * 201, "division")],
)  # fmt: skip
def test_units_without_code_name_or_kind_are_refused(world: World, data: UnitData) -> None:
    with pytest.raises(InvalidInput):
        unit_actions.add_unit(data, actor=CLOCK, parent=world.units["1"])
    assert Unit.objects.count() == 4


def test_no_interval_means_no_unit(world: World) -> None:
    assert not Unit.objects.filter(tree.within(())).exists()
    assert set(Unit.objects.filter(tree.within([(1, 2), (0, 0)])).values_list("code", flat=True)) == {"1", "1.05"}


def test_a_subtree_costs_one_statement(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        list(Unit.objects.filter(tree.subtree(world.units["1"])))


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=30))
def test_intervals_nest_for_any_shape(parents: list[int]) -> None:
    nodes = [Node(0, None, "regency", ("0", 0))]
    nodes += [Node(n, parent % n, "division", (str(n), n)) for n, parent in enumerate(parents, start=1)]
    found = tree.places(nodes)
    assert len(found) == len(nodes)
    assert sorted(b for p in found.values() for b in (p.lft, p.rght)) == list(range(1, 2 * len(nodes) + 1))
    for node in nodes:
        if node.parent_id is not None:
            inner, outer = found[node.id], found[node.parent_id]
            assert outer.lft < inner.lft < inner.rght < outer.rght
            assert inner.depth == outer.depth + 1


def test_circles_of_parents_leave_their_units_out() -> None:
    nodes = [Node(1, None, "regency", ("1", 1)), Node(2, 3, "division", ("2", 2)), Node(3, 2, "division", ("3", 3))]
    assert set(tree.places(nodes)) == {1}
