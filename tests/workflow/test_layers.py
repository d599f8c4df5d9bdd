"""What tests stand on: one test's changes reach no other, and what needs real transactions begins on nothing."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests.flush import empty_database, filled_tables
from tests.layers import GROUND, Layer, given, stands_on
from tests.sample.models import Parcel
from workflow import clock, triggers
from workflow.models import Holiday

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def one_day() -> Holiday:
    return Holiday.objects.create(on=clock.now().date(), name_id="Satu", name_en="One", kind="national")


def one_more(first: Holiday) -> Holiday:
    first.name_en = "changed while building"
    return Holiday.objects.create(on=date(2026, 11, 24), name_id="Dua", name_en="Two", kind="national")


ONE = Layer(one_day, at=AT)
TWO = Layer(one_more, at=AT, on=ONE)


@pytest.fixture
@stands_on(ONE)
def one(db: None) -> Holiday:
    return given(ONE)


@pytest.fixture
@stands_on(TWO)
def two(one: Holiday) -> Holiday:
    return given(TWO)


@pytest.mark.parametrize("turn", range(3))
def test_changes_of_a_test_are_its_own(one: Holiday, turn: int) -> None:
    assert (one.on, one.name_en) == (AT.date(), "One")
    assert Holiday.objects.count() == 1
    one.name_en = "changed"
    one.save()
    Holiday.objects.create(on=date(2027, 1, turn + 1), name_id="Lagi", name_en="Again", kind="national")


@pytest.mark.parametrize("turn", range(2))
def test_a_layer_stands_on_another(one: Holiday, two: Holiday, turn: int) -> None:
    assert list(Holiday.objects.order_by("on")) == [one, two]
    assert Holiday.objects.get(pk=one.pk).name_en == "One"
    Holiday.objects.all().delete()


@pytest.mark.django_db
def test_without_a_layer_there_is_nothing() -> None:
    assert GROUND.laid == []
    assert not Holiday.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_real_transactions_begin_on_nothing() -> None:
    assert filled_tables() == []


def test_with_real_transactions_a_layer_is_built_for_the_test(transactional_db: None, two: Holiday) -> None:
    assert GROUND.laid == []
    assert not connection.in_atomic_block
    assert Holiday.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_flush_empties_append_only_tables_and_puts_their_triggers_back(parcel: Parcel) -> None:
    assert {"workflow_event", parcel._meta.db_table} <= set(filled_tables())
    empty_database()
    assert filled_tables() == []
    assert triggers.missing_triggers() == []


@pytest.mark.django_db(transaction=True)
def test_the_flush_leaves_what_migrate_has_written() -> None:
    one_day()
    empty_database()
    assert ContentType.objects.exists()
    assert Permission.objects.exists()
