"""Every machine can be seen as on a day, with the rights of its history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse

from workflow.api.viewsets import SubjectViewSet
from workflow.as_on.remembered import remember, remembered_kinds, value_at
from workflow.naming import named_kinds
from workflow.tables import machines

OURS = ("workflow.", "organization.", "cases.", "appraisal.")


def viewsets(parent: Any = SubjectViewSet) -> Iterator[Any]:
    assert get_resolver().url_patterns
    for one in parent.__subclasses__():
        if one.__module__.startswith(OURS) and getattr(one, "model", None) is not None:
            yield one
        yield from viewsets(one)


def test_every_machine_is_remembered() -> None:
    ours = {model.kind for model in machines() if model.kind.startswith(OURS) and model.__module__.startswith(OURS)}
    assert ours == set(remembered_kinds())


def test_the_groups_are_those_of_the_history_over_rest() -> None:
    for one in viewsets():
        known = remembered_kinds()[one.model.kind]
        assert (known.history_group, known.words_groups) == (one.history_group, one.words_groups), one.__name__


@pytest.mark.parametrize("kind", sorted(remembered_kinds()))
def test_what_is_said_of_a_kind_exists(kind: str) -> None:
    known = remembered_kinds()[kind]
    assert reverse(known.page, args=[uuid4()])
    blank: Any = known.model()
    for seat in known.seats:
        field = blank._meta.get_field(seat.column)
        assert any(one.name == "full_name" for one in field.related_model._meta.fields)
    for path in (known.zone, known.title):
        assert not path or hasattr(known.model, path.split("__", maxsplit=1)[0]), path


def test_a_kind_is_remembered_once() -> None:
    kind = next(iter(remembered_kinds().values()))
    with pytest.raises(ValueError, match="remembered twice"):
        remember(kind.model, page=kind.page)
    assert named_kinds()
    assert value_at(None, "a__b") is None
