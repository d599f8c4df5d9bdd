"""Appraisal over REST: who reads which field, files at every download, drafts and their revisions, the record."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest

from appraisal.models import Evaluation, Evidence
from organization.models import RoleGrant
from tests.appraisal import world as do
from tests.appraisal.world import WINDOWS
from workflow.models import AccessRecord, Event, EventText

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def form_address(form: Evaluation, tail: str = "") -> str:
    return f"/api/v1/evaluations/{form.public_id}/{tail}"


def upload(client, address: str, data: bytes = PDF, name: str = "bukti.pdf"):
    file = io.BytesIO(data)
    file.name = name
    return client.post(address, {"file": file}, format="multipart")


def test_each_reader_gets_his_fields_and_nothing_more(office, client_for):
    form = office.world.form_of("wati")  # with the assessor, nothing handed over
    by_subject, by_assessor = client_for("wati"), client_for("kabid")
    subject, assessor = by_subject.get(form_address(form)).data, by_assessor.get(form_address(form)).data
    assert {"self_revision", "return_note"} <= subject.keys()
    assert not {"results_rating", "narrative", "predicate", "score", "review_revision"} & subject.keys()
    assert not {"assessor_rating", "assessor_comment"} & subject["items"][0].keys()
    assert {"results_rating", "narrative", "review_revision"} <= assessor.keys()
    assert {"self_realisation", "assessor_rating"} <= assessor["items"][0].keys()
    assert subject["your_roles"] == ["subject"]
    assert by_subject.get(form_address(form, "result/")).status_code == 403
    assert client_for("siti").get(form_address(form)).status_code == 404


def test_a_leader_sees_that_it_exists_but_not_its_history(office, client_for):
    shape = client_for("lia").get(form_address(office.form)).data
    assert not {"predicate", "score", "disputed", "window_ends_at", "self_revision"} & shape.keys()
    assert client_for("lia").get(form_address(office.form, "events/")).status_code == 403
    assert client_for("siti").get(form_address(office.form, "events/")).status_code == 200


def test_the_superior_reads_the_steps_and_not_the_reasons_of_a_return(office, client_for):
    """As on the page of the history: what the two sides wrote to each other stays with them, HR and the auditor."""
    event = Event.objects.filter(kind=Evaluation.kind, subject_id=office.form.pk).earliest("version")
    EventText.objects.create(event=event, salt="0" * 32, content='{"reason": "Lengkapi dulu."}')
    for who, shown in (("siti", True), ("kabid", True), ("hana", True), ("audi", True), ("kadis", False)):
        answer = client_for(who).get(form_address(office.form, "events/"))
        assert answer.status_code == 200
        assert ("Lengkapi dulu." in answer.content.decode()) is shown, who


def test_reading_about_another_is_recorded_with_its_ground(office, client_for):
    AccessRecord.objects.all().delete()
    client_for("siti").get(form_address(office.form))
    assert not AccessRecord.objects.exists()
    client_for("kabid").get(form_address(office.form, "result/"))
    record = AccessRecord.objects.get()
    assert (record.kind, record.ground, record.fields, record.channel) == (
        "appraisal.evaluation",
        "assessor",
        "result",
        "rest",
    )


def test_files_are_asked_for_at_every_download(office, client_for):
    with_employee = office.world.form_of("bawahan")
    by_subject = client_for("bawahan")
    item = with_employee.items.first()
    stored = upload(by_subject, form_address(with_employee, f"items/{item.public_id}/evidence/"))
    assert stored.status_code == 201
    road = form_address(with_employee, f"evidence/{stored.data['id']}/")
    answer = by_subject.get(road)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bukti.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content) == PDF
    assert client_for("siti").get(road).status_code == 403  # her assessor, but the form is not handed in yet
    assert client_for("asing").get(road).status_code == 404
    own = office.world.form_of("siti")
    assert client_for("siti").get(form_address(own, f"evidence/{stored.data['id']}/")).status_code == 404
    assert client_for("siti").delete(road).status_code == 403
    assert by_subject.delete(road).status_code == 204
    assert by_subject.get(road).status_code == 404
    assert Evidence.objects.get(public_id=stored.data["id"]).removed_at is not None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.pdf"),
        (b"<script>alert(1)</script>", "a.pdf"),
        (b"MZ\x90\x00", "a.exe"),
        (PDF, "a.png"),
        (b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>", "a.svg"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused(office, client_for, data, name):
    form = office.world.form_of("bawahan")
    address = form_address(form, f"items/{form.items.first().public_id}/evidence/")
    response = upload(client_for("bawahan"), address, data, name)
    assert response.status_code == 400
    assert not Evidence.objects.filter(item__evaluation=form).exists()


def test_a_save_needs_the_revision_it_saw_and_only_ones_own_side(office, client_for):
    form = office.world.form_of("bawahan")
    path = form_address(form, f"items/{form.items.first().public_id}/self/")
    client = client_for("bawahan")
    assert client.patch(path, {"realisation": "a"}, format="json").status_code == 428
    assert client.patch(path, {"revision": 0, "realisation": "a"}, format="json").data["revision"] == 1
    stale = client.patch(path, {"revision": 0, "realisation": "b"}, format="json")
    assert (stale.status_code, stale.data["code"]) == (409, "stale_revision")
    assert (stale.data["current"]["stored"]["realisation"], stale.data["current"]["sent"]["realisation"]) == ("a", "b")
    for body in ({"revision": 1, "employee": str(uuid4())}, {"revision": 1, "assessor_rating": 3}):
        refused = client.patch(path, body, format="json")
        assert (refused.status_code, refused.data["errors"][0]["code"]) == (400, "unknown_field")
    review = path.replace("/self/", "/review/")
    assert client.patch(review, {"revision": 0, "rating": 3}, format="json").status_code == 403
    assert client_for("asing").patch(path, {"revision": 1, "realisation": "c"}, format="json").status_code == 404
    assert client.patch(path, {"revision": 1, "rating": 4}, format="json").status_code == 400
    assert client.patch(path, {"revision": 1}, format="json").status_code == 400


def test_only_hr_prepares_and_counts_cycles(office, client_for):
    cycle = office.form.cycle
    body = {"name": "Baru", "unit": str(cycle.unit.public_id), "rule_set": str(cycle.rule_set.public_id)}
    body |= {name: day.isoformat() for name, day in WINDOWS.items()}
    assert client_for("siti").post("/api/v1/cycles/", body, format="json").status_code == 403
    made = client_for("hana").post("/api/v1/cycles/", body, format="json")
    assert (made.status_code, made.data["state"]) == (201, "draft")
    road = f"/api/v1/cycles/{made.data['id']}/"
    assert client_for("siti").get(road).status_code == 404
    assert client_for("joko").get(f"{road}dry-run/").status_code == 404
    assert client_for("hana").get(f"{road}dry-run/").data["included"] == len(office.world.people) - 1
    changed = client_for("hana").patch(road, {"revision": 0, "name": "Lain"}, format="json")
    assert changed.data["revision"] == 1
    assert client_for("hana").patch(road, {"name": "Lain"}, format="json").status_code == 428
    refused = client_for("hana").patch(road, {"revision": 1, "state": "running"}, format="json")
    assert refused.data["errors"][0]["code"] == "unknown_field"
    wrong = client_for("hana").post("/api/v1/cycles/", {**body, "close_by": "2026-01-01"}, format="json")
    assert wrong.status_code == 400


def test_rules_are_open_to_all_and_written_by_hr(office, client_for):
    rules = office.form.cycle.rule_set
    shown = client_for("siti").get(f"/api/v1/rule-sets/{rules.public_id}/").data
    assert (shown["content_hash"], shown["faults"]) == (rules.content_hash, [])
    assert shown["content"]
    edition = client_for("hana").post(f"/api/v1/rule-sets/{rules.public_id}/editions/")
    assert (edition.status_code, edition.data["edition"], edition.data["previous"]) == (201, 2, str(rules.public_id))
    road = f"/api/v1/rule-sets/{edition.data['id']}/"
    assert client_for("siti").get(road).status_code == 404
    content = {**edition.data["content"], "low": ["no such predicate"]}
    assert client_for("hana").patch(road, {"revision": 0, "content": content}, format="json").status_code == 200
    assert client_for("hana").get(road).data["faults"]
    act = {"transition": "publish", "version": 0}
    refused = client_for("hana").post(f"{road}transitions/", act, format="json")
    assert (refused.status_code, refused.data["code"]) == (422, "rules_incomplete")
    assert refused.data["errors"]


def test_an_objection_shows_each_side_its_own(office, client_for):
    objection = do.answer_objection(office.world, office.objection)
    road = f"/api/v1/objections/{objection.public_id}/"
    by_decider = client_for("kadis")
    assert by_decider.patch(f"{road}private-note/", {"revision": 0, "note": "C4N4RY"}, format="json").status_code == 200
    item = objection.items.get().public_id
    ruling = {"revision": 1, "ruling": "uphold", "ruling_reason": "C4N4RY"}
    assert by_decider.patch(f"{road}items/{item}/ruling/", ruling, format="json").status_code == 200
    for name in ("siti", "kabid", "hana", "audi"):
        shown = client_for(name).get(road)
        assert b"C4N4RY" not in shown.content, name
        assert "private_note" not in shown.data
    assert by_decider.get(road).data["private_note"] == "C4N4RY"
    assert client_for("siti").patch(f"{road}items/{item}/ruling/", ruling, format="json").status_code == 403


class TestRecord:
    def test_only_auditors_read_it_and_only_in_their_units(self, office, client_for):
        assert client_for("hana").get("/api/v1/events/").status_code == 403
        assert client_for("siti").get(f"/api/v1/events/{office.form.public_id}.0/").status_code == 403
        rows = client_for("audi").get("/api/v1/events/?kind=appraisal.evaluation&limit=100").data["results"]
        assert {row["subject"] for row in rows} >= {str(office.form.public_id)}
        elsewhere = client_for("audi_lain").get("/api/v1/events/?kind=appraisal.evaluation&limit=100").data["results"]
        assert str(office.form.public_id) not in {row["subject"] for row in elsewhere}
        one = client_for("audi").get(f"/api/v1/events/{rows[0]['id']}/").data
        assert one == rows[0]

    def test_filters_and_their_faults(self, office, client_for):
        client = client_for("audi")
        subject = f"kind=appraisal.evaluation&subject={office.form.public_id}"
        names = [row["name"] for row in client.get(f"/api/v1/events/?{subject}").data["results"]]
        assert names[-1] == "evaluation.created"
        assert "evaluation.approved" in names
        assert client.get(f"/api/v1/events/?subject={office.form.public_id}").status_code == 400
        assert client.get(f"/api/v1/events/?kind=appraisal.evaluation&subject={uuid4()}").status_code == 404
        assert client.get("/api/v1/events/?since=2099-01-01T00:00:00Z").data["results"] == []

    def test_a_chain_is_proved_and_a_broken_one_named(self, office, client_for):
        client, road = client_for("audi"), "/api/v1/events/verification/"
        wanted = {"kind": "appraisal.evaluation", "subject": str(office.form.public_id)}
        found = client.get(road, wanted).data
        assert (found["intact"], found["faults"]) == (True, [])
        Evaluation.objects.filter(pk=office.form.pk).update(chain_head="0" * 64)
        found = client.get(road, wanted).data
        assert (found["intact"], found["faults"][0]["fault"]) == (False, "head_differs")
        assert client.get(road, {**wanted, "kind": "no.such"}).status_code == 404
        assert client.get(road).status_code == 400

    def test_the_right_is_read_as_of_now(self, office, client_for):
        client = client_for("audi")
        assert client.get("/api/v1/events/").status_code == 200
        RoleGrant.objects.filter(user=office.world.users["audi"]).delete()
        assert client.get("/api/v1/events/").status_code == 403


def test_metrics_are_read_by_colleagues_and_written_by_hr(office, client_for):
    metric = client_for("siti").get("/api/v1/service-metrics/").data["results"][0]
    road = f"/api/v1/service-metrics/{metric['id']}/readings/"
    assert [row["value"] for row in client_for("siti").get(road).data] == ["45.00"]
    assert client_for("siti").post(road, {"on": "2026-10-05", "value": "30"}, format="json").status_code == 403
    assert client_for("hana").post(road, {"on": "2026-10-05", "value": "30"}, format="json").status_code == 201
    assert client_for("hana").post(road, {"on": "2026-10-08", "value": "30"}, format="json").status_code == 400
    assert [row["value"] for row in client_for("siti").get(road).data] == ["45.00", "30.00"]
