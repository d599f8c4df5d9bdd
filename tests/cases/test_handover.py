"""One coach hands over to the next: the note is needed, who reads it, and the new coach says that he did."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases import actions
from cases.actions.moves import Seen
from cases.models import ImprovementCase
from cases.policies import CasePolicy
from cases.worklist.improvement import case_words
from tests.cases.world import NOW, World, bring_to, open_case, step
from workflow import clock
from workflow.errors import GuardRefused, NotPermitted, NotVisible
from workflow.history import verify
from workflow.models import Event, EventText

NOTE = "SERAH-TERIMA: sudah dua sesi, janji ketiga soal jadwal"


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def replaced(world: World, case: ImprovementCase, *, by: str = "hana", **more: str) -> ImprovementCase:
    """`lama` coaches from now on."""
    given = {"reason": "citra pindah tugas", "handover": NOTE, **more}
    return step(case, "replace_coach", world.actor(by), coach=world.people["lama"].public_id, **given)


@pytest.fixture
def case(world: World) -> ImprovementCase:
    return bring_to(world, "active")


@pytest.mark.parametrize("note", ["", "   "])
def test_a_coach_is_not_replaced_without_a_note(world, case, note):
    with pytest.raises(GuardRefused) as caught:
        replaced(world, case, handover=note)
    assert caught.value.code == "handover_missing"
    assert ImprovementCase.objects.get().coach_id == world.people["citra"].pk


def test_where_nobody_coached_there_is_nothing_to_hand_over(world):
    case = bring_to(world, "active", open_case(world, coach=None))
    now = step(case, "replace_coach", world.actor("hana"), coach=world.people["lama"].public_id, reason="baru")
    assert (now.coach_id, now.handover_at, now.handover_waits) == (world.people["lama"].pk, None, False)
    with pytest.raises(GuardRefused) as caught:
        step(case, "acknowledge_handover", world.actor("lama"))
    assert caught.value.code == "no_handover"


def test_the_new_coach_acknowledges_once_and_only_he(world, case):
    now = replaced(world, case)
    assert (now.handover_at, now.handover_waits) == (NOW, True)
    for name, error in (("sari", NotPermitted), ("budi", NotPermitted), ("hana", NotPermitted), ("citra", NotVisible)):
        with pytest.raises(error):
            step(case, "acknowledge_handover", world.actor(name))
    with clock.frozen(NOW + timedelta(hours=3)):
        now = step(case, "acknowledge_handover", world.actor("lama"))
    assert (now.handover_acknowledged_at, now.handover_waits) == (NOW + timedelta(hours=3), False)
    with pytest.raises(GuardRefused):
        step(case, "acknowledge_handover", world.actor("lama"))
    assert verify(now) == []


def test_the_next_hand_over_waits_anew(world, case):
    replaced(world, case)
    step(case, "acknowledge_handover", world.actor("lama"))
    now = step(
        case,
        "replace_coach",
        world.actor("hana"),
        coach=world.people["citra"].public_id,
        reason="kembali",
        handover="y",
    )
    assert now.handover_waits


def test_the_note_lies_where_it_can_be_erased_and_the_chain_holds(world, case):
    now = replaced(world, case)
    event = Event.objects.get(name="case.coach_replaced")
    assert NOTE not in event.body
    text = EventText.objects.get(event=event)
    assert NOTE in text.content
    EventText.objects.filter(pk=text.pk).update(content="", salt="", erased_at=NOW)
    page = sign_in(world, "lama").get(reverse("cases:case", args=[case.public_id]))
    assert page.status_code == 200
    assert NOTE not in page.content.decode()
    assert verify(now) == []


READERS = ("budi", "lama", "hana")
OTHERS = ("sari", "audi")


def test_who_reads_the_note(world, case):
    now = replaced(world, case)
    url, rest = reverse("cases:case", args=[case.public_id]), f"/api/v1/cases/{case.public_id}/"
    for name in READERS:
        assert "handover" in CasePolicy().fields_for(world.actor(name), now)
        client = sign_in(world, name)
        assert NOTE in client.get(url).content.decode(), name
        assert client.get(rest).json()["handover"]["note"] == NOTE
    for name in OTHERS:
        client = sign_in(world, name)
        assert NOTE not in client.get(url).content.decode(), name
        assert "handover" not in client.get(rest).json()
        assert "SERAH-TERIMA" not in client.get(f"{rest}events/").content.decode()
    for name in ("citra", "rekan", "joko"):
        client = sign_in(world, name)
        assert (client.get(url).status_code, client.get(rest).status_code) == (404, 404)


def test_it_is_the_first_thing_for_the_new_coach(world, case):
    replaced(world, case)
    lama, url = sign_in(world, "lama"), reverse("cases:case", args=[case.public_id])
    assert lama.get(url).context["primary"].name == "acknowledge_handover"
    now = ImprovementCase.objects.get(pk=case.pk)
    titles = {name: case_words(now, own=False, reader=world.people[name].pk)[0] for name in ("lama", "sari")}
    assert titles["lama"] != titles["sari"]
    body = {"transition": "acknowledge_handover", "version": now.version}
    assert lama.post(reverse("cases:act", args=[case.public_id]), body).status_code == 302
    shape = sign_in(world, "budi").get(f"/api/v1/cases/{case.public_id}/").json()
    assert shape["handover"]["acknowledged_at"] is not None
    drawn = lama.get(url).context
    assert "acknowledge_handover" not in {act.name for act in (drawn["primary"], *drawn["acts"]) if act is not None}


def test_nothing_is_offered_where_nothing_was_handed_over(world, case):
    drawn = sign_in(world, "citra").get(reverse("cases:case", args=[case.public_id])).context
    assert "acknowledge_handover" not in {act.name for act in (drawn["primary"], *drawn["acts"]) if act is not None}
    assert sign_in(world, "budi").get(f"/api/v1/cases/{case.public_id}/").json()["handover"] is None


def test_the_page_refuses_without_a_note_and_keeps_what_was_typed(world, case):
    hana, url = sign_in(world, "hana"), reverse("cases:act", args=[case.public_id])
    lama = world.people["lama"].nip
    body = {"transition": "replace_coach", "version": case.version, "coach": lama, "reason": "KATA-SAYA"}
    refused = hana.post(url, body)
    assert refused.status_code == 422
    assert "KATA-SAYA" in refused.content.decode()
    assert hana.post(url, {**body, "handover": NOTE}).status_code == 302


def test_the_board_replaces_coaches_of_many_with_the_note_and_names_those_without(world, case):
    hana, url = sign_in(world, "hana"), reverse("cases:assign_coach")
    body = {"selected": [str(case.public_id)], "coach": world.people["lama"].nip, "reason": "rotasi"}
    (refused,) = hana.post(url, body).context["rows"]
    assert not refused["line"].taken
    (taken,) = hana.post(url, {**body, "handover": NOTE}).context["rows"]
    assert taken["line"].taken
    assert ImprovementCase.objects.get().handover_waits


def test_the_action_and_rest_agree(world, case):
    seen = Seen(world.actor("hana"), case.version)
    actions.assign_coach(case, seen, coach=world.people["lama"].public_id, reason="rotasi", handover=NOTE)
    now = ImprovementCase.objects.get(pk=case.pk)
    url = f"/api/v1/cases/{case.public_id}/transitions/"
    body = {"transition": "acknowledge_handover", "version": now.version}
    assert sign_in(world, "sari").post(url, body, content_type="application/json").status_code == 403
    assert sign_in(world, "lama").post(url, body, content_type="application/json").status_code == 200
    assert not ImprovementCase.objects.get(pk=case.pk).handover_waits
