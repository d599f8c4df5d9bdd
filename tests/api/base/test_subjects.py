"""One subject over REST: reading, acting, repeating, refusing; on the sample machine."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.api.snapshot import snapshot
from tests.sample.models import Parcel
from tests.sample.policies import ParcelPolicy
from tests.workflow.conftest import NOW, person
from workflow import clock, engine
from workflow.actors import actor_of
from workflow.models import AccessRecord, Event

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.base.parcels")]


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_login(user, backend="organization.authentication.NipOrUsernameBackend")
    return client


@pytest.fixture
def by_clerk(clerk):
    return client_of(clerk)


@pytest.fixture
def by_owner(owner):
    return client_of(owner)


def address(parcel, tail: str = "") -> str:
    return f"/api/v1/parcels/{parcel.public_id}/{tail}"


def act(client, parcel, transition, *, version=None, key=None, **inputs):
    headers = {"Idempotency-Key": key} if key else {}
    body = {"transition": transition, "version": parcel.version if version is None else version, **inputs}
    return client.post(address(parcel, "transitions/"), body, format="json", headers=headers)


class TestReading:
    def test_a_resource_says_where_it_stands_and_what_may_be_done(self, by_clerk, parcel):
        body = by_clerk.get(address(parcel)).data
        assert (body["id"], body["state"], body["version"]) == (str(parcel.public_id), "packed", 0)
        offers = {offer["name"]: offer for offer in body["available_transitions"]}
        assert set(offers) == {"approve", "weigh"}
        price = offers["approve"]["input"][1]
        assert (price["name"], price["type"], price["required"], price["max_length"]) == (
            "price",
            "integer",
            False,
            None,
        )
        assert offers["approve"]["blocked"] == ""

    def test_a_blocked_act_says_why_and_what_is_missing(self, by_clerk, parcel):
        Parcel.objects.update(labels="from")
        offers = by_clerk.get(address(parcel)).data["available_transitions"]
        assert offers[0]["blocked"] == "Labels are missing."
        assert offers[0]["missing"] == ["to"]

    def test_no_internal_number_leaves_the_house(self, by_clerk, parcel):
        assert "pk" not in by_clerk.get(address(parcel)).data
        assert by_clerk.get(f"/api/v1/parcels/{parcel.pk}/").status_code == 404

    def test_a_guarded_field_is_absent_without_the_right(self, by_clerk, parcel, monkeypatch):
        assert "remark" not in by_clerk.get(address(parcel)).data
        monkeypatch.setattr(ParcelPolicy, "fields_for", lambda self, actor, obj: frozenset({"remark"}))
        assert "remark" in by_clerk.get(address(parcel)).data

    def test_reading_guarded_fields_of_another_is_recorded(self, by_clerk, by_owner, clerk, parcel, monkeypatch):
        by_clerk.get(address(parcel))
        assert not AccessRecord.objects.exists()
        monkeypatch.setattr(ParcelPolicy, "fields_for", lambda self, actor, obj: frozenset({"remark", "other"}))
        by_owner.get(address(parcel))
        assert not AccessRecord.objects.exists()
        by_clerk.get(address(parcel))
        record = AccessRecord.objects.get()
        assert (record.reader_id, record.kind, record.subject_id) == (clerk.pk, "sample.parcel", parcel.pk)
        assert (record.fields, record.channel, record.ground) == ("remark", "rest", "hr")

    def test_an_unchanged_resource_is_not_sent_again(self, by_clerk, parcel):
        tag = by_clerk.get(address(parcel)).headers["ETag"]
        again = by_clerk.get(address(parcel), headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        act(by_clerk, parcel, "weigh", grams=5)
        assert by_clerk.get(address(parcel), headers={"If-None-Match": tag}).status_code == 200

    def test_a_lost_right_is_never_answered_with_not_modified(self, by_clerk, parcel, monkeypatch):
        tag = by_clerk.get(address(parcel)).headers["ETag"]
        monkeypatch.setattr(ParcelPolicy, "derive_roles", lambda self, actor, obj: frozenset({"subject"}))
        assert by_clerk.get(address(parcel), headers={"If-None-Match": tag}).status_code == 200

    def test_history_shows_facts_to_all_and_words_by_right(self, by_clerk, by_owner, parcel, monkeypatch):
        act(by_clerk, parcel, "approve", reason="C4N4RY")
        entries = by_owner.get(address(parcel, "events/")).data
        assert [(entry["version"], entry["to_state"]) for entry in entries] == [(0, "packed"), (1, "checked")]
        assert entries[1]["reason"] is None
        assert by_clerk.get(address(parcel, "events/")).data[1]["reason"] == "C4N4RY"
        monkeypatch.setattr(ParcelPolicy, "fields_for", lambda self, actor, obj: frozenset({"reasons.approve"}))
        assert by_owner.get(address(parcel, "events/")).data[1]["reason"] == "C4N4RY"
        monkeypatch.setattr(ParcelPolicy, "fields_for", lambda self, actor, obj: frozenset({"reasons.return"}))
        assert by_owner.get(address(parcel, "events/")).data[1]["reason"] is None


class TestList:
    @pytest.fixture
    def many(self, owner, clerk):
        actor = actor_of(owner)
        return [engine.begin(Parcel(owner=owner, clerk=clerk, weight=n % 3), actor=actor).subject for n in range(7)]

    def test_pages_follow_next_to_the_end_without_repeats(self, by_clerk, many):
        found, address = [], "/api/v1/parcels/?limit=2"
        while address:
            body = by_clerk.get(address).data
            found += [(row["weight"], row["id"]) for row in body["results"]]
            address = body["next"]
        assert len(found) == len(set(found)) == 7
        assert [weight for weight, _ in found] == sorted((weight for weight, _ in found), reverse=True)

    def test_only_what_the_policy_shows_is_listed(self, many):
        assert client_of(person("stranger")).get("/api/v1/parcels/").data == {"results": [], "next": None}

    def test_filters_narrow(self, by_clerk, many):
        act(by_clerk, many[0], "weigh", grams=1)
        body = by_clerk.get("/api/v1/parcels/?state=checked").data
        assert [row["id"] for row in body["results"]] == [str(many[0].public_id)]
        both = by_clerk.get("/api/v1/parcels/?state=checked&state=packed&weight=0").data
        assert {row["weight"] for row in both["results"]} == {0}

    @pytest.mark.parametrize(
        "query",
        [
            "owner=1",
            "as=2",
            "state=unknown",
            "limit=0",
            "limit=101",
            "limit=x",
            "cursor=made-up",
            "weight=1.5",
            "page=2",
        ],
    )
    def test_unknown_or_malformed_parameters_are_refused(self, by_clerk, many, query):
        response = by_clerk.get(f"/api/v1/parcels/?{query}")
        assert response.status_code == 400
        assert response.data["errors"][0]["field"].split(".")[0] == query.split("=", maxsplit=1)[0]

    def test_statements_do_not_grow_with_rows(self, by_clerk, many):
        counts = set()
        for limit in (1, 3, 7):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                by_clerk.get(f"/api/v1/parcels/?limit={limit}")
            counts.add(sum("workflow_clockoffset" not in query["sql"] for query in seen.captured_queries))
        assert len(counts) == 1

    def test_possible_acts_are_listed_unjudged(self, by_clerk, many):
        offers = by_clerk.get("/api/v1/parcels/").data["results"][0]["available_transitions"]
        assert [(offer["name"], offer["blocked"]) for offer in offers] == [("approve", None), ("weigh", None)]


class TestActing:
    def test_an_act_is_answered_with_its_receipt(self, by_clerk, parcel):
        response = act(by_clerk, parcel, "approve", reason="fine", price=5)
        assert response.status_code == 200
        assert response.data == {
            "id": str(parcel.public_id),
            "transition": "approve",
            "state": "checked",
            "state_label": "checked",
            "version": 1,
        }
        assert Event.objects.get(version=1).request_id

    def test_an_action_of_the_app_takes_the_richer_input(self, by_clerk, parcel):
        assert act(by_clerk, parcel, "weigh", grams=5).status_code == 200
        refused = act(by_clerk, parcel, "weigh", version=1, grams=0)
        assert (refused.status_code, refused.data["errors"][0]["field"]) == (400, "grams")

    def test_the_version_may_come_as_if_match(self, by_clerk, parcel):
        tag = by_clerk.get(address(parcel)).headers["ETag"]
        body = {"transition": "approve"}
        response = by_clerk.post(address(parcel, "transitions/"), body, format="json", headers={"If-Match": tag})
        assert response.status_code == 200
        again = by_clerk.post(address(parcel, "transitions/"), body, format="json", headers={"If-Match": tag})
        assert again.status_code == 409

    def test_without_a_version_nothing_moves(self, by_clerk, parcel):
        response = by_clerk.post(address(parcel, "transitions/"), {"transition": "approve"}, format="json")
        assert (response.status_code, response.data["code"]) == (428, "precondition_required")

    @pytest.mark.parametrize("version", ["0", 0.5, -1, True, [], 2**40])
    def test_a_version_is_a_whole_number(self, by_clerk, parcel, version):
        assert act(by_clerk, parcel, "approve", version=version).status_code == 400

    def test_the_order_of_refusal(self, by_clerk, by_owner, parcel):
        stranger = client_of(person("stranger"))
        Parcel.objects.update(weight=11)
        wrong = {"version": 7}
        assert act(APIClient(), parcel, "approve", **wrong).status_code == 401
        assert act(stranger, parcel, "approve", **wrong).status_code == 404
        assert act(by_owner, parcel, "approve", **wrong).status_code == 403
        assert act(by_clerk, parcel, "approve", **wrong).status_code == 409
        refused = act(by_clerk, parcel, "approve")
        assert (refused.status_code, refused.data["code"]) == (422, "too_heavy")

    def test_a_conflict_names_the_state_and_version_now(self, by_clerk, parcel):
        act(by_clerk, parcel, "approve")
        body = act(by_clerk, parcel, "approve", version=0).data
        assert (body["code"], body["state"], body["version"]) == ("version_conflict", "checked", 1)
        assert act(by_clerk, parcel, "approve", version=1).data["code"] == "state_conflict"

    @pytest.mark.parametrize(
        ("body", "field", "code"),
        [
            ({}, "transition", "required"),
            ({"transition": "fly"}, "transition", "unknown_transition"),
            ({"transition": ["approve"]}, "transition", "unknown_transition"),
            ({"transition": "approve", "state": "sent"}, "state", "unknown_field"),
            ({"transition": "approve", "owner": 1}, "owner", "unknown_field"),
            ({"transition": "weigh", "grams": 1, "weight": 2}, "weight", "unknown_field"),
        ],
    )
    def test_unknown_names_are_refused_by_name(self, by_clerk, parcel, body, field, code):
        response = by_clerk.post(address(parcel, "transitions/"), {"version": 0, **body}, format="json")
        assert response.status_code == 400
        assert (field, code) in {(fault["field"], fault["code"]) for fault in response.data["errors"]}

    @pytest.mark.parametrize("inputs", [{"price": "many"}, {"price": []}, {"reason": {"a": 1}}, {"reason": "x" * 4001}])
    def test_a_malformed_input_is_refused_by_name(self, by_clerk, parcel, inputs):
        response = act(by_clerk, parcel, "approve", **inputs)
        assert (response.status_code, response.data["errors"][0]["field"]) == (400, next(iter(inputs)))

    def test_a_passed_deadline_takes_effect_before_the_request(self, by_clerk, parcel):
        with clock.frozen(NOW + timedelta(days=3)):
            refused = act(by_clerk, parcel, "approve")
        assert (refused.status_code, refused.data["state"]) == (409, "expired")


class TestRepeating:
    def test_the_same_key_has_one_effect_and_one_answer(self, by_clerk, parcel):
        first = act(by_clerk, parcel, "approve", key="k-1", reason="a")
        second = act(by_clerk, parcel, "approve", key="k-1", reason="a")
        assert first.status_code == second.status_code == 200
        assert first.content == second.content
        assert second.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.headers
        assert Event.objects.filter(name="parcel.approved").count() == 1

    def test_the_answer_stays_the_same_after_the_subject_moved_on(self, by_clerk, by_owner, parcel):
        first = act(by_clerk, parcel, "approve", key="k-1")
        act(by_owner, parcel, "send", version=1)
        assert act(by_clerk, parcel, "approve", key="k-1").content == first.content

    @pytest.mark.parametrize("change", [{"reason": "b"}, {"version": 1}, {"price": 3}])
    def test_the_same_key_with_another_body_is_refused(self, by_clerk, parcel, change):
        act(by_clerk, parcel, "approve", key="k-1", reason="a")
        refused = act(by_clerk, parcel, "approve", key="k-1", **{"reason": "a", **change})
        assert (refused.status_code, refused.data["code"]) == (422, "idempotency_mismatch")

    def test_a_key_belongs_to_one_person(self, by_clerk, by_owner, parcel):
        act(by_clerk, parcel, "approve", key="k-1")
        assert act(by_owner, parcel, "send", version=1, key="k-1").status_code == 200

    @pytest.mark.parametrize("key", ["x" * 201, "tab\there"])
    def test_an_unusable_key_is_refused(self, by_clerk, parcel, key):
        assert act(by_clerk, parcel, "approve", key=key).status_code == 400

    def test_a_key_of_the_longest_length_is_taken(self, by_clerk, parcel):
        assert act(by_clerk, parcel, "approve", key="x" * 200).status_code == 200


class TestAbsent:
    @pytest.mark.parametrize("tail", ["", "events/", "transitions/"])
    def test_foreign_absent_and_malformed_ids_answer_alike(self, parcel, tail):
        stranger = client_of(person("stranger"))
        method = stranger.post if tail == "transitions/" else stranger.get
        answers = [
            method(f"/api/v1/parcels/{identity}/{tail}") for identity in (parcel.public_id, uuid4(), "1", "-1", "x")
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1

    def test_other_methods_have_no_road(self, by_clerk, parcel):
        for method in (by_clerk.put, by_clerk.patch, by_clerk.delete):
            assert method(address(parcel), {}, format="json").status_code == 405


class TestSafeMethods:
    def test_reading_changes_nothing(self, by_clerk, parcel):
        before = snapshot()
        for tail in ("", "events/"):
            for method in (by_clerk.get, by_clerk.head, by_clerk.options):
                assert method(address(parcel, tail)).status_code == 200
        assert by_clerk.get(address(parcel, "transitions/")).status_code == 405
        assert by_clerk.head(address(parcel, "transitions/")).status_code == 405
        assert snapshot() == before

    def test_a_refusal_changes_nothing(self, by_owner, parcel):
        before = snapshot()
        assert act(by_owner, parcel, "approve", key="k").status_code == 403
        assert act(by_owner, parcel, "send", key="k").status_code == 409
        assert snapshot() == before

    def test_an_unsafe_request_of_a_session_needs_its_token(self, clerk, parcel):
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(clerk, backend="organization.authentication.NipOrUsernameBackend")
        assert act(client, parcel, "approve").status_code == 403

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
    def test_other_media_types_are_refused(self, by_clerk, parcel, kind):
        response = by_clerk.post(address(parcel, "transitions/"), data="a=1", content_type=kind)
        assert (response.status_code, response.data["code"]) == (415, "unsupported_media_type")

    def test_a_body_of_unannounced_length_is_refused_not_ignored(self, by_clerk, parcel):
        road = address(parcel, "transitions/")
        streamed = by_clerk.generic("POST", road, "", headers={"Transfer-Encoding": "chunked"})
        assert (streamed.status_code, streamed.data["code"]) == (411, "length_required")

    def test_an_answer_is_never_kept_by_a_shared_cache(self, by_clerk, parcel):
        read = by_clerk.get(address(parcel)).headers
        assert "private" in read["Cache-Control"]
        assert {"Authorization", "Cookie", "Accept-Language"} <= set(read["Vary"].split(", "))
        assert "no-store" in act(by_clerk, parcel, "approve").headers["Cache-Control"]


class TestLanguage:
    def test_the_programs_language_wins_then_the_persons(self, clerk, parcel):
        client = client_of(clerk)
        english = client.get(address(uuid_of_nothing()), headers={"Accept-Language": "en"}).data["detail"]
        indonesian = client.get(address(uuid_of_nothing())).data["detail"]
        assert english == "This page or record was not found."
        assert indonesian == "Halaman atau data ini tidak ditemukan."
        clerk.language = "en"
        clerk.save()
        assert client.get(address(uuid_of_nothing())).data["detail"] == english


class Absent:
    public_id = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"


def uuid_of_nothing() -> Absent:
    return Absent()
