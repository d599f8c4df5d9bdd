"""Log, feedback and meetings at the door of the actions: who may, what is refused, what follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage

from appraisal.actions import evaluations
from appraisal.dialogue import agenda, giving, log, meetings, rounds, years
from appraisal.dialogue.relations import side_of
from appraisal.models import (
    Agreement,
    Cycle,
    DialogueMeeting,
    DialogueYear,
    Feedback,
    FeedbackBox,
    FeedbackRound,
    LogEntry,
    LogEvidence,
    UnnamedText,
)
from notifications.models import InboxItem
from organization.models import AssessorOverride, Employee, User
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, World
from tests.dialogue import scenes
from tests.dialogue.scenes import AGREED, ITEM, ON, WORDS, YEAR, agree, ask, close, confirmed, fresh, give, held, plan
from workflow import clock, outbox
from workflow.errors import (
    DomainError,
    GuardRefused,
    InvalidInput,
    NotPermitted,
    NotVisible,
    PreconditionRequired,
    StaleRevision,
    StateConflict,
    VersionConflict,
)
from workflow.policies import policy_for

TEXT_FILE = b"Rekap layanan bulan September."


def fields_of(caught: Any) -> list[str]:
    return [one.field for one in caught.value.details]


def sees(world: World, model: Any, one: Any) -> set[str]:
    """Who knows of a subject, by all forms of its policy."""
    policy, one = policy_for(model), fresh(one)
    found = set()
    for user in User.objects.all():
        actor = do.actor_of(user)
        listed = policy.visible_to(actor).filter(pk=one.pk).first()
        assert (listed is not None) is policy.sees(actor, one), user.username
        if listed is not None:
            assert policy.roles_of(actor, listed) == policy.roles_of(actor, one)
            found.add(user.username)
        for role in ("subject", "assessor", "author"):
            assert (user.pk in policy.users_in_role(role, one)) is (role in policy.roles_of(actor, one)) or (
                not user.is_active
            ), (user.username, role)
    return found


class TestLog:
    """The achievement log."""

    def test_the_person_writes_and_the_superior_reads(self, world: World, cycle: Cycle) -> None:
        one = scenes.write(world)
        assert (one.year.year, one.target_label, one.revision) == (YEAR, "Disiplin", 0)
        readers = {name for name in world.users if log.entries_visible_to(world.actor(name)).exists()}
        assert readers == {"siti", "kabid"}

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"text": " "}, "text"),
            ({"text": "a" * 4001}, "text"),
            ({"on": None}, "on"),
            ({"on": date(2026, 10, 8)}, "on"),
            ({"target": "item:tidak_ada"}, "target"),
            ({"target": "plan:disiplin"}, "target"),
        ],
    )
    def test_what_does_not_do_is_named(self, world: World, cycle: Cycle, changes: Any, field: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            scenes.write(world, **changes)
        assert fields_of(caught) == [field]
        assert not LogEntry.objects.exists()

    def test_a_year_that_is_over_takes_nothing(self, world: World, cycle: Cycle) -> None:
        assert scenes.write(world, on=date(2025, 12, 31)).year.year == 2025
        for day in (date(2024, 12, 31), date(2027, 1, 1)):
            with pytest.raises(GuardRefused):
                scenes.write(world, on=day)

    def test_a_stale_save_is_refused_with_both_texts(self, world: World, cycle: Cycle) -> None:
        one, siti = scenes.write(world), world.actor("siti")
        log.save_entry(one.public_id, actor=siti, revision=0, values={"text": "Baru"})
        with pytest.raises(StaleRevision) as caught:
            log.save_entry(one.public_id, actor=siti, revision=0, values={"text": "Lama"})
        assert caught.value.extra["current"]["stored"]["text"] == "Baru"
        with pytest.raises(PreconditionRequired):
            log.save_entry(one.public_id, actor=siti, revision=None, values={"text": "Lama"})
        assert fresh(one).text == "Baru"

    def test_nobody_else_writes(self, world: World, cycle: Cycle) -> None:
        one = scenes.write(world)
        for name, refusal in (("kabid", NotPermitted), ("hana", NotVisible), ("kadis", NotVisible)):
            actor = world.actor(name)
            with pytest.raises(refusal):
                log.save_entry(one.public_id, actor=actor, revision=0, values={"text": "x"})
            with pytest.raises(refusal):
                log.remove_entry(one.public_id, actor=actor)
            with pytest.raises(refusal):
                log.upload_file(one.public_id, actor=actor, name="a.txt", content=TEXT_FILE)
        with pytest.raises(NotPermitted):
            scenes.write(world, "admin")

    def test_files_go_with_the_entry(self, world: World, cycle: Cycle) -> None:
        one, siti = scenes.write(world), world.actor("siti")
        file = log.upload_file(one.public_id, actor=siti, name="rekap.txt", content=TEXT_FILE)
        assert default_storage.exists(file.file.name)
        assert "rekap" not in file.file.name
        for name, opens in (("siti", True), ("kabid", True), ("hana", False), ("audi", False), ("rekan", False)):
            assert self.opens(world, name, file) is opens, name
        log.remove_entry(one.public_id, actor=siti)
        assert not self.opens(world, "siti", file)

    def opens(self, world: World, name: str, file: LogEvidence) -> bool:
        try:
            log.file_of(file.public_id, actor=world.actor(name))
        except NotVisible:
            return False
        return True

    def test_who_may_read_the_form_of_the_day_reads_the_file(self, world: World, cycle: Cycle) -> None:
        """HR and the auditor read the employee's part once it is with the assessor, and so what lies beside it."""
        inside, before = scenes.write(world), scenes.write(world, on=cycle.period_from - timedelta(days=1))
        siti = world.actor("siti")
        files = [
            log.upload_file(one.public_id, actor=siti, name="a.txt", content=TEXT_FILE) for one in (inside, before)
        ]
        assert [self.opens(world, "hana", file) for file in files] == [False, False]
        do.submit(world, "siti")
        assert [self.opens(world, "hana", file) for file in files] == [True, False]
        assert [self.opens(world, "audi", file) for file in files] == [True, False]
        assert [self.opens(world, "lia", file) for file in files] == [False, False]

    def test_ten_files_and_not_an_eleventh(self, world: World, cycle: Cycle) -> None:
        one, siti = scenes.write(world), world.actor("siti")
        for _number in range(10):
            log.upload_file(one.public_id, actor=siti, name="a.txt", content=TEXT_FILE)
        with pytest.raises(GuardRefused):
            log.upload_file(one.public_id, actor=siti, name="a.txt", content=TEXT_FILE)


