"""A name the resource does not accept is refused with its name, at every depth."""

import pytest
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from workflow.api.problems import flatten
from workflow.api.serializers import StrictModelSerializer, StrictSerializer
from workflow.models import Holiday


class Inner(StrictSerializer):
    claim = serializers.CharField()


class Outer(StrictSerializer):
    name = serializers.CharField()
    made_by = serializers.CharField(read_only=True)
    items = Inner(many=True, required=False)


def faults(data) -> set[tuple[str, str]]:
    serializer = Outer(data=data)
    with pytest.raises(ValidationError) as caught:
        serializer.is_valid(raise_exception=True)
    return {(entry["field"], entry["code"]) for entry in flatten(caught.value.detail)}


def test_known_names_pass():
    serializer = Outer(data={"name": "a", "items": [{"claim": "b"}]})
    assert serializer.is_valid(), serializer.errors


def test_an_unknown_name_is_refused():
    assert faults({"name": "a", "employee": "x"}) == {("employee", "unknown_field")}


def test_a_read_only_name_is_refused():
    assert faults({"name": "a", "made_by": "x"}) == {("made_by", "read_only_field")}


def test_an_unknown_name_inside_a_list_is_refused():
    assert faults({"name": "a", "items": [{"claim": "b", "ruling": "grant"}]}) == {("items.0.ruling", "unknown_field")}


def test_serializers_never_save():
    class HolidayShape(StrictModelSerializer[Holiday]):
        class Meta:
            model = Holiday
            fields = ("name_en",)

    shape = HolidayShape(data={"name_en": "New Year"})
    assert shape.is_valid()
    with pytest.raises(TypeError):
        shape.save()
