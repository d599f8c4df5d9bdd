"""A wrongly declared machine is refused when it is compiled; drawing covers every state and move."""

from typing import Any

import pytest
from django.db import models

from tests.sample.models import Parcel, S
from workflow import diagrams
from workflow.errors import InvalidInput
from workflow.inputs import read_payload
from workflow.machine import input_field, text_field, transition
from workflow.roles import Role
from workflow.tables import MachineError, MachineTable, _check, table_of


def row(**changes: Any) -> Any:
    given = {"label": "x", "source": S.PACKED, "target": S.CHECKED, "by": {Role.HR}, "event": "x"} | changes
    return transition("x", **given)._django_fsm.transitions[str(S.PACKED)].custom["row"]


def table(**changes: Any) -> MachineTable:
    sound = table_of(Parcel)
    given = {name: getattr(sound, name) for name in sound.__dataclass_fields__} | changes
    return MachineTable(**given)


def test_the_sample_machine_is_sound() -> None:
    _check(table())
    assert table_of(Parcel).row("return").target == S.PACKED


@pytest.mark.parametrize("changes", [{"by": ()}, {"source": "*"}, {"source": ("packed", "+")}])
def test_a_row_must_name_roles_and_sources(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="transition"):
        row(**changes)


def test_unknown_unreachable_and_undeclared_ends_are_refused() -> None:
    rows = table_of(Parcel).rows
    with pytest.raises(MachineError, match="unknown"):
        _check(table(rows={**rows, "x": row(target="nowhere")}))
    with pytest.raises(MachineError, match="never reached"):
        _check(table(rows={k: v for k, v in rows.items() if k != "send"}))
    with pytest.raises(MachineError, match="dead ends"):
        _check(table(endings=frozenset({S.SENT})))


def test_a_deadline_must_fire_something_from_its_state() -> None:
    deadlines = table_of(Parcel).deadlines
    with pytest.raises(MachineError, match="fires nothing"):
        _check(table(deadlines={"sent": deadlines["packed"]}))
    with pytest.raises(MachineError, match="must differ"):
        _check(table(deadlines={**deadlines, "checked": deadlines["packed"]}))


def test_an_unknown_transition_is_wrong_input() -> None:
    with pytest.raises(InvalidInput):
        table_of(Parcel).row("fly")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("boolean", ["true", False], ["perhaps"]),
        ("date", ["2028-02-29"], ["2027-02-29", "29/02/2028", 5]),
        ("datetime", ["2026-11-23T10:00"], ["soon", "2026-13-01T00:00"]),
        ("integer", [5, "7"], [True, "1.5", 2**31, "x"]),
        ("decimal", ["1.25", 3], ["NaN", "Infinity", "1e13", "x"]),
        ("list", [[1]], ["no"]),
        ("uuid", ["12345678123456781234567812345678"], ["x"]),
    ],
)
def test_inputs_are_of_their_kind(kind: Any, good: list[Any], bad: list[Any]) -> None:
    spec = (input_field("value", "Value", kind),)
    for value in good:
        assert "value" in read_payload(spec, {"value": value})
    for value in bad:
        with pytest.raises(InvalidInput) as refused:
            read_payload(spec, {"value": value})
        assert refused.value.details[0].field == "value"


def test_choice_takes_only_what_is_offered() -> None:
    spec = (input_field("value", "Value", "choice", choices=(("a", "A"),)),)
    assert read_payload(spec, {"value": "a"}) == {"value": "a"}
    for wrong in ("b", ["a"], {"a": 1}, 1):
        with pytest.raises(InvalidInput):
            read_payload(spec, {"value": wrong})


def test_text_loses_null_bytes_and_outer_space_only() -> None:
    spec = (text_field("t", "T"),)
    assert read_payload(spec, {"t": "  a\x00 b\n "})["t"] == "a b"


def test_drawing_has_every_state_and_move_once() -> None:
    drawn = diagrams.draw(Parcel, current="checked", taken=[("packed", "checked")])
    assert {n.state: n.look for n in drawn.nodes} == {
        "packed": "taken",
        "checked": "current",
        "sent": "next",
        "expired": "next",
    }
    assert len(drawn.edges) == 5
    assert sum(e.look == "taken" for e in drawn.edges) == 1
    assert all(n.x >= 0 and n.x + drawn.box_width <= drawn.width for n in drawn.nodes)


def test_markdown_and_mermaid_name_every_transition() -> None:
    text = diagrams.markdown_table(Parcel) + diagrams.mermaid(Parcel)
    assert all(name in text for name in table_of(Parcel).rows)
    assert issubclass(S, models.TextChoices)
