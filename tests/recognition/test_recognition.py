"""Recognition notes: who may give how many, who reads them, what hiding and taking back do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appraisal.actions import evaluations
from appraisal.models import Cycle, Evaluation, Recognition
from appraisal.models.recognition import LONGEST_NOTE
from appraisal.recognition import actions
from appraisal.recognition.actions import MOST_A_DAY
from appraisal.recognition.selectors import notes_beside, notes_for
from notifications.models import InboxItem
from organization.models import Employee, User
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, World
from workflow import clock, outbox
from workflow.actors import CLOCK
from workflow.errors import DomainError, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.models import Event, EventText
from workflow.policies import policy_for

TEXT = "Terima kasih sudah menjaga loket sampai antrean selesai."


def give(world: World, giver: str = "rekan", to: str = "siti", text: str = TEXT, **more: Any) -> Recognition:
    return actions.give(actor=world.actor(giver), to=to.title(), text=text, **more)


def readers(note: Recognition) -> set[str]:
    policy = policy_for(Recognition)
    note = Recognition.objects.get(pk=note.pk)
    return {user.username for user in User.objects.all() if policy.sees(do.actor_of(user), note)}


def take(world: World, person: str, name: str, note: Recognition) -> Recognition:
    version = Recognition.objects.values_list("version", flat=True).get(pk=note.pk)
    actions.take(note.public_id, name, actor=world.actor(person), version=version)
    return Recognition.objects.get(pk=note.pk)


def refusal(act: Any) -> DomainError:
    with pytest.raises((GuardRefused, InvalidInput)) as caught:
        act()
    return caught.value


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


class TestGiving:
    """What a note needs, and how many there may be."""

    def test_the_receiver_hears_of_it_without_its_words(self, world: World, cycle: Cycle) -> None:
        note = give(world)
        outbox.relay_all()
        [item] = InboxItem.objects.filter(recipient=world.users["siti"], event__name="recognition.created")
        assert item.event.subject_id == note.pk
        assert (note.state, note.given_on, note.giver_name) == ("shown", date(2026, 10, 7), "Rekan")
        assert TEXT not in repr(list(Event.objects.values_list()) + list(InboxItem.objects.values_list()))
        assert not EventText.objects.filter(event__kind="appraisal.recognition").exists()

    @pytest.mark.parametrize(
        ("length", "fits"), [(0, False), (1, True), (LONGEST_NOTE, True), (LONGEST_NOTE + 1, False)]
    )
    def test_between_one_and_four_hundred_characters(self, world: World, cycle: Cycle, length: int, fits: bool) -> None:
        if fits:
            assert len(give(world, text=f"  {'a' * length} ").text) == length
        else:
            assert [one.field for one in refusal(lambda: give(world, text="a" * length)).details] == ["text"]

    def test_five_a_day_and_not_a_sixth(self, world: World, cycle: Cycle) -> None:
        people = ("siti", "kabid", "kadis", "hana", "joko", "lia")
        for name in people[:MOST_A_DAY]:
            give(world, to=name)
        assert refusal(lambda: give(world, to=people[MOST_A_DAY])).code == "daily_limit"
        give(world, giver="wati", to=people[MOST_A_DAY])
        # Seventeen hours UTC is midnight in Bangko.
        midnight = IN_WINDOW.replace(hour=17, minute=0)
        with clock.frozen(midnight - timedelta(seconds=1)):
            assert refusal(lambda: give(world, to="lia")).code == "daily_limit"
        with clock.frozen(midnight):
            assert give(world, to="lia").given_on == date(2026, 10, 8)

    def test_one_a_day_to_the_same_person_also_after_taking_it_back(self, world: World, cycle: Cycle) -> None:
        take(world, "rekan", "take_back", give(world))
        assert refusal(lambda: give(world)).code == "already_today"

    @pytest.mark.parametrize("name", ["Rekan", "rekan", " REKAN "])
    def test_not_to_oneself(self, world: World, cycle: Cycle, name: str) -> None:
        act = lambda: actions.give(actor=world.actor("rekan"), to=name, text=TEXT)  # noqa: E731
        assert [one.field for one in refusal(act).details] == ["to"]

    @pytest.mark.parametrize("name", ["", "Tidak Ada", "Sit", "198501012010010004"])
    def test_only_a_whole_name_finds_somebody(self, world: World, cycle: Cycle, name: str) -> None:
        act = lambda: actions.give(actor=world.actor("rekan"), to=name, text=TEXT)  # noqa: E731
        assert [one.field for one in refusal(act).details] == ["to"]

    def test_of_two_people_with_one_name_the_unit_tells(self, world: World, cycle: Cycle) -> None:
        other = do.add_person(world, "kembar", "other", heads=False, number=70)
        Employee.objects.filter(pk=other.pk).update(full_name="Siti")
        assert [one.field for one in refusal(lambda: give(world)).details] == ["unit"]
        assert give(world, unit=world.units["other"].public_id).receiver == other

    def test_somebody_who_left_gets_none(self, world: World, cycle: Cycle) -> None:
        Employee.objects.filter(full_name="Siti").update(active=False)
        assert [one.field for one in refusal(lambda: give(world)).details] == ["to"]

    @pytest.mark.parametrize("who", ["admin", "disabled"])
    def test_who_is_no_person_here_gives_none(self, world: World, cycle: Cycle, who: str) -> None:
        with pytest.raises(NotPermitted):
            give(world, giver=who)
        with pytest.raises(NotPermitted):
            actions.give(actor=CLOCK, to="Siti", text=TEXT)


class TestReading:
    """The receiver, the author, the assessor of the period."""

    def test_both_people_and_the_assessor_read_it(self, world: World, cycle: Cycle) -> None:
        note = give(world)
        assert readers(note) == {"siti", "rekan", "kabid"}
        assert [one.pk for one in notes_for(world.actor("kabid"), world.people["siti"])] == [note.pk]
        assert notes_for(world.actor("hana"), world.people["siti"]) == []

    def test_hidden_it_is_the_two_peoples_and_shown_again_the_assessors_too(self, world: World, cycle: Cycle) -> None:
        note = take(world, "siti", "hide", give(world))
        assert readers(note) == {"siti", "rekan"}
        assert list(notes_beside(world.actor("kabid"), world.form_of("siti"))) == []
        assert readers(take(world, "siti", "show", note)) == {"siti", "rekan", "kabid"}

    def test_taken_back_it_is_empty_and_its_authors_alone(self, world: World, cycle: Cycle) -> None:
        note = take(world, "rekan", "take_back", give(world))
        assert (note.text, readers(note)) == ("", {"rekan"})
        assert notes_for(world.actor("siti"), world.people["siti"]) == []

    def test_the_assessor_of_another_period_does_not_read_it(self, world: World, cycle: Cycle) -> None:
        note = give(world)
        for on, seen in (
            (cycle.period_from - timedelta(days=1), False),
            (cycle.period_from, True),
            (cycle.close_by, True),
            (cycle.close_by + timedelta(days=1), False),
        ):
            Recognition.objects.filter(pk=note.pk).update(given_on=on)
            assert ("kabid" in readers(note)) is seen, on

    def test_a_replaced_assessor_no_longer_reads_it(self, world: World, cycle: Cycle) -> None:
        note, form = give(world), world.form_of("siti")
        evaluations.reassign_assessor(
            form.public_id,
            actor=world.actor("hana"),
            version=form.version,
            assessor=world.people["wati"].public_id,
            reason="Tugas berpindah.",
        )
        assert readers(note) == {"siti", "rekan", "wati"}

    def test_the_forms_of_the_policy_agree(self, world: World, cycle: Cycle) -> None:
        """One object, the queryset and the recipients say the same, whoever asks, in every state."""
        policy = policy_for(Recognition)
        notes = [give(world), give(world, giver="kabid"), give(world, to="rekan", giver="siti")]
        take(world, "siti", "hide", notes[0])
        take(world, "siti", "take_back", notes[2])
        notes.append(give(world, giver="wati"))
        for user in User.objects.all():
            actor = do.actor_of(user)
            seen = set(policy.visible_to(actor).values_list("pk", flat=True))
            for note in Recognition.objects.all():
                roles = policy.roles_of(actor, note)
                assert (note.pk in seen) is policy.sees(actor, note), (user.username, note.pk)
                for role in ("subject", "author", "assessor"):
                    assert (user.pk in policy.users_in_role(role, note)) is (role in roles), (user.username, role)

    def test_a_person_who_rates_himself_nowhere_reads_as_receiver(self, world: World, cycle: Cycle) -> None:
        Evaluation.objects.filter(employee=world.people["rekan"]).update(assessor=world.people["siti"])
        note = give(world, giver="wati", to="rekan")
        assert policy_for(Recognition).roles_of(world.actor("siti"), note) == {"assessor"}
        assert policy_for(Recognition).roles_of(world.actor("rekan"), note) == {"subject"}


class TestPages:
    """The same at the pages and over REST."""

    def test_giving_on_the_page(self, world: World, cycle: Cycle) -> None:
        client = client_of(world, "rekan")
        answer = client.post(reverse("appraisal:recognitions"), {"to": "Siti", "text": TEXT}, follow=True)
        assert "Catatan Anda untuk Siti terkirim." in answer.content.decode()
        assert TEXT in answer.content.decode()
        again = client.post(reverse("appraisal:recognitions"), {"to": "Siti", "text": "Sekali lagi"})
        assert again.status_code == 422
        assert "Sekali lagi" in again.content.decode()

    def test_a_namesake_brings_the_choice_of_units(self, world: World, cycle: Cycle) -> None:
        other = do.add_person(world, "kembar", "other", heads=False, number=70)
        Employee.objects.filter(pk=other.pk).update(full_name="Siti")
        client, road = client_of(world, "rekan"), reverse("appraisal:recognitions")
        page = client.post(road, {"to": "Siti", "text": TEXT})
        assert (page.status_code, "Other" in page.content.decode()) == (400, True)
        unit = str(world.units["other"].public_id)
        assert client.post(road, {"to": "Siti", "text": TEXT, "unit": unit}).status_code == 302
        assert Recognition.objects.get().receiver == other

    def test_beside_the_review_and_on_the_development_page(self, world: World, cycle: Cycle) -> None:
        note = give(world)
        form = do.submit(world, "siti")
        review = client_of(world, "kabid").get(reverse("appraisal:review", args=[form.public_id]))
        assert TEXT in review.content.decode()
        assert TEXT in client_of(world, "siti").get(reverse("appraisal:development")).content.decode()
        take(world, "siti", "hide", note)
        review = client_of(world, "kabid").get(reverse("appraisal:review", args=[form.public_id]))
        assert TEXT not in review.content.decode()

    def test_hiding_on_the_page(self, world: World, cycle: Cycle) -> None:
        note = give(world)
        road = reverse("appraisal:recognition-transition", args=[note.public_id])
        order = {"transition": "hide", "version": 0, "next": reverse("appraisal:development")}
        assert client_of(world, "siti").post(road, order)["Location"] == reverse("appraisal:development")
        assert client_of(world, "siti").post(road, order).status_code == 409
        assert client_of(world, "kabid").post(road, order).status_code == 404
        assert client_of(world, "siti").get(reverse("appraisal:recognition", args=[note.public_id])).status_code == 200

    def test_an_account_without_a_person_has_no_page(self, world: World, cycle: Cycle) -> None:
        assert client_of(world, "admin").get(reverse("appraisal:recognitions")).status_code == 404

    def test_over_rest(self, world: World, cycle: Cycle) -> None:
        client, road = client_of(world, "rekan"), "/api/v1/recognitions/"
        made = client.post(road, {"to": "Siti", "text": TEXT}, content_type="application/json")
        assert (made.status_code, made.json()["text"]) == (201, TEXT)
        one = f"{road}{made.json()['id']}/"
        assert client_of(world, "kabid").get(one).json()["text"] == TEXT
        assert client_of(world, "hana").get(one).status_code == 404
        hidden = {"transition": "hide", "version": 0}
        assert (
            client_of(world, "siti").post(f"{one}transitions/", hidden, content_type="application/json").status_code
            == 200
        )
        assert client_of(world, "kabid").get(road).json()["results"] == []

    def test_nobody_takes_a_step_on_what_he_does_not_see(self, world: World, cycle: Cycle) -> None:
        with pytest.raises(NotVisible):
            take(world, "hana", "hide", give(world))


def test_a_list_takes_no_statement_for_each_note(world: World, cycle: Cycle) -> None:
    """The assessor of several receivers: his relation is read along with the notes."""

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            answer = client_of(world, "kabid").get("/api/v1/recognitions/")
        assert answer.status_code == 200
        return len(seen)

    give(world)
    few = statements()
    for giver, to in (("wati", "siti"), ("siti", "rekan"), ("kabid", "wati"), ("siti", "wati")):
        give(world, giver=giver, to=to)
    assert statements() == few
