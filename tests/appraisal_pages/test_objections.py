"""Objections: who opens what in which state, saved as typed, both texts, evidence, the decision and its preview."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.actions import evaluations, objections
from appraisal.forms import field_name
from appraisal.models import Evaluation, Objection, ObjectionEvidence, ObjectionItem
from organization.models import User
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from workflow.models import AccessRecord, Event

SITI, SARI, RAHMA, BUDI = "Siti Aminah", "Sari Melinda", "Hj. Rahmawati", "Budi Santoso"
HANA, AUDI, LIA, JOKO, AMRI = "Hana Pertiwi", "Audi Ramadhan", "Lia Marlina", "Joko Susilo", "H. Amri Yusuf"
AUTOSAVE = {"HTTP_X_AUTOSAVE": "1"}
ABSENT = "00000000-0000-4000-8000-000000000000"
CLAIM, ANSWER, RULING = "Gangguan sistem tiga hari", "Catatan menunjukkan lain", "Bukti gangguan cukup"
NOTE, STATEMENT = "catatan rahasia pemutus", "Mohon ditinjau kembali"


def begin(world: w.World, name: str = SITI) -> Objection:
    """A draft with two contested items."""
    form = w.bring_to(world, name, "objection")
    evaluations.acknowledge_result(form.public_id, actor=world.actor(name))
    found = objections.begin_objection(form.public_id, actor=world.actor(name))
    for item in list(form.items.all())[:2]:
        objections.save_claim(
            found.public_id,
            item.public_id,
            actor=world.actor(name),
            revision=again(found).claim_revision,
            values={"claim": CLAIM, "wished_rating": "3"},
        )
    return again(found)


def again(one: Objection) -> Objection:
    return Objection.objects.select_related("evaluation").get(pk=one.pk)


def contested(one: Objection) -> list[ObjectionItem]:
    return list(one.items.select_related("item"))


def decider(one: Objection) -> Any:
    from workflow.actors import actor_of

    return actor_of(User.objects.get(employee_id=one.decider_id))


def dispute(world: w.World, state: str, *, grant: bool = True) -> Objection:
    """An objection of Siti in a state, by the acts of the people who may."""
    one = begin(world)
    if state == "drafted":
        return one
    objections.file(one.public_id, actor=world.actor(SITI), version=one.version)
    if state == "filed":
        return again(one)
    for row in contested(one):
        revision = again(one).answer_revision
        objections.save_answer(
            one.public_id, row.public_id, actor=world.actor(SARI), revision=revision, values={"answer": ANSWER}
        )
    objections.answer(one.public_id, actor=world.actor(SARI), version=again(one).version)
    if state == "answered":
        return again(one)
    rule(again(one), grant=grant)
    objections.decide(one.public_id, actor=decider(again(one)), version=again(one).version)
    return again(one)


def rule(one: Objection, *, grant: bool) -> None:
    for row in contested(one):
        values = {"ruling": "grant", "ruling_rating": "3"} if grant else {"ruling": "uphold"}
        objections.save_ruling(
            one.public_id,
            row.public_id,
            actor=decider(one),
            revision=again(one).ruling_revision,
            values={**values, "ruling_reason": RULING},
        )
    objections.save_private_note(one.public_id, actor=decider(one), revision=again(one).ruling_revision, note=NOTE)


def page(one: Objection, name: str = "objection", *more: Any) -> str:
    return reverse(f"appraisal:{name}", args=[one.public_id, *more])


OPENS = {
    "drafted": {SITI: 200, SARI: 404, RAHMA: 404, HANA: 404, AUDI: 404, LIA: 404, BUDI: 404, JOKO: 404},
    "filed": {SITI: 200, SARI: 200, RAHMA: 200, HANA: 200, AUDI: 200, LIA: 404, BUDI: 404, JOKO: 404},
    "answered": {SITI: 200, SARI: 200, RAHMA: 200, HANA: 200, AUDI: 200, LIA: 404, BUDI: 404, JOKO: 404},
    "decided": {SITI: 200, SARI: 200, RAHMA: 200, HANA: 200, AUDI: 200, LIA: 404, BUDI: 404, JOKO: 404},
}
# Who sees the answer, the ruling, the private note.
SHOWN = {
    "filed": {SITI: "", SARI: "", RAHMA: ""},
    "answered": {SITI: "a", SARI: "a", RAHMA: "arn", HANA: "a", AUDI: "a"},
    "decided": {SITI: "ar", SARI: "ar", RAHMA: "arn", HANA: "ar", AUDI: "ar"},
}


@pytest.mark.parametrize("state", OPENS)
def test_the_page_opens_for_those_who_may(world: w.World, sign_in: Enter, state: str) -> None:
    one = dispute(world, state)
    found = {name: sign_in(name).get(page(one)).status_code for name in OPENS[state]}
    assert found == OPENS[state]
    assert Client().get(page(one)).status_code == 302


@pytest.mark.parametrize("state", SHOWN)
def test_each_reads_what_is_open_to_him_and_no_more(world: w.World, sign_in: Enter, state: str) -> None:
    one = dispute(world, state)
    if state == "answered":
        rule(one, grant=True)
    for name, letters in SHOWN[state].items():
        content = sign_in(name).get(page(one)).content.decode()
        assert CLAIM in content
        shown = {"a": ANSWER in content, "r": RULING in content, "n": NOTE in content}
        assert shown == {letter: letter in letters for letter in "arn"}, name


def test_only_the_one_whose_turn_it_is_gets_fields(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "filed")
    for name, writes in {SITI: False, SARI: True, RAHMA: False, HANA: False}.items():
        assert ("data-autosave" in sign_in(name).get(page(one)).content.decode()) is writes


def test_a_foreign_objection_looks_like_an_absent_one(world: w.World, sign_in: Enter) -> None:
    one, stranger = dispute(world, "filed"), sign_in(JOKO)
    row = contested(one)[0]
    addresses = [
        page(one),
        page(one, "objection-preview"),
        page(one, "objection-decider"),
        page(one, "objection-transition"),
        page(one, "objection-claim", row.item.public_id),
    ]
    for address in addresses:
        get_status = stranger.get(address).status_code
        assert get_status in (404, 405)
        assert stranger.post(address, {"revision": 1, "version": 1, "transition": "withdraw"}).status_code in (404, 405)
        assert stranger.get(address.replace(str(one.public_id), ABSENT)).status_code == get_status
    assert again(one).version == one.version


def test_the_draft_is_saved_as_typed(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "drafted"), sign_in(SITI)
    item = contested(one)[0].item
    name = field_name(item.public_id, "claim")
    answer = client.post(page(one), {"revision": one.claim_revision, name: "satu\r\ndua"}, **AUTOSAVE)
    assert (answer.status_code, answer.json()["revision"]) == (200, one.claim_revision + 1)
    assert contested(one)[0].claim == "satu\ndua"
    post = {"revision": one.claim_revision + 1, "statement": STATEMENT}
    assert client.post(page(one), post, **AUTOSAVE).status_code == 200
    assert again(one).statement == STATEMENT
    assert again(one).version == one.version


def test_a_stale_page_is_told_both_texts(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "drafted"), sign_in(SITI)
    name = field_name(contested(one)[0].item.public_id, "claim")
    client.post(page(one), {"revision": one.claim_revision, name: "dari ponsel"}, **AUTOSAVE)
    stale = {"revision": one.claim_revision, name: "dari kantor", "version": one.version, "act": "file"}
    answer = client.post(page(one), stale, **AUTOSAVE)
    assert answer.status_code == 409
    assert answer.json()["current"] == {"revision": one.claim_revision + 1, "fields": {name: "dari ponsel"}}
    shown = client.post(page(one), stale)
    assert shown.status_code == 409
    for text in ("dari ponsel", "dari kantor"):
        assert text in shown.content.decode()
    assert again(one).state == "drafted"
    assert client.post(page(one), stale | {"revision": one.claim_revision + 1, "act": "save"}).status_code == 302
    assert contested(one)[0].claim == "dari kantor"


def test_a_save_without_revision_is_refused(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "drafted")
    item = contested(one)[0].item.public_id
    post = {field_name(item, "claim"): "x", "version": one.version}
    client = sign_in(SITI)
    for headers in ({}, AUTOSAVE):
        assert client.post(page(one), post, **headers).status_code == 428
    for name in ("objection-claim", "objection-drop"):
        assert client.post(page(one, name, item), {}).status_code == 428
    assert contested(one)[0].claim == CLAIM


def test_nobody_writes_what_is_not_his(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "filed")
    row = contested(one)[0]
    claim = {"revision": one.claim_revision, field_name(row.item.public_id, "claim"): "bukan saya"}
    answer = {"revision": 0, field_name(row.public_id, "answer"): "bukan saya"}
    verdict = {"revision": 0, field_name(row.public_id, "verdict"): "uphold"}
    tries = ((SARI, claim, 403), (RAHMA, answer, 403), (HANA, answer, 403), (SITI, answer, 403), (SARI, verdict, 403))
    for name, post, status in (*tries, (SITI, claim, 409), (RAHMA, verdict, 409)):
        for headers in ({}, AUTOSAVE):
            assert sign_in(name).post(page(one), post, **headers).status_code == status, name
    fresh = contested(one)[0]
    assert (fresh.claim, fresh.answer, fresh.ruling) == (CLAIM, "", "")


def test_a_text_that_came_too_late_can_be_copied(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "filed")
    post = {"revision": one.claim_revision, field_name(contested(one)[0].item.public_id, "claim"): "kalimat terakhir"}
    answer = sign_in(SITI).post(page(one), post)
    assert answer.status_code == 409
    assert "kalimat terakhir" in answer.content.decode()


def test_items_are_added_and_dropped_without_losing_what_was_typed(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "drafted"), sign_in(SITI)
    first, second = contested(one)
    third = list(one.evaluation.items.all())[2]
    typed = {field_name(first.item.public_id, "claim"): "diubah sambil menambah", "revision": one.claim_revision}
    added = client.post(page(one, "objection-claim", third.public_id), typed)
    assert (added.status_code, added["Location"][-41:]) == (302, f"item-{third.public_id}")
    assert [row.item_id for row in contested(one)] == [first.item_id, second.item_id, third.pk]
    assert contested(one)[0].claim == "diubah sambil menambah"
    drop = page(one, "objection-drop", second.item.public_id)
    assert client.post(drop, {"revision": one.claim_revision}).status_code == 409
    assert client.post(drop, {"revision": again(one).claim_revision}).status_code == 302
    assert [row.item_id for row in contested(one)] == [first.item_id, third.pk]


def test_an_item_of_another_form_cannot_be_contested(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "drafted")
    foreign = world.form(BUDI).items.first()
    assert foreign is not None
    post = {"revision": one.claim_revision}
    assert sign_in(SITI).post(page(one, "objection-claim", foreign.public_id), post).status_code == 404
    assert len(contested(one)) == 2


def test_filing_names_what_is_missing_and_then_goes_to_the_assessor(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "drafted"), sign_in(SITI)
    name = field_name(contested(one)[1].item.public_id, "claim")
    post = {"revision": one.claim_revision, "version": one.version, "act": "file", name: " "}
    answer = client.post(page(one), post)
    assert answer.status_code == 422
    assert f'href="#id_{name}"' in answer.content.decode()
    done = client.post(page(one), post | {"revision": again(one).claim_revision, name: "ada alasan"})
    assert (done.status_code, again(one).state) == (302, "filed")
    assert Evaluation.objects.get(pk=one.evaluation_id).disputed


def test_the_assessor_answers_every_item(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "filed"), sign_in(SARI)
    first, second = contested(one)
    post = {"revision": 0, "version": one.version, "act": "answer", field_name(first.public_id, "answer"): ANSWER}
    lacking = client.post(page(one), post)
    assert lacking.status_code == 422
    assert f'href="#id_{field_name(second.public_id, "answer")}"' in lacking.content.decode()
    post |= {"revision": again(one).answer_revision, field_name(second.public_id, "answer"): ANSWER}
    assert client.post(page(one), post).status_code == 302
    assert again(one).state == "answered"


def test_the_decider_rules_with_a_preview_and_signs(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    first, second = contested(one)
    saved = client.post(page(one), {"revision": 0, field_name(first.public_id, "verdict"): "grant-3"}, **AUTOSAVE)
    assert saved.status_code == 200
    assert (contested(one)[0].ruling, contested(one)[0].ruling_rating) == ("grant", 3)
    content = client.get(page(one, "objection-preview"), {"results_rating": "3", "behaviour_rating": "3"})
    assert "Sangat Baik" in content.content.decode().split('class="predicate__word">')[1].split("<")[0]
    post = {
        "revision": 1,
        "version": one.version,
        "act": "decide",
        "results_rating": "3",
        "private_note": NOTE,
        field_name(first.public_id, "ruling_reason"): RULING,
        field_name(second.public_id, "verdict"): "uphold",
    }
    lacking = client.post(page(one), post)
    assert lacking.status_code == 422
    assert f'href="#id_{field_name(second.public_id, "ruling_reason")}"' in lacking.content.decode()
    post |= {"revision": again(one).ruling_revision, field_name(second.public_id, "ruling_reason"): RULING}
    assert client.post(page(one), post).status_code == 302
    done = again(one)
    assert (done.state, done.results_rating, done.private_note) == ("decided", 3, NOTE)
    assert done.evaluation.state == "final"


def test_a_ruling_outside_the_choices_stays_at_its_field(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    row = contested(one)[0]
    name = field_name(row.public_id, "verdict")
    wrong = client.post(page(one), {"revision": 0, name: "grant-7"}, **AUTOSAVE)
    assert (wrong.status_code, wrong.json()["details"][0]["field"]) == (400, name)
    assert client.post(page(one), {"revision": 0, name: "grant-2"}, **AUTOSAVE).status_code == 422
    stale = {"revision": 0, name: "uphold"}
    client.post(page(one), {"revision": 0, name: "grant-3"}, **AUTOSAVE)
    told = client.post(page(one), stale, **AUTOSAVE)
    assert told.json()["current"]["fields"] == {name: "grant-3"}


def test_the_preview_and_its_numbers_are_the_deciders_alone(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")
    for name in (SITI, SARI, HANA, AUDI):
        assert sign_in(name).get(page(one, "objection-preview")).status_code == 403
    assert sign_in(JOKO).get(page(one, "objection-preview")).status_code == 404


def test_withdrawing_discarding_and_stepping_aside(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")
    post = {"transition": "withdraw", "version": one.version}
    for name, status in ((SARI, 403), (RAHMA, 403), (JOKO, 404)):
        assert sign_in(name).post(page(one, "objection-transition"), post).status_code == status
    assert sign_in(SITI).post(page(one, "objection-transition"), {"transition": "withdraw"}).status_code == 428
    aside = {"transition": "recuse", "version": one.version, "reason": "ipar pegawai"}
    assert sign_in(RAHMA).post(page(one, "objection-transition"), aside | {"reason": ""}).status_code == 400
    gone = sign_in(RAHMA).post(page(one, "objection-transition"), aside)
    assert gone["Location"] == reverse("appraisal:objections")
    assert again(one).decider_id == world.people[AMRI].pk
    assert sign_in(RAHMA).get(page(one)).status_code == 404
    done = sign_in(SITI).post(page(one, "objection-transition"), post | {"version": again(one).version})
    assert (done.status_code, again(one).state) == (302, "withdrawn")
    assert not Evaluation.objects.get(pk=one.evaluation_id).disputed


def test_steps_of_the_clock_are_no_door(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "filed")
    for name in ("answer_lapse", "lapse", "nonsense", ""):
        post = {"transition": name, "version": one.version}
        assert sign_in(SARI).post(page(one, "objection-transition"), post).status_code == 400
    assert again(one).version == one.version


def test_hr_names_a_decider_who_is_no_party(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(HANA)
    address = page(one, "objection-decider")
    found = client.get(address, {"q": "joko"}).content.decode()
    assert JOKO in found
    for name in (SITI, SARI, HANA):
        assert str(world.people[name].public_id) not in client.get(address, {"q": name}).content.decode()
    post = {"decider": str(world.people[JOKO].public_id), "reason": "garis kosong", "version": one.version}
    assert client.post(address, post | {"decider": "x"}).status_code == 400
    assert client.post(address, post | {"decider": str(world.people[SARI].public_id)}).status_code == 422
    for name in (SITI, SARI, RAHMA, AUDI):
        assert sign_in(name).get(address).status_code == 403
        assert sign_in(name).post(address, post).status_code == 403
    assert client.post(address, post).status_code == 302
    assert again(one).decider_name == JOKO
    assert sign_in(JOKO).get(page(one)).status_code == 200


def upload(client: Any, one: Objection, row: ObjectionItem, content: bytes = b"%PDF-1.4 surat") -> Any:
    name = f"item-{row.item.public_id}-files"
    post = {"revision": again(one).claim_revision, name: SimpleUploadedFile("surat.pdf", content)}
    return client.post(page(one, "objection-upload", row.public_id), post)


def fetched(client: Any, address: str) -> Any:
    """A download read to its end."""
    answer = client.get(address)
    if answer.streaming:
        assert b"".join(answer.streaming_content) == b"%PDF-1.4 surat"
    return answer


def test_evidence_goes_to_the_item_and_only_to_those_who_see_it(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "drafted"), sign_in(SITI)
    row = contested(one)[0]
    assert upload(client, one, row).status_code == 302
    assert upload(client, one, row, b"<html><script>").status_code == 400
    file = ObjectionEvidence.objects.get()
    address = reverse("appraisal:objection-evidence", args=[file.public_id])
    assert sign_in(SARI).get(address).status_code == 404
    objections.file(one.public_id, actor=world.actor(SITI), version=one.version)
    for name, status in {SITI: 200, SARI: 200, RAHMA: 200, HANA: 200, AUDI: 200, LIA: 404, BUDI: 404}.items():
        assert fetched(sign_in(name), address).status_code == status, name
    answer = fetched(sign_in(SARI), address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert "sandbox" in answer["Content-Security-Policy"]
    gone = reverse("appraisal:objection-evidence-remove", args=[file.public_id])
    assert sign_in(SARI).post(gone).status_code == 403
    assert client.post(gone).status_code == 409
    assert sign_in(BUDI).post(gone).status_code == 404


def test_a_file_can_be_taken_away_from_a_draft(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "drafted"), sign_in(SITI)
    row = contested(one)[0]
    upload(client, one, row)
    file = ObjectionEvidence.objects.get()
    typed = {"revision": one.claim_revision, field_name(row.item.public_id, "claim"): "sambil menghapus"}
    gone = reverse("appraisal:objection-evidence-remove", args=[file.public_id])
    assert client.post(gone, typed).status_code == 302
    assert contested(one)[0].claim == "sambil menghapus"
    assert client.get(reverse("appraisal:objection-evidence", args=[file.public_id])).status_code == 404


def test_reading_by_others_is_written_down(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "filed")
    sign_in(SITI).get(page(one))
    assert not AccessRecord.objects.exists()
    sign_in(AUDI).get(page(one))
    record = AccessRecord.objects.get(kind="appraisal.objection")
    assert (record.reader_id, record.subject_id, record.fields, record.ground) == (
        world.users[AUDI].pk,
        one.pk,
        "claims,questions",
        "auditor",
    )
    assert AccessRecord.objects.filter(kind="appraisal.evaluation", subject_id=one.evaluation_id).exists()


def test_looking_changes_nothing_and_is_not_kept(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")
    before = Event.objects.count()
    for name in (SITI, SARI, RAHMA, HANA):
        answer = sign_in(name).get(page(one))
        assert "no-store" in answer["Cache-Control"]
    assert (Event.objects.count(), again(one).version) == (before, one.version)


def test_text_is_never_markup(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "drafted")
    ObjectionItem.objects.filter(objection=one).update(claim="<img src=x onerror=alert(1)>")
    objections.file(one.public_id, actor=world.actor(SITI), version=one.version)
    for name in (SITI, SARI, RAHMA):
        assert "<img src=x" not in sign_in(name).get(page(one)).content.decode()


def test_the_list_shows_what_each_may_know_by_scope_and_state(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "filed")
    listed = reverse("appraisal:objections")
    expected = {SITI: True, SARI: True, RAHMA: True, HANA: True, AUDI: True, LIA: False, JOKO: False}
    for name, seen in expected.items():
        assert (page(one) in sign_in(name).get(listed).content.decode()) is seen, name
    by_scope = {"mine": SITI, "answer": SARI, "decide": RAHMA, "units": HANA}
    for scope, name in by_scope.items():
        assert page(one) in sign_in(name).get(listed, {"scope": scope}).content.decode()
        assert page(one) not in sign_in(JOKO).get(listed, {"scope": scope}).content.decode()
    assert page(one) not in sign_in(SITI).get(listed, {"scope": "answer"}).content.decode()
    assert page(one) in sign_in(SITI).get(listed, {"state": "filed"}).content.decode()
    assert page(one) not in sign_in(SITI).get(listed, {"state": "decided"}).content.decode()
    assert sign_in(SITI).get(listed, {"state": "x", "scope": "y", "after": "z"}).status_code == 200


def test_the_result_and_the_list_of_tasks_lead_here(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "filed")
    assert page(one) in sign_in(SITI).get(reverse("appraisal:result", args=[one.evaluation.public_id])).content.decode()
    assert page(one) in sign_in(SARI).get(reverse("tasks")).content.decode()


def statements(client: Any, address: str) -> int:
    """The statements of a page once everything that is read once per process was read."""
    found = []
    for _turn in range(3):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        found.append(len(seen))
    return min(found)


def test_the_number_of_statements_does_not_grow(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "drafted"), sign_in(SITI)
    few = statements(client, page(one))
    for item in list(one.evaluation.items.all())[2:7]:
        revision = again(one).claim_revision
        objections.save_claim(
            one.public_id, item.public_id, actor=world.actor(SITI), revision=revision, values={"claim": CLAIM}
        )
    for row in contested(one)[:4]:
        upload(client, one, row)
    assert statements(client, page(one)) <= few
    sari = sign_in(SARI)
    objections.file(one.public_id, actor=world.actor(SITI), version=one.version)
    listed = statements(sari, reverse("appraisal:objections"))
    other = begin(world, BUDI)
    objections.file(other.public_id, actor=world.actor(BUDI), version=other.version)
    assert statements(sari, reverse("appraisal:objections")) <= listed
