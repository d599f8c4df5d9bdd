"""Statements on the path of a step: Django's errors, Django's log, and a cursor that belongs to the open connection."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.db.models.query import get_related_populators
from django.test.utils import CaptureQueriesContext

from tests.sample.models import Parcel
from workflow import statements
from workflow.instances import shape_of
from workflow.locking import lock, prepared
from workflow.machine import Machine
from workflow.tables import machines

on_postgres = pytest.mark.postgres


@pytest.mark.django_db
def test_rows_and_the_first_row() -> None:
    sql = "SELECT 1 UNION ALL SELECT 2 ORDER BY 1"
    assert statements.rows(sql, []) == [(1,), (2,)]
    assert statements.row(sql, []) == (1,)
    assert statements.row("SELECT 1 WHERE 1 = %s", [2]) is None


@pytest.mark.django_db
def test_a_fault_is_an_error_of_django() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        statements.rows("SELECT nothing FROM nowhere", [])


@pytest.mark.django_db
def test_after_a_fault_the_transaction_takes_no_more_statements() -> None:
    with transaction.atomic():
        with pytest.raises(DatabaseError), transaction.atomic(savepoint=False):
            statements.rows("SELECT nothing FROM nowhere", [])
        with pytest.raises(transaction.TransactionManagementError):
            statements.rows("SELECT 1", [])
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_who_watches_sees_every_statement() -> None:
    with CaptureQueriesContext(connection) as seen:
        statements.rows("SELECT 7", [])
    assert [query["sql"] for query in seen] == ["SELECT 7"]


@pytest.mark.django_db
def test_an_execute_wrapper_is_asked() -> None:
    asked: list[str] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        statements.rows("SELECT 7", [])
    assert asked == ["SELECT 7"]


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_new_connection_gets_new_cursors() -> None:
    answers = []
    for _turn in range(2):
        with transaction.atomic():
            answers.append(statements.row("SELECT pg_backend_pid()", []))
        connection.close()
    assert answers[0] != answers[1]


@on_postgres
@pytest.mark.django_db
def test_the_cursors_kept_are_few() -> None:
    for number in range(statements.MOST_KEPT * 2):
        assert statements.row(f"SELECT {number}", []) == (number,)
    assert all(len(kept.cursors) <= statements.MOST_KEPT for kept in statements._kept.values())


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["pk", "public_id"])
def test_a_subject_is_locked_by_either_of_its_identities(parcel: Parcel, by: str) -> None:
    with transaction.atomic():
        locked = lock(Parcel, getattr(parcel, by), by=by)
    assert locked is not None
    assert locked.subject == parcel
    assert locked.subject.owner == parcel.owner
    assert locked.subject.state_since == Parcel.objects.get().state_since


@pytest.mark.django_db
def test_an_unknown_identity_locks_nothing(parcel: Parcel) -> None:
    with transaction.atomic():
        assert lock(Parcel, uuid4(), by="public_id") is None
        assert lock(Parcel, parcel.pk + 1) is None


@pytest.mark.django_db
def test_a_moment_without_a_zone_goes_the_long_way() -> None:
    """The driver would read it in the zone of the session, Django reads it in the zone of the settings."""
    naive = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001
    with pytest.warns(RuntimeWarning, match="naive"):
        stored = prepared(Parcel, "state_since", naive)
    assert stored != naive


class _Built:
    """What an object holds, with all that hangs on it."""

    def __init__(self, made: Any) -> None:
        self.model, self.held = type(made), {k: v for k, v in vars(made).items() if k != "_state"}
        self.state = made._state.db, made._state.adding
        self.related = {k: v and _Built(v).everything() for k, v in made._state.fields_cache.items()}

    def everything(self) -> tuple[Any, ...]:
        return self.model, self.held, self.state, self.related


@pytest.mark.parametrize("model", machines(), ids=lambda model: model.kind)
@pytest.mark.parametrize("without", [False, True], ids=["with what belongs to it", "without"])
def test_an_object_is_what_django_would_have_made(model: type[Machine], without: bool) -> None:
    compiler = model._default_manager.select_related(*model.lock_related).query.get_compiler("default")
    compiler.setup_query(with_col_aliases=False)
    info: Any = compiler.klass_info
    shape = shape_of(info, compiler.select)
    values: list[Any] = list(range(len(compiler.select)))
    for related, _attach, _attach_back in shape.related if without else ():
        values[related.key] = None
    theirs = model.from_db("default", shape.names, values[shape.columns])
    for populator in get_related_populators(info, compiler.select, "default"):  # type: ignore[call-arg]
        populator.populate(values, theirs)
    assert _Built(shape.build(values)).everything() == _Built(theirs).everything()


def test_a_constructor_of_its_own_is_not_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    def counted(self: Any, *values: Any) -> None:
        Model.__init__(self, *values)
        self.__dict__["counted"] = True

    monkeypatch.setattr(Parcel, "__init__", counted)
    compiler = Parcel.objects.all().query.get_compiler("default")
    compiler.setup_query(with_col_aliases=False)
    info: Any = compiler.klass_info
    assert vars(shape_of(info, compiler.select).build(list(range(len(compiler.select)))))["counted"]
