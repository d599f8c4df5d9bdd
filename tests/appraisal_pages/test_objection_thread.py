"""The thread of questions on the page of an objection: who reads, who asks, who answers, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from appraisal.forms import field_name
from appraisal.models import ObjectionQuestion, Side
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_objections import (
    AUDI,
    AUTOSAVE,
    HANA,
    JOKO,
    RAHMA,
    SARI,
    SITI,
    again,
    contested,
    dispute,
    page,
    rule,
    statements,
)

ASKED, SAID = "Apa yang dicatat <b>loket</b>?", "Tiga gangguan & satu antrean"


def ask(client: Any, one: Any, step: str = "ask_employee", **more: str) -> Any:
    post = {"transition": step, "version": again(one).version, "question": ASKED, **more}
    return client.post(page(one, "objection-transition"), post)


def answer(client: Any, one: Any, question: ObjectionQuestion, step: str = "reply_employee", text: str = SAID) -> Any:
    post = {"transition": step, "version": again(one).version, "question": str(question.public_id), "answer": text}
    return client.post(page(one, "objection-transition"), post)


def shown(client: Any, one: Any) -> str:
    return str(client.get(page(one)).content.decode())


def test_both_sides_read_the_whole_thread(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")
    item = str(contested(one)[0].public_id)
    assert ask(sign_in(RAHMA), one, item=item).status_code == 302
    question = ObjectionQuestion.objects.get()
    field = f'id="id_answer_{question.public_id}"'
    for name, writes in {SITI: True, SARI: False, RAHMA: False, HANA: False, AUDI: False}.items():
        content = shown(sign_in(name), one)
        assert "Apa yang dicatat &lt;b&gt;loket&lt;/b&gt;?" in content, name
        assert (field in content) is writes, name
    assert answer(sign_in(SITI), one, question).status_code == 302
    for name in (SITI, SARI, RAHMA, HANA, AUDI):
        assert "Tiga gangguan &amp; satu antrean" in shown(sign_in(name), one), name


def test_who_may_not_ask_or_answer(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")
    for name, status in {SITI: 403, SARI: 403, HANA: 403, AUDI: 403, JOKO: 404}.items():
        assert ask(sign_in(name), one).status_code == status, name
    ask(sign_in(RAHMA), one)
    question = ObjectionQuestion.objects.get()
    for name, status in {SARI: 403, RAHMA: 403, HANA: 403, JOKO: 404}.items():
        assert answer(sign_in(name), one, question).status_code == status, name
    assert answer(sign_in(SARI), one, question, "reply_assessor").status_code == 422
    question.refresh_from_db()
    assert question.answer == ""


def test_a_refused_question_keeps_what_was_typed(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    other = one.evaluation.items.exclude(pk__in=[row.item_id for row in contested(one)]).first()
    assert other is not None
    refused = ask(client, one, item=str(other.public_id))
    content = refused.content.decode()
    assert refused.status_code == 422
    assert other.label in content
    assert "Apa yang dicatat &lt;b&gt;loket&lt;/b&gt;?" in content
    assert ask(client, one, question="").status_code == 400
    stale = {"transition": "ask_employee", "version": one.version - 1, "question": ASKED}
    late = client.post(page(one, "objection-transition"), stale)
    assert (late.status_code, "Apa yang dicatat" in late.content.decode()) == (409, True)
    assert not ObjectionQuestion.objects.exists()


def test_open_questions_are_shown_before_deciding(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    link = "#question-"
    assert link not in shown(client, one)
    ask(client, one)
    assert link in shown(client, one)
    answer(sign_in(SITI), one, ObjectionQuestion.objects.get())
    assert link not in shown(client, one)


def test_an_unanswered_question_stays_as_such(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    ask(client, one)
    rule(again(one), grant=True)
    done = {"revision": again(one).ruling_revision, "version": again(one).version, "act": "decide"}
    assert client.post(page(one), done).status_code == 302
    for name in (SITI, SARI, RAHMA):
        content = shown(sign_in(name), one)
        assert "Pertanyaan ini tidak dijawab." in content
        assert "id_answer_" not in content


def test_the_question_is_a_task_of_the_one_asked(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")
    assert page(one) not in sign_in(SARI).get(reverse("tasks")).content.decode()
    ask(sign_in(RAHMA), one, "ask_assessor")
    assert page(one) in sign_in(SARI).get(reverse("tasks")).content.decode()
    answer(sign_in(SARI), one, ObjectionQuestion.objects.get(), "reply_assessor")
    assert page(one) not in sign_in(SARI).get(reverse("tasks")).content.decode()


def test_statements_do_not_grow_with_questions(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    ask(client, one)
    few = statements(client, page(one))
    for _turn in range(4):
        ask(client, one, "ask_assessor")
    assert statements(client, page(one)) <= few


def test_an_item_nobody_contested_is_not_ruled_upon(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    other = one.evaluation.items.exclude(pk__in=[row.item_id for row in contested(one)]).first()
    assert other is not None
    post = {"revision": "0", field_name(other.public_id, "verdict"): "grant-3"}
    typed = client.post(page(one), post, **AUTOSAVE)
    assert (typed.status_code, typed.json()["code"]) == (422, "not_contested")
    assert other.label in typed.json()["detail"]
    plain = client.post(page(one), post)
    assert plain.status_code == 422
    assert f"“{other.label}” tidak digugat" in plain.content.decode()
    assert again(one).ruling_revision == 0


@pytest.mark.parametrize("side", list(Side))
def test_the_thread_over_rest(world: w.World, sign_in: Enter, side: Side) -> None:
    one = dispute(world, "answered")
    road = f"/api/v1/objections/{one.public_id}/"
    body = {"transition": f"ask_{side}", "version": one.version, "question": ASKED}
    name = {Side.EMPLOYEE: SITI, Side.ASSESSOR: SARI}[side]
    assert sign_in(name).post(f"{road}transitions/", body, content_type="application/json").status_code == 403
    assert sign_in(RAHMA).post(f"{road}transitions/", body, content_type="application/json").status_code == 200
    [found] = sign_in(SITI).get(road).json()["questions"]
    assert (found["addressee"], found["text"], found["answer"]) == (side, ASKED, "")
    reply = {"transition": f"reply_{side}", "version": one.version + 1, "question": found["id"], "answer": SAID}
    assert sign_in(name).post(f"{road}transitions/", reply, content_type="application/json").status_code == 200
    for reader in (SITI, SARI, RAHMA, HANA, AUDI):
        assert sign_in(reader).get(road).json()["questions"][0]["answer"] == SAID
    assert sign_in(JOKO).get(road).status_code == 404


def test_bad_rulings_over_rest_name_the_item(world: w.World, sign_in: Enter) -> None:
    one, client = dispute(world, "answered"), sign_in(RAHMA)
    road = f"/api/v1/objections/{one.public_id}/"
    other = one.evaluation.items.exclude(pk__in=[row.item_id for row in contested(one)]).first()
    assert other is not None
    address = f"{road}items/{other.public_id}/ruling/"
    wrong = client.patch(address, {"revision": 0, "ruling": "uphold"}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "not_contested")
    assert other.label in wrong.json()["detail"]
    first, second = contested(one)
    good = {"revision": 0, "ruling": "uphold"}
    assert (
        client.patch(f"{road}items/{first.public_id}/ruling/", good, content_type="application/json").status_code == 200
    )
    body = {"transition": "decide", "version": one.version}
    lacking = client.post(f"{road}transitions/", body, content_type="application/json")
    assert (lacking.status_code, lacking.json()["code"]) == (422, "not_ruled")
    said = str(lacking.json())
    assert first.item.label in said
    assert second.item.label in said
    assert (again(one).state, again(one).version) == ("answered", one.version)
