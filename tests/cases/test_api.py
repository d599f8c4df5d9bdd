"""The REST door of this app: shape, strictness and the whole story."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import CoachingSession, Enrolment, ImprovementCase
from tests.cases.world import NOW, RECORD, bring_to, enrolment, open_case, planned_session, step, training
from workflow.models import Event

JSON = {"content_type": "application/json"}


@pytest.fixture
def signed_in(world):
    def sign_in(name):
        client = Client()
        client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return sign_in


def act(client, resource, subject, name, **payload):
    """Take a transition on the version as stored."""
    version = type(subject).objects.values_list("version", flat=True).get(pk=subject.pk)
    body = {"transition": name, "version": version, **payload}
    return client.post(f"/api/v1/{resource}/{subject.public_id}/transitions/", body, **JSON)


def test_a_case_says_where_it_stands_and_what_may_be_done(world, signed_in):
    case = open_case(world)
    shape = signed_in("sari").get(f"/api/v1/cases/{case.public_id}/").json()
    assert (shape["id"], shape["state"], shape["version"]) == (str(case.public_id), "opened", 1)
    assert shape["employee"]["name"] == "Budi"
    assert [a["name"] for a in shape["available_transitions"]] == ["assign_coach", "propose", "hold"]
    assert {check["code"] for check in shape["closing_criteria"]} == {
        "items",
        "stages",
        "sessions",
        "answers",
        "trainings",
    }
    assert shape["items"][0]["kind"] == "milestone"


def test_the_list_filters_and_refuses_what_it_does_not_know(world, signed_in):
    bring_to(world, "active")
    open_case(world, "rekan", source=2)
    hana = signed_in("hana")
    names = [row["employee"]["name"] for row in hana.get("/api/v1/cases/?state=active").json()["results"]]
    assert names == ["Budi"]
    assert len(hana.get("/api/v1/cases/").json()["results"]) == 2
    assert hana.get("/api/v1/cases/?overdue=true").json()["results"] == []
    assert hana.get("/api/v1/cases/?nonsense=1").status_code == 400
    assert signed_in("lia").get("/api/v1/cases/").json()["results"] == []


def test_a_close_that_is_too_early_lists_what_is_missing(world, signed_in):
    case = bring_to(world, "under_review")
    answer = act(signed_in("hana"), "cases", case, "close", outcome="target_met", outcome_note="baik")
    assert answer.status_code == 422
    assert answer.json()["code"] == "criteria_missing"
    assert len(answer.json()["errors"]) == case.items.filter(required=True, removed=False).count() + 3 + 1


def test_a_plan_is_written_with_revisions(world, signed_in):
    case, sari = open_case(world), signed_in("sari")
    url = f"/api/v1/cases/{case.public_id}"
    assert sari.patch(f"{url}/plan/", {"revision": 0, "goal": "Tepat waktu"}, **JSON).json()["goal"] == "Tepat waktu"
    stale = sari.patch(f"{url}/plan/", {"revision": 0, "goal": "Lain"}, **JSON)
    assert (stale.status_code, stale.json()["current"]["fields"]["goal"]) == (409, "Tepat waktu")
    assert sari.patch(f"{url}/plan/", {"goal": "Lain"}, **JSON).status_code == 428
    body = {
        "kind": "training",
        "title": "Ikut pelatihan",
        "training": str(training().public_id),
        "due_on": "2027-01-01",
    }
    line = sari.post(f"{url}/plan-items/", body, **JSON)
    assert line.status_code == 201
    item = line.json()["id"]
    changed = sari.patch(f"{url}/plan-items/{item}/", {"revision": 0, "title": "Ikut dan cerita"}, **JSON)
    assert (changed.json()["title"], changed.json()["revision"]) == ("Ikut dan cerita", 1)
    assert sari.post(f"{url}/plan-items/{item}/removal/", {"revision": 0}, **JSON).status_code == 409
    assert sari.post(f"{url}/plan-items/{item}/removal/", {"revision": 1}, **JSON).status_code == 204


@pytest.mark.parametrize("body", [{"employee": str(uuid4())}, {"state": "closed"}, {"goal": "x", "unit": 1}])
def test_a_case_cannot_be_pulled_elsewhere_by_a_body(world, signed_in, body):
    case = open_case(world)
    assert signed_in("sari").patch(f"/api/v1/cases/{case.public_id}/plan/", body, **JSON).status_code == 400
    assert ImprovementCase.objects.get().employee == world.people["budi"]


@pytest.mark.parametrize(("who", "status"), [("budi", 403), ("hana", 403), ("rekan", 404)])
def test_others_do_not_write_the_plan(world, signed_in, who, status):
    case = open_case(world)
    url = f"/api/v1/cases/{case.public_id}/plan/"
    assert signed_in(who).patch(url, {"revision": 0, "goal": "x"}, **JSON).status_code == status


def test_a_training_that_does_not_exist_is_a_fault_of_its_field(world, signed_in):
    case = open_case(world)
    body = {"kind": "training", "title": "x", "training": str(uuid4())}
    answer = signed_in("sari").post(f"/api/v1/cases/{case.public_id}/plan-items/", body, **JSON)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "training"


def test_a_session_over_rest(world, signed_in):
    case = open_case(world)
    body = {"case": str(case.public_id), "planned_at": (NOW + timedelta(days=1)).isoformat()}
    made = signed_in("citra").post("/api/v1/coaching-sessions/", body, **JSON)
    assert made.status_code == 201
    session = CoachingSession.objects.get(public_id=made.json()["id"])
    held = (NOW - timedelta(hours=1)).isoformat()
    assert act(signed_in("citra"), "coaching-sessions", session, "record", held_at=held, **RECORD).status_code == 200
    assert act(signed_in("budi"), "coaching-sessions", session, "acknowledge").status_code == 200
    assert act(signed_in("citra"), "coaching-sessions", session, "acknowledge").status_code == 200
    assert CoachingSession.objects.get().state == "confirmed"
    assert signed_in("rekan").post("/api/v1/coaching-sessions/", body, **JSON).status_code == 404
    assert signed_in("budi").post("/api/v1/coaching-sessions/", body, **JSON).status_code == 403


@pytest.mark.parametrize(("minutes", "status"), [(-30, 422), (1441, 422), ("banyak", 400)])
def test_a_length_without_sense_is_refused_with_a_sentence(world, signed_in, minutes, status):
    session = planned_session(open_case(world), world)
    record = {**RECORD, "minutes": minutes, "held_at": (NOW - timedelta(hours=1)).isoformat()}
    answer = act(signed_in("citra"), "coaching-sessions", session, "record", **record)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_an_enrolment_over_rest(world, signed_in):
    case, offer = open_case(world), training(starts=NOW.date())
    body = {"training": str(offer.public_id), "employee": str(world.people["budi"].public_id)}
    made = signed_in("sari").post("/api/v1/enrolments/", body, **JSON)
    assert (made.status_code, made.json()["case"]) == (201, str(case.public_id))
    wanted, tita = Enrolment.objects.get(), signed_in("tita")
    assert act(tita, "enrolments", wanted, "approve").status_code == 200
    assert act(tita, "enrolments", wanted, "attend").status_code == 200
    url = f"/api/v1/enrolments/{wanted.public_id}/certificates/"
    proof = signed_in("budi").post(url, {"file": SimpleUploadedFile("s.pdf", b"%PDF-1.4 a")})
    assert proof.status_code == 201
    again = signed_in("budi").post(url, {"file": SimpleUploadedFile("s.pdf", b"<script>")})
    assert again.status_code == 400
    done = act(tita, "enrolments", wanted, "complete", result="passed", jp_hours=20, certificate=proof.json()["id"])
    assert done.status_code == 200
    file = signed_in("budi").get(f"{url}{proof.json()['id']}/")
    assert b"".join(file.streaming_content) == b"%PDF-1.4 a"
    assert signed_in("audi").get(f"{url}{proof.json()['id']}/").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("rekan", 404), ("budi", 201)])
def test_whose_case_one_does_not_see_one_does_not_enrol(world, signed_in, who, status):
    open_case(world)
    body = {"training": str(training().public_id)}
    if who != "budi":
        body["employee"] = str(world.people["budi"].public_id)
    assert signed_in(who).post("/api/v1/enrolments/", body, **JSON).status_code == status


def test_the_catalogue_over_rest(world, signed_in):
    body = {
        "code": "N1", "title": "Pelayanan prima", "kind": "klasikal", "provider": "LAN", "jp_hours": 8,
        "starts_on": "2026-12-01", "ends_on": "2026-12-02", "indicators": ["service"],
    }  # fmt: skip
    assert signed_in("tita").post("/api/v1/trainings/", body, **JSON).status_code == 201
    assert (
        signed_in("tita").post("/api/v1/trainings/", {**body, "code": "N2", "jp_hours": -1}, **JSON).status_code == 400
    )
    assert signed_in("budi").post("/api/v1/trainings/", {**body, "code": "N3"}, **JSON).status_code == 403
    rows = signed_in("budi").get("/api/v1/trainings/?indicator=service").json()["results"]
    assert [(row["code"], row["seats_taken"]) for row in rows] == [("N1", 0)]
    assert signed_in("budi").get("/api/v1/trainings/?indicator=discipline").json()["results"] == []


def test_evidence_over_rest(world, signed_in):
    case = bring_to(world, "active")
    url = f"/api/v1/cases/{case.public_id}/plan-items/{case.items.first().public_id}/evidence/"
    assert signed_in("budi").get(url).status_code == 404
    assert signed_in("budi").post(url, {"file": SimpleUploadedFile("s.pdf", b"%PDF-1.4 a")}).status_code == 201
    assert b"".join(signed_in("sari").get(url).streaming_content) == b"%PDF-1.4 a"
    assert signed_in("hana").post(url, {"file": SimpleUploadedFile("s.pdf", b"%PDF-1.4 b")}).status_code == 403


def test_the_history_shows_reasons_only_where_they_may_be_read(world, signed_in):
    case = bring_to(world, "on_hold")

    def reasons(who):
        rows = signed_in(who).get(f"/api/v1/cases/{case.public_id}/events/").json()
        return [row["reason"] for row in rows if row["name"] == "case.held"]

    assert reasons("sari") == ["cuti melahirkan"]
    assert reasons("audi") == [None]


def test_the_same_request_with_its_key_acts_once(world, signed_in):
    case, hana = bring_to(world, "active"), signed_in("hana")
    body = {"transition": "hold", "version": case.version, "reason": "cuti"}
    url = f"/api/v1/cases/{case.public_id}/transitions/"
    first = hana.post(url, body, headers={"Idempotency-Key": "k1"}, **JSON)
    second = hana.post(url, body, headers={"Idempotency-Key": "k1"}, **JSON)
    assert first.json() == second.json()
    assert Event.objects.filter(name="case.held").count() == 1
    assert hana.post(url, {**body, "reason": "lain"}, headers={"Idempotency-Key": "k1"}, **JSON).status_code == 422


def test_lists_take_the_same_statements_however_many_rows(world, signed_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    tita = signed_in("tita")

    def taken():
        tita.get("/api/v1/enrolments/")
        with CaptureQueriesContext(connection) as captured:
            tita.get("/api/v1/enrolments/?limit=100")
        return len(captured)

    enrolment(world)
    few = taken()
    for n in range(30):
        step(enrolment(world, offer=training(f"X{n}")), "approve", world.actor("tita"))
    assert taken() == few
