"""Filling in and reviewing: saved as typed, nothing lost, handed on by the right people, refused with reasons."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appraisal.actions import evaluations
from appraisal.forms import field_name
from appraisal.models import EvaluationItem, Evidence
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter

SITI, SARI, HANA, BUDI = "Siti Aminah", "Sari Melinda", "Hana Pertiwi", "Budi Santoso"
AUTOSAVE = {"HTTP_X_AUTOSAVE": "1"}


def own(name: str, world: w.World) -> str:
    return reverse("appraisal:self", args=[world.form(name).public_id])


def review(name: str, world: w.World) -> str:
    return reverse("appraisal:review", args=[world.form(name).public_id])


def items_of(name: str, world: w.World) -> list[EvaluationItem]:
    return list(world.form(name).items.all())


def self_post(world: w.World, name: str = SITI, **more: Any) -> dict[str, Any]:
    form = world.form(name)
    return {"revision": form.self_revision, "version": form.version, "act": "save", **more}


def review_post(world: w.World, name: str = SITI, **more: Any) -> dict[str, Any]:
    form = world.form(name)
    return {"revision": form.review_revision, "version": form.version, "act": "save", **more}


def test_typing_is_saved_field_by_field(world: w.World, sign_in: Enter) -> None:
    client, item = sign_in(SITI), items_of(SITI, world)[0]
    name = field_name(item.public_id, "realisation")
    answer = client.post(own(SITI, world), {"revision": 0, name: "satu\r\ndua", "changed": name}, **AUTOSAVE)
    assert answer.status_code == 200
    assert answer.json()["revision"] == 1
    item.refresh_from_db()
    assert item.self_realisation == "satu\ndua"
    assert world.form(SITI).version == world.form(BUDI).version


def test_the_script_is_told_both_texts_when_the_page_is_stale(world: w.World, sign_in: Enter) -> None:
    client, item = sign_in(SITI), items_of(SITI, world)[0]
    name = field_name(item.public_id, "realisation")
    client.post(own(SITI, world), {"revision": 0, name: "dari ponsel"}, **AUTOSAVE)
    answer = client.post(own(SITI, world), {"revision": 0, name: "dari kantor"}, **AUTOSAVE)
    assert answer.status_code == 409
    assert answer.json() == {
        "code": "stale_revision",
        "current": {"revision": 1, "fields": {name: "dari ponsel"}},
    }
    item.refresh_from_db()
    assert item.self_realisation == "dari ponsel"


def test_without_script_a_stale_page_shows_both_texts_and_the_choice_is_stored(world: w.World, sign_in: Enter) -> None:
    client, (first, second, *_rest) = sign_in(SITI), items_of(SITI, world)
    name, rating = field_name(first.public_id, "realisation"), field_name(second.public_id, "rating")
    client.post(own(SITI, world), {"revision": 0, name: "dari ponsel"}, **AUTOSAVE)
    stale = {"revision": 0, "version": 1, "act": "submit", name: "dari kantor", rating: "3"}
    answer = client.post(own(SITI, world), stale)
    content = answer.content.decode()
    assert answer.status_code == 409
    assert "dari ponsel" in content
    assert "dari kantor" in content
    assert f'name="{rating}"' in content
    assert world.form(SITI).state == "self_assessment"
    chosen = {"revision": 1, "version": 1, "act": "save", name: "dari kantor", rating: "3"}
    assert client.post(own(SITI, world), chosen).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.self_realisation, second.self_rating) == ("dari kantor", 3)


def test_a_save_without_revision_is_refused_everywhere(world: w.World, sign_in: Enter) -> None:
    item = items_of(SITI, world)[0]
    post = {field_name(item.public_id, "realisation"): "teks", "version": 1}
    for headers in ({}, AUTOSAVE):
        assert sign_in(SITI).post(own(SITI, world), post, **headers).status_code == 428
    assert sign_in(SITI).post(own(SITI, world), post | {"revision": "x"}).status_code == 428
    w.submit(world, SITI)
    post = {field_name(item.public_id, "comment"): "teks"}
    assert sign_in(SARI).post(review(SITI, world), post, **AUTOSAVE).status_code == 428
    item.refresh_from_db()
    assert item.assessor_comment == ""


def test_nobody_else_writes_the_employees_part(world: w.World, sign_in: Enter) -> None:
    item = items_of(SITI, world)[0]
    post = self_post(world, **{field_name(item.public_id, "realisation"): "bukan saya"})
    for who, status in ((SARI, 403), (HANA, 403), (BUDI, 404)):
        assert sign_in(who).post(own(SITI, world), post).status_code == status
        assert sign_in(who).post(own(SITI, world), post, **AUTOSAVE).status_code == status
    item.refresh_from_db()
    assert item.self_realisation == ""


def test_a_foreign_item_cannot_be_written_through_the_own_form(world: w.World, sign_in: Enter) -> None:
    foreign = items_of(BUDI, world)[0]
    post = self_post(world, **{field_name(foreign.public_id, "realisation"): "salah alamat"})
    assert sign_in(SITI).post(own(SITI, world), post).status_code == 404
    foreign.refresh_from_db()
    assert foreign.self_realisation == ""


def test_after_sending_the_form_is_closed_for_typing(world: w.World, sign_in: Enter) -> None:
    w.submit(world, SITI)
    item = items_of(SITI, world)[0]
    post = self_post(world, **{field_name(item.public_id, "realisation"): "terlambat"})
    assert sign_in(SITI).post(own(SITI, world), post).status_code == 409
    answer = sign_in(SITI).post(own(SITI, world), post, **AUTOSAVE)
    assert (answer.status_code, answer.json()["code"]) == (409, "state_conflict")


def test_a_value_outside_the_scale_stays_at_its_field(world: w.World, sign_in: Enter) -> None:
    item = items_of(SITI, world)[0]
    name = field_name(item.public_id, "rating")
    answer = sign_in(SITI).post(own(SITI, world), {"revision": 0, name: "7"}, **AUTOSAVE)
    assert answer.status_code == 400
    assert answer.json()["details"][0]["field"] == name
    page = sign_in(SITI).post(own(SITI, world), self_post(world, **{name: "7"}))
    assert page.status_code == 400
    assert f'href="#id_{name}"' in page.content.decode()


def test_sending_names_every_missing_field_with_a_link(world: w.World, sign_in: Enter) -> None:
    w.fill(world, SITI, count=9)
    missing = items_of(SITI, world)[9:]
    typed = field_name(missing[0].public_id, "story")
    answer = sign_in(SITI).post(own(SITI, world), self_post(world, act="submit", **{typed: "tetap ada"}))
    content = answer.content.decode()
    assert answer.status_code == 422
    assert world.form(SITI).state == "self_assessment"
    for item in missing:
        for name in ("realisation", "rating"):
            assert f'href="#id_{field_name(item.public_id, name)}"' in content
    assert f'href="#id_{field_name(items_of(SITI, world)[0].public_id, "rating")}"' not in content
    assert "tetap ada" in content


def test_sending_saves_what_is_in_the_page_and_goes_to_the_assessor_once(world: w.World, sign_in: Enter) -> None:
    w.fill(world, SITI)
    client, item = sign_in(SITI), items_of(SITI, world)[0]
    post = self_post(world, act="submit", key="sekali", **{field_name(item.public_id, "realisation"): "terakhir"})
    for _turn in range(2):
        assert client.post(own(SITI, world), post).status_code in (302, 409)
    item.refresh_from_db()
    assert item.self_realisation == "terakhir"
    assert world.form(SITI).state == "supervisor_review"


def test_files_are_put_seen_downloaded_and_taken_away(world: w.World, sign_in: Enter) -> None:
    client, item = sign_in(SITI), items_of(SITI, world)[0]
    url = reverse("appraisal:self-upload", args=[world.form(SITI).public_id, item.public_id])
    name = field_name(item.public_id, "realisation")
    pdf = SimpleUploadedFile("rekap <b>.pdf", b"%PDF-1.4 isi", content_type="text/html")
    answer = client.post(url, {f"item-{item.public_id}-files": pdf, "revision": 0, name: "ikut tersimpan"})
    assert answer.status_code == 302
    item.refresh_from_db()
    assert item.self_realisation == "ikut tersimpan"
    file = Evidence.objects.get()
    assert "rekap &lt;b&gt;.pdf" in client.get(own(SITI, world)).content.decode()
    got = client.get(reverse("appraisal:evidence", args=[file.public_id]))
    assert b"".join(got.streaming_content) == b"%PDF-1.4 isi"
    assert got["Content-Disposition"].startswith("attachment")
    assert got["Content-Type"] == "application/pdf"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]
    assert "no-store" in got["Cache-Control"]
    assert client.post(reverse("appraisal:evidence-remove", args=[file.public_id])).status_code == 302
    assert client.get(reverse("appraisal:evidence", args=[file.public_id])).status_code == 404


def test_a_file_is_open_to_those_who_may_read_the_part_it_belongs_to(world: w.World, sign_in: Enter) -> None:
    form, item = world.form(SITI), items_of(SITI, world)[0]
    from appraisal.actions import evidence

    file = evidence.upload_evidence(
        form.public_id, item.public_id, actor=world.actor(SITI), name="a.pdf", content=b"%PDF-1.4 isi"
    )
    url = reverse("appraisal:evidence", args=[file.public_id])
    before = {who: status_of(sign_in(who), url) for who in (SITI, SARI, HANA, "Lia Marlina", "Joko Susilo")}
    assert before == {SITI: 200, SARI: 404, HANA: 404, "Lia Marlina": 404, "Joko Susilo": 404}
    w.submit(world, SITI)
    assert status_of(sign_in(SARI), url) == 200
    assert sign_in(SARI).post(reverse("appraisal:evidence-remove", args=[file.public_id])).status_code == 403


def status_of(client: Any, url: str) -> int:
    """The status of a download, read to its end so that the file is closed."""
    answer = client.get(url)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return int(answer.status_code)


def test_a_refused_file_is_named_and_the_text_beside_it_is_kept(world: w.World, sign_in: Enter) -> None:
    client, item = sign_in(SITI), items_of(SITI, world)[0]
    url = reverse("appraisal:self-upload", args=[world.form(SITI).public_id, item.public_id])
    name = field_name(item.public_id, "realisation")
    bad = SimpleUploadedFile("gambar.svg", b"<svg onload=alert(1)>")
    answer = client.post(url, {f"item-{item.public_id}-files": bad, "revision": 0, name: "tetap"})
    assert answer.status_code == 400
    assert "gambar.svg" in answer.content.decode()
    item.refresh_from_db()
    assert item.self_realisation == "tetap"
    assert client.post(url, {"revision": 1}).status_code == 400
    assert sign_in(SARI).post(url, {"revision": 1}).status_code == 403
    assert not Evidence.objects.exists()


def test_hr_fills_in_for_somebody_and_the_person_confirms(world: w.World, sign_in: Enter) -> None:
    form, item = world.form(SITI), items_of(SITI, world)[0]
    hana = sign_in(HANA)
    step = {"transition": "assist", "version": form.version, "reason": "tidak punya ponsel"}
    assert hana.post(reverse("appraisal:evaluation-transition", args=[form.public_id]), step).status_code == 302
    assert hana.get(own(SITI, world)).status_code == 200
    overview = hana.get(reverse("appraisal:evaluation", args=[form.public_id])).content.decode()
    assert f'href="{own(SITI, world)}"' in overview
    post = self_post(world, **{field_name(item.public_id, "realisation"): "diketik HR"})
    assert hana.post(own(SITI, world), post).status_code == 302
    assert HANA in sign_in(SITI).get(own(SITI, world)).content.decode()
    assert hana.post(own(SITI, world), self_post(world, act="submit")).status_code in (400, 403)
    assert sign_in("Indra Gunawan").get(own(SITI, world)).status_code == 403


def test_a_return_marks_exactly_the_named_items_with_the_assessors_words(world: w.World, sign_in: Enter) -> None:
    w.submit(world, SITI)
    _first, second, *_rest = items_of(SITI, world)
    note = {field_name(second.public_id, "note"): "Sebutkan angkanya"}
    post = review_post(world, act="return", reason="Hampir selesai", **note)
    assert sign_in(SARI).post(review(SITI, world), post).status_code == 302
    content = sign_in(SITI).get(own(SITI, world)).content.decode()
    assert content.count("Sebutkan angkanya") == 1
    assert "Hampir selesai" in content
    assert content.count("card--attention") == 1


def test_the_assessor_sees_what_changed_after_the_return(world: w.World, sign_in: Enter) -> None:
    w.submit(world, SITI)
    item = items_of(SITI, world)[1]
    form = world.form(SITI)
    evaluations.return_(
        form.public_id, actor=world.actor(SARI), version=form.version, items={item.public_id: "Sebutkan angkanya"}
    )
    name = field_name(item.public_id, "realisation")
    sign_in(SITI).post(own(SITI, world), self_post(world, act="submit", **{name: "Tercapai 95 persen"}))
    content = sign_in(SARI).get(review(SITI, world)).content.decode()
    assert "<ins>" in content
    assert "<del>" in content
    assert "Sebutkan angkanya" in content


def test_a_return_without_any_reason_is_refused_and_keeps_the_page(world: w.World, sign_in: Enter) -> None:
    w.submit(world, SITI)
    comment = {field_name(items_of(SITI, world)[0].public_id, "comment"): "catatan saya"}
    answer = sign_in(SARI).post(review(SITI, world), review_post(world, act="return", **comment))
    assert answer.status_code == 422
    assert "catatan saya" in answer.content.decode()
    assert world.form(SITI).state == "supervisor_review"


def test_a_conflict_at_the_return_keeps_the_typed_reasons(world: w.World, sign_in: Enter) -> None:
    w.submit(world, SITI)
    item = items_of(SITI, world)[0]
    typed = {field_name(item.public_id, "note"): "alasan panjang", field_name(item.public_id, "comment"): ""}
    post = review_post(world, act="return", reason="untuk semua", **typed) | {"version": 0}
    answer = sign_in(SARI).post(review(SITI, world), post)
    content = answer.content.decode()
    assert answer.status_code == 409
    assert "alasan panjang" in content
    assert "untuk semua" in content


def test_approval_names_what_is_not_rated_and_hands_over_when_complete(world: w.World, sign_in: Enter) -> None:
    w.submit(world, SITI)
    sari, item = sign_in(SARI), items_of(SITI, world)[0]
    rating = {field_name(item.public_id, "rating"): "2"}
    answer = sari.post(review(SITI, world), review_post(world, act="approve", **rating))
    assert answer.status_code == 422
    content = answer.content.decode()
    assert f'href="#id_{field_name(items_of(SITI, world)[1].public_id, "rating")}"' in content
    assert f'href="#id_{field_name(item.public_id, "rating")}"' not in content
    assert 'href="#id_results_rating"' in content
    w.rate(world, SITI)
    assert sari.post(review(SITI, world), review_post(world, act="approve", narrative="Baik.")).status_code == 302
    assert world.form(SITI).state == "objection"


def test_a_deviation_needs_its_explanation(world: w.World, sign_in: Enter) -> None:
    w.submit(world, SITI)
    w.rate(world, SITI, results=3)
    answer = sign_in(SARI).post(review(SITI, world), review_post(world, act="approve", narrative=""))
    assert answer.status_code == 422
    assert world.form(SITI).state == "supervisor_review"


def test_the_predicate_follows_the_ratings(world: w.World, sign_in: Enter) -> None:
    w.submit(world, SITI)
    url = reverse("appraisal:review-predicate", args=[world.form(SITI).public_id])
    sari = sign_in(SARI)
    assert "matrix__here" not in sari.get(url).content.decode()
    w.rate(world, SITI, rating=3, results=3, behaviour=3)
    content = sari.get(url).content.decode()
    assert "Sangat Baik" in content
    assert "matrix__here" in content
    assert "<html" not in content


def test_an_unfilled_or_only_partly_rated_form_is_not_lost_by_reloading(world: w.World, sign_in: Enter) -> None:
    w.submit(world, SITI)
    item = items_of(SITI, world)[0]
    name = field_name(item.public_id, "comment")
    sign_in(SARI).post(review(SITI, world), {"revision": 0, name: "disimpan"}, **AUTOSAVE)
    assert "disimpan" in sign_in(SARI).get(review(SITI, world)).content.decode()
