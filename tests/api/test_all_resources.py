"""Rules that hold for every resource, tried on an office in which something of every kind exists."""

from __future__ import annotations

from itertools import product
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.operations import operations
from tests.api.snapshot import snapshot
from tests.api.test_fuzz import known_ids

READS = [operation for operation in operations() if operation.method == "get"]
PLAIN = (
    "/acting-officials/",
    "/cases/board/",
    "/due-dates/",
    "/fairness/",
    "/process-map/",
    "/process-map/cases/",
    "/plans/cascade/",
    "/whereabouts/",
)
BY_AUDITOR = ("/events/", "/protection-watch/", "/access-records/", "/seals/")
NO_PAGES = ("/me/", "/tokens/", "/verification/", "/help-effects/", "/development/", "/unit-development/", *PLAIN)
LISTS = [operation for operation in READS if "{" not in operation.path and not operation.path.endswith(NO_PAGES)]
ON_ONE = [operation for operation in operations() if operation.path.count("{") == 1]


def test_reading_changes_nothing(office, client_for):
    """Every address is read by GET, HEAD and OPTIONS, by everybody, on everything: the database stays as it is."""
    ids = {operation.path: real_ids(operation, client_for("hana")) for operation in READS}
    clients = [client_for(name) for name in ("siti", "hana", "audi")]
    before = snapshot()
    for client in clients:
        for operation in READS:
            for identity in ids[operation.path]:
                address = operation.address(identity, identity)
                for method in (client.get, client.head, client.options):
                    assert method(address).status_code < 500
    assert snapshot() == before


def real_ids(operation, client) -> list[str]:
    """Ids that make sense for an address: those of its own list, or none needed."""
    if "{" not in operation.path:
        return [""]
    rows = client.get(operation.path.split("{", maxsplit=1)[0]).data
    return [str(row["id"]) for row in rows.get("results", [])][:3] or [str(uuid4())]


def test_absent_foreign_and_wrong_ids_answer_alike(office, client_for):
    """For every operation on one resource: an id of nothing, of another kind, and a malformed one look the same."""
    clients = [client_for(name) for name in ("siti", "joko", "admin")]
    for client, operation in product(clients, ON_ONE):
        if operation.media_type.startswith("multipart"):
            continue
        answers = [
            operation.send(client, operation.address(identity))
            for identity in (uuid4(), office.world.units["office"].public_id, "1", "-1", "x")
        ]
        if "/units/" in operation.path:
            answers.pop(1)
        assert {(answer.status_code, answer.content) for answer in answers} <= {
            (404, answers[0].content),
            (403, answers[0].content),
        }, operation.name


def test_what_a_stranger_may_not_see_is_absent(office, client_for):
    """The disputed form, its objection and the case of another: 404 like nothing at all, on every road."""
    stranger = client_for("asing")
    hidden = {
        "/api/v1/evaluations/": office.form.public_id,
        "/api/v1/objections/": office.objection.public_id,
        "/api/v1/cases/": office.case.public_id,
    }
    for operation in ON_ONE:
        prefix = operation.path.split("{", maxsplit=1)[0]
        if prefix in hidden:
            found = operation.send(stranger, operation.address(hidden[prefix]))
            nothing = operation.send(stranger, operation.address(uuid4()))
            assert (found.status_code, found.content) == (404, nothing.content), operation.name


def test_every_subject_carries_the_promised_members(office, client_for):
    """`id`, `state`, `version`, `available_transitions`, in lists and alone; and no internal key anywhere."""
    client = client_for("hana")
    for resource in ("cycles", "rule-sets", "evaluations", "objections", "cases", "coaching-sessions", "enrolments"):
        rows = client.get(f"/api/v1/{resource}/").data["results"]
        assert rows, resource
        alone = client.get(f"/api/v1/{resource}/{rows[0]['id']}/").data
        for shape in (rows[0], alone):
            assert shape.keys() >= {"id", "state", "state_label", "version", "available_transitions"}, resource
            assert not {"pk", "unit_id", "employee_id", "chain_head"} & shape.keys()


def statements(client, address: str) -> int:
    """How many statements one read takes; the demo clock is looked at once in a while, whoever asks."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return sum("workflow_clockoffset" not in query["sql"] for query in seen.captured_queries)


def test_statements_do_not_grow_with_rows(office, client_for):
    """A list of few rows and one of all rows take the same number of statements, at most fifteen."""
    by_hana, by_audi = client_for("hana"), client_for("audi")
    for operation in LISTS:
        client = by_audi if operation.path.endswith(BY_AUDITOR) else by_hana
        client.get(operation.path)
        few, more, all_of_them = (statements(client, f"{operation.path}?limit={limit}") for limit in (1, 10, 100))
        # One notice may speak of one kind of subject, ten speak of several: a statement per kind, never per row.
        assert few <= more == all_of_them <= 15, (operation.name, few, more, all_of_them)


def test_there_is_something_of_every_kind(office):
    assert len(known_ids()) > 60


def test_one_resource_is_read_in_at_most_fifteen_statements(office, client_for):
    """However many items, files, contested points or plan lines it has, a dry run of a whole cycle among them."""
    by_hana, by_audi = client_for("hana"), client_for("audi")
    for operation in ON_ONE:
        if operation.method != "get":
            continue
        client = by_audi if any(f"{road}{{" in operation.path for road in BY_AUDITOR) else by_hana
        address = operation.address(real_ids(operation, client)[0])
        if client.get(address).status_code == 200:
            assert statements(client, address) <= 15, operation.name