class TestYears:
    """Who stands above."""

    def named(self, world: World, person: str, assessor: str) -> None:
        AssessorOverride.objects.create(
            employee=world.people[person],
            assessor=world.people[assessor],
            valid_from=date(2026, 10, 1),
            author=world.users["hana"],
            created_at=clock.now(),
            reason="Tugas.",
        )

    def test_the_year_follows_the_line(self, world: World) -> None:
        scenes.write(world, target="")
        assert DialogueYear.objects.get().assessor == world.people["kabid"]
        self.named(world, "siti", "wati")
        assert years.follow_lines(at=clock.now()) == 1
        assert DialogueYear.objects.get().assessor == world.people["wati"]
        assert years.follow_lines(at=clock.now()) == 0

    def test_writing_follows_it_at_once(self, world: World) -> None:
        scenes.write(world, target="")
        self.named(world, "siti", "wati")
        scenes.write(world, target="")
        assert DialogueYear.objects.get().assessor == world.people["wati"]
        assert side_of(world.actor("kabid"), DialogueYear.objects.get()) is None

    def test_a_former_rater_reads_the_days_of_the_form_alone(self, world: World, cycle: Cycle) -> None:
        inside, before = scenes.write(world), scenes.write(world, on=cycle.period_from - timedelta(days=1))
        self.named(world, "siti", "wati")
        years.follow_lines(at=clock.now())
        assert set(log.entries_visible_to(world.actor("kabid"))) == {inside}
        assert set(log.entries_visible_to(world.actor("wati"))) == {inside, before}


class TestNamed:
    """Feedback with names."""

    def test_asked_given_read_by_both(self, world: World, cycle: Cycle) -> None:
        one = ask(world)
        outbox.relay_all()
        asked = set(InboxItem.objects.filter(text_key="feedback.created").values_list("recipient__username", flat=True))
        assert asked == {"rekan", "wati", "asing"}
        feedback = give(world, one, "rekan")
        assert (feedback.state, feedback.relation) == ("given", "other")
        assert [(row.text, row.target_code) for row in feedback.texts.all()] == [(WORDS["rekan"], "disiplin")]
        assert sees(world, Feedback, feedback) == {"siti", "kabid", "rekan"}
        outbox.relay_all()
        told = set(InboxItem.objects.filter(text_key="feedback.given").values_list("recipient__username", flat=True))
        assert told == {"siti", "kabid"}

    def test_relations_are_those_of_the_line(self, world: World, cycle: Cycle) -> None:
        one = ask(world, people=("bawahan", "kabid", "asing"))
        found = {row.giver_name: row.relation for row in one.asked.all()}
        assert found == {"Bawahan": "subordinate", "Kabid": "superior", "Asing": "other"}

    def test_the_superior_asks_too_and_nobody_else(self, world: World, cycle: Cycle) -> None:
        assert ask(world, by="kabid").opened_by == world.people["kabid"]
        for name in ("kadis", "hana", "rekan", "audi"):
            with pytest.raises(NotVisible):
                ask(world, by=name)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"people": ()}, "people"),
            ({"people": ("siti", "rekan")}, "people"),
            ({"people": ("rekan", "rekan")}, "people"),
            ({"people": ("disabled",)}, "people"),
            ({"question": ""}, "question"),
            ({"closes_on": date(2026, 10, 7)}, "closes_on"),
            ({"closes_on": date(2026, 12, 31)}, "closes_on"),
            ({"targets": ["item:tidak_ada"]}, "targets"),
        ],
    )
    def test_what_does_not_do_is_named(self, world: World, cycle: Cycle, changes: Any, field: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            ask(world, **changes)
        assert set(fields_of(caught)) == {field}
        assert not Feedback.objects.exists()

    def test_declining_says_nothing_more(self, world: World, cycle: Cycle) -> None:
        one = ask(world)
        asked = scenes.request_of(world, one, "wati")
        giving.decline(asked.public_id, actor=world.actor("wati"), version=0)
        assert fresh(asked).state == "declined"
        with pytest.raises((StateConflict, VersionConflict)):
            give(world, one, "wati")

    def test_nobody_gives_for_another_or_twice_or_nothing(self, world: World, cycle: Cycle) -> None:
        one = ask(world)
        asked = scenes.request_of(world, one, "rekan")
        for name, refusal in (("siti", NotPermitted), ("kabid", NotPermitted), ("wati", NotVisible)):
            with pytest.raises(refusal):
                giving.give(asked.public_id, actor=world.actor(name), version=0, written={ITEM: "x"})
        with pytest.raises(GuardRefused) as caught:
            give(world, one, "rekan", {ITEM: "  "})
        assert caught.value.code == "nothing_written"
        with pytest.raises(InvalidInput):
            give(world, one, "rekan", {"item:inovasi": "Tidak ditanyakan."})
        give(world, one, "rekan")
        with pytest.raises((StateConflict, VersionConflict)):
            give(world, one, "rekan")
        assert fresh(asked).texts.count() == 1

    def test_the_same_key_gives_once(self, world: World, cycle: Cycle) -> None:
        asked = scenes.request_of(world, ask(world), "rekan")
        order = {"actor": world.actor("rekan"), "version": 0, "written": {ITEM: "Baik."}, "key": "k"}
        assert not giving.give(asked.public_id, **order).replayed
        assert giving.give(asked.public_id, **order).replayed
        assert asked.texts.count() == 1

    def test_closing_lapses_what_was_not_given(self, world: World, cycle: Cycle) -> None:
        one = ask(world)
        give(world, one, "rekan")
        assert close(one).state == "closed"
        assert set(one.asked.values_list("giver_name", "state")) == {
            ("Rekan", "given"),
            ("Wati", "lapsed"),
            ("Asing", "lapsed"),
        }

    def test_too_late_is_too_late_before_the_sweep_too(self, world: World, cycle: Cycle) -> None:
        one = ask(world)
        with clock.frozen(scenes.AFTER_CLOSING), pytest.raises((StateConflict, VersionConflict)):
            give(world, one, "rekan")
        assert fresh(one).state == "closed"

    def test_only_who_asked_cancels(self, world: World, cycle: Cycle) -> None:
        one = ask(world)
        with pytest.raises(NotPermitted):
            rounds.take(one.public_id, "cancel", actor=world.actor("kabid"), version=0)
        rounds.take(one.public_id, "cancel", actor=world.actor("siti"), version=0)
        assert set(one.asked.values_list("state", flat=True)) == {"lapsed"}

    def test_five_open_rounds_and_not_a_sixth(self, world: World, cycle: Cycle) -> None:
        for _number in range(rounds.MOST_OPEN):
            ask(world)
        with pytest.raises(GuardRefused):
            ask(world)
        ask(world, by="kabid")


class TestUnasked:
    """Named feedback nobody asked for."""

    def unasked(self, world: World, giver: str = "asing", to: str = "Siti", **written: str) -> Feedback:
        words = written or {ITEM: "Cepat menanggapi."}
        return giving.give_unasked(actor=world.actor(giver), to=to, written=words)

    def test_anybody_gives_with_a_name(self, world: World, cycle: Cycle) -> None:
        one = self.unasked(world)
        assert (one.state, one.giver_name, one.round, one.unnamed) == ("given", "Asing", None, False)
        assert sees(world, Feedback, one) == {"siti", "kabid", "asing"}

    def test_once_a_day_to_one_and_to_five(self, world: World, cycle: Cycle) -> None:
        self.unasked(world)
        with pytest.raises(GuardRefused):
            self.unasked(world)
        for to in ("Rekan", "Wati", "Kabid", "Hana"):
            giving.give_unasked(actor=world.actor("asing"), to=to, written={"": "Baik."})
        with pytest.raises(GuardRefused) as caught:
            giving.give_unasked(actor=world.actor("asing"), to="Joko", written={"": "Baik."})
        assert caught.value.code == "daily_limit"

    @pytest.mark.parametrize("to", ["", "Asing", "Tidak Ada", "Sit"])
    def test_to_whom_it_cannot_go(self, world: World, cycle: Cycle, to: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            self.unasked(world, to=to)
        assert fields_of(caught) == ["to"]
        assert not Feedback.objects.exists()

    def test_not_without_a_person_or_words(self, world: World, cycle: Cycle) -> None:
        with pytest.raises(NotPermitted):
            self.unasked(world, "admin")
        with pytest.raises(GuardRefused):
            giving.give_unasked(actor=world.actor("asing"), to="Siti", written={ITEM: " "})
        assert not Feedback.objects.exists()


class TestUnnamed:
    """Rounds without names: what they need and what they show. That nothing leads to a giver: `test_unlinkable`."""

    def test_three_gave_and_it_closed_then_it_is_shown(self, world: World, cycle: Cycle) -> None:
        one = ask(world, unnamed=True)
        for giver in scenes.GIVERS:
            give(world, one, giver)
            assert not UnnamedText.objects.exists()
        one = close(one)
        assert {row.text for row in one.unnamed_texts.all()} == {WORDS[giver] for giver in scenes.GIVERS}
        assert not FeedbackBox.objects.exists()
        assert sees(world, FeedbackRound, one) == {"siti", "kabid"}

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_below_three_nothing_is_ever_shown(self, world: World, cycle: Cycle, number: int) -> None:
        one = ask(world, unnamed=True, people=("rekan", "wati", "asing", "bawahan"))
        for giver in scenes.GIVERS[:number]:
            give(world, one, giver)
        close(one)
        assert not UnnamedText.objects.exists()
        assert not FeedbackBox.objects.exists()

    def test_an_item_with_fewer_than_three_texts_stays_unread(self, world: World, cycle: Cycle) -> None:
        one = ask(world, unnamed=True)
        for giver in scenes.GIVERS:
            give(world, one, giver, {ITEM: WORDS[giver], **({"": "Umum."} if giver != "asing" else {})})
        close(one)
        assert set(one.unnamed_texts.values_list("target_code", flat=True)) == {"disiplin"}

    def test_a_cancelled_round_forgets_what_was_given(self, world: World, cycle: Cycle) -> None:
        one = ask(world, unnamed=True)
        for giver in scenes.GIVERS:
            give(world, one, giver)
        rounds.take(one.public_id, "cancel", actor=world.actor("siti"), version=0)
        close(one)
        assert not FeedbackBox.objects.exists()
        assert not UnnamedText.objects.exists()

    @pytest.mark.parametrize("people", [("rekan", "wati"), ("rekan", "wati", "kabid")])
    def test_it_needs_three_of_whom_none_reads(self, world: World, cycle: Cycle, people: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            ask(world, unnamed=True, people=people)
        assert fields_of(caught) == ["people"]

    def test_one_at_a_time(self, world: World, cycle: Cycle) -> None:
        ask(world, unnamed=True)
        with pytest.raises(GuardRefused) as caught:
            ask(world, by="kabid", unnamed=True, people=("rekan", "wati", "bawahan"))
        assert caught.value.code == "one_round"

    def test_who_was_asked_reads_nothing_also_as_the_next_superior(self, world: World, cycle: Cycle) -> None:
        one = ask(world, unnamed=True)
        for giver in scenes.GIVERS:
            give(world, one, giver)
        DialogueYear.objects.update(assessor=world.people["wati"])
        form = world.form_of("siti")
        evaluations.reassign_assessor(
            form.public_id,
            actor=world.actor("hana"),
            version=form.version,
            assessor=world.people["wati"].public_id,
            reason="Tugas berpindah.",
        )
        assert sees(world, FeedbackRound, close(one)) == {"siti"}

    def test_an_empty_answer_is_no_sheet(self, world: World, cycle: Cycle) -> None:
        one = ask(world, unnamed=True)
        with pytest.raises(GuardRefused):
            give(world, one, "rekan", {ITEM: ""})
        assert FeedbackBox.objects.get().sheets == 0

    def test_the_engine_alone_cannot_count_a_giver(self, world: World, cycle: Cycle) -> None:
        """Fired without words, giving is refused: a sheet and its count cannot part."""
        from workflow.engine import fire

        asked = scenes.request_of(world, ask(world, unnamed=True), "rekan")
        with pytest.raises(GuardRefused):
            fire(asked, "give", actor=world.actor("rekan"), version=0)

    def test_the_same_key_gives_once(self, world: World, cycle: Cycle) -> None:
        asked = scenes.request_of(world, ask(world, unnamed=True), "rekan")
        for replayed in (False, True):
            found = giving.give(
                asked.public_id, actor=world.actor("rekan"), version=0, written={ITEM: "Baik."}, key="k"
            )
            assert found.replayed is replayed
        assert FeedbackBox.objects.get().texts == {"disiplin": ["Baik."]}


class TestMeetings:
    """Planned, held, answered, followed up."""

    def test_both_sides_plan_and_nobody_else(self, world: World, cycle: Cycle) -> None:
        for name in ("siti", "kabid"):
            assert sees(world, DialogueMeeting, plan(world, name)) == {"siti", "kabid"}
        for name in ("kadis", "hana", "audi", "rekan"):
            with pytest.raises(NotVisible):
                plan(world, name)

    def test_confirmed_once_both_have_answered(self, world: World, cycle: Cycle) -> None:
        meeting = held(world)
        one = scenes.take(world, "siti", meeting, "dissent", reason="Antreannya lain.")
        assert (one.state, one.employee_answer, one.employee_view) == ("held", "dissented", "Antreannya lain.")
        with pytest.raises(GuardRefused):
            scenes.take(world, "siti", meeting, "acknowledge")
        assert scenes.take(world, "kabid", meeting, "acknowledge").state == "confirmed"

    def test_minutes_only_for_the_past(self, world: World, cycle: Cycle) -> None:
        later = {**scenes.MINUTES, "held_at": (IN_WINDOW + timedelta(hours=1)).isoformat()}
        with pytest.raises(GuardRefused):
            scenes.take(world, "kabid", plan(world), "record", **later)

    def test_what_is_agreed_takes_back_the_answers(self, world: World, cycle: Cycle) -> None:
        meeting = held(world)
        scenes.take(world, "siti", meeting, "acknowledge")
        seen = fresh(meeting).version
        agree(world, meeting)
        assert fresh(meeting).employee_answer == ""
        with pytest.raises(VersionConflict):
            meetings.take(meeting.public_id, "acknowledge", actor=world.actor("kabid"), version=seen)

    def test_an_old_page_changes_nothing(self, world: World, cycle: Cycle) -> None:
        meeting = held(world)
        seen = meeting.version
        agree(world, meeting)
        with pytest.raises(VersionConflict):
            meetings.add_agreement(
                meeting.public_id, actor=world.actor("siti"), version=seen, values={**AGREED, "target": ""}
            )
        with pytest.raises(PreconditionRequired):
            meetings.add_agreement(
                meeting.public_id, actor=world.actor("siti"), version=None, values={**AGREED, "target": ""}
            )
        assert Agreement.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"text": ""}, "text"),
            ({"owner": "orang"}, "owner"),
            ({"due_on": None}, "due_on"),
            ({"due_on": date(2026, 10, 6)}, "due_on"),
            ({"target": "item:x"}, "target"),
        ],
    )
    def test_what_does_not_do_is_named(self, world: World, cycle: Cycle, changes: Any, field: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            agree(world, held(world), **changes)
        assert fields_of(caught) == [field]

    def follow(self, world: World, meeting: DialogueMeeting, agreement: Agreement, **values: Any) -> Agreement:
        one = fresh(meeting)
        return meetings.follow_up(
            one.public_id, agreement.public_id, actor=world.actor("kabid"), version=one.version, values=values
        )

    def next_meeting(self, world: World) -> DialogueMeeting:
        return scenes.take(
            world,
            "kabid",
            plan(world),
            "record",
            **{**scenes.MINUTES, "held_at": (IN_WINDOW + timedelta(minutes=5)).isoformat()},
        )

    def test_followed_up_at_the_next_meeting(self, world: World, cycle: Cycle) -> None:
        first = held(world)
        done, later = agree(world, first), agree(world, first, text="Latih petugas loket.")
        confirmed(world, first)
        with clock.frozen(IN_WINDOW + timedelta(hours=1)):
            second = self.next_meeting(world)
            assert set(meetings.open_before(second)) == {done, later}
            self.follow(world, second, done, outcome="done", note="Selesai.")
            self.follow(world, second, later, outcome="carried_on", due_on=date(2026, 12, 1))
            assert (fresh(done).outcome, fresh(done).settled_in) == ("done", second)
            [carried] = second.agreements.all()
            assert (carried.text, carried.due_on, carried.carried_from) == (later.text, date(2026, 12, 1), later)
            # Said otherwise in the same meeting, the first word is gone.
            self.follow(world, second, later, outcome="done")
            assert not second.agreements.exists()
            self.follow(world, second, later, outcome="")
            assert (fresh(later).outcome, fresh(later).settled_in) == ("", None)
            confirmed(world, second)
            with pytest.raises(StateConflict):
                self.follow(world, second, later, outcome="done")

    def test_striking_out_what_was_carried_on_opens_it_again(self, world: World, cycle: Cycle) -> None:
        first = held(world)
        agreed = agree(world, first)
        with clock.frozen(IN_WINDOW + timedelta(hours=1)):
            second = self.next_meeting(world)
            self.follow(world, second, agreed, outcome="carried_on", due_on=date(2026, 12, 1))
            [carried], one = second.agreements.all(), fresh(second)
            meetings.drop_agreement(one.public_id, carried.public_id, actor=world.actor("siti"), version=one.version)
            assert fresh(agreed).outcome == ""
            with pytest.raises(NotVisible):
                self.follow(world, first, agreed, outcome="done")

    def test_without_a_superior_there_is_no_talk(self, world: World) -> None:
        appointment = meetings.Appointment(planned_at=IN_WINDOW, place="Ruang", agenda="Kerja")
        with pytest.raises(GuardRefused) as caught:
            meetings.plan(world.people["bupati"], YEAR, appointment, actor=world.actor("bupati"))
        assert caught.value.code == "no_superior"

    def test_both_hear_of_it(self, world: World, cycle: Cycle) -> None:
        plan(world)
        outbox.relay_all()
        told = InboxItem.objects.filter(text_key="dialogue_meeting.created")
        assert set(told.values_list("recipient__username", flat=True)) == {"kabid"}


class TestTemplates:
    """Agenda templates of HR."""

    VALUES: dict[str, Any] = {"name": "Triwulan", "points": "Kemajuan\nHambatan", "in_use": True}

    def test_hr_writes_and_the_unit_below_is_offered_it(self, world: World) -> None:
        one = agenda.add_template(actor=world.actor("hana"), unit=world.units["agency"].public_id, values=self.VALUES)
        assert list(agenda.templates_for(world.units["section"])) == [one]
        assert list(agenda.templates_for(world.units["other"])) == []
        agenda.save_template(one.public_id, actor=world.actor("hana"), revision=0, values={"in_use": False})
        assert list(agenda.templates_for(world.units["section"])) == []
        with pytest.raises(StaleRevision):
            agenda.save_template(one.public_id, actor=world.actor("hana"), revision=0, values={"name": "x"})

    @pytest.mark.parametrize("name", ["siti", "kabid", "audi", "joko"])
    def test_nobody_else(self, world: World, name: str) -> None:
        unit = world.units["agency"].public_id
        with pytest.raises(DomainError):
            agenda.add_template(actor=world.actor(name), unit=unit, values=self.VALUES)
        one = agenda.add_template(actor=world.actor("hana"), unit=unit, values=self.VALUES)
        with pytest.raises(NotVisible):
            agenda.save_template(one.public_id, actor=world.actor(name), revision=0, values={"name": "x"})

    @pytest.mark.parametrize(("name", "points"), [("", "a"), ("a", ""), ("a" * 201, "a"), ("a", "a" * 2001)])
    def test_what_does_not_do(self, world: World, name: str, points: str) -> None:
        with pytest.raises(InvalidInput):
            agenda.add_template(
                actor=world.actor("hana"),
                unit=world.units["agency"].public_id,
                values={"name": name, "points": points},
            )


def test_the_days_of_the_scenes_fit(world: World, cycle: Cycle) -> None:
    assert cycle.period_from <= ON <= cycle.period_until
    assert Employee.objects.get(full_name="Siti").pk == world.people["siti"].pk
