"""Counselling: who asks, who listens, who reads, and that the key is the only way to a note."""

import base64
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test import override_settings
from django.urls import reverse

from cases.counselling import actions
from cases.counselling.sealing import BadKey, KeyMissing, Keyring, SealBroken, new_key
from cases.models import Counselling, CounsellingNote, CounsellingSession, ImprovementCase
from organization.models import RoleGrant
from tests.cases.counselling_world import SECRET, counselling_of, held_talk, noted_talk, talk_of
from tests.cases.world import NOW, World, bring_to, open_case, step
from workflow import clock
from workflow.errors import (
    DomainError,
    GuardRefused,
    InvalidInput,
    NotPermitted,
    NotVisible,
    PreconditionRequired,
    StaleRevision,
    StateConflict,
)
from workflow.history import verify
from workflow.models import AccessRecord, Event, EventText, OutboxMessage
from workflow.policies import policy_for
from workflow.sweep import sweep_all
from workflow.worklist import worklist_of

READERS = ("budi", "kana", "kano", "sari", "citra", "hana", "audi", "bawahan", "admin", "lia", "tita", "rekan")


class TestAsking:
    def test_the_employee_asks_and_hr_names_whom(self, world):
        found = counselling_of(world)
        assert (found.state, found.counsellor_id, found.asked_by_employee) == (
            "active",
            world.people["kana"].pk,
            True,
        )
        assert verify(found) == []

    def test_a_wish_is_kept_for_hr(self, world):
        wish = world.people["kano"].public_id
        made = actions.ask_counselling(open_case(world), actor=world.actor("budi"), counsellor=wish)
        assert (made.state, made.wished) == ("requested", world.people["kano"])

    def test_hr_offers_it_with_a_name_in_one_act(self, world):
        wish = world.people["kana"].public_id
        made = actions.ask_counselling(open_case(world), actor=world.actor("hana"), counsellor=wish)
        assert (made.state, made.asked_by_employee) == ("active", False)

    def test_hr_does_not_offer_it_without_a_name_and_nothing_remains(self, world):
        with pytest.raises(InvalidInput):
            actions.ask_counselling(open_case(world), actor=world.actor("hana"))
        unfit = world.people["citra"].public_id
        with pytest.raises(GuardRefused):
            actions.ask_counselling(ImprovementCase.objects.get(), actor=world.actor("hana"), counsellor=unfit)
        assert not Counselling.objects.exists()

    @pytest.mark.parametrize(
        ("who", "error"),
        [
            ("sari", NotPermitted),
            ("citra", NotPermitted),
            ("audi", NotPermitted),
            ("rekan", NotVisible),
            ("kana", NotVisible),
            ("bawahan", NotVisible),
        ],
    )
    def test_nobody_else_asks(self, world, who, error):
        with pytest.raises(error):
            actions.ask_counselling(open_case(world), actor=world.actor(who))

    def test_one_counselling_at_a_time_and_another_after_it(self, world):
        found = counselling_of(world)
        with pytest.raises(StateConflict):
            actions.ask_counselling(found.case, actor=world.actor("budi"))
        step(found, "end", world.actor("budi"))
        assert actions.ask_counselling(found.case, actor=world.actor("budi")).state == "requested"

    def test_the_database_keeps_it_at_one(self, world):
        found = counselling_of(world)
        with pytest.raises(IntegrityError):
            Counselling.objects.create(case=found.case, asked_at=NOW)

    @pytest.mark.parametrize("state", ["closed", "withdrawn"])
    def test_it_begins_while_the_case_is_open_and_may_outlast_it(self, world, state):
        running = counselling_of(world)
        case = bring_to(world, state, running.case)
        assert talk_of(world, Counselling.objects.get()).state == "planned"
        step(running, "end", world.actor("kana"))
        with pytest.raises(StateConflict):
            actions.ask_counselling(case, actor=world.actor("budi"))


class TestWhoListens:
    """DOMAIN 6: independent, and appointed."""

    def naming(self, world: World, who: str, **more) -> None:
        made = actions.ask_counselling(open_case(world, **more), actor=world.actor("budi"))
        with pytest.raises(GuardRefused) as caught:
            step(made, "name_counsellor", world.actor("hana"), counsellor=world.people[who].public_id)
        assert caught.value.code == "counsellor_unfit"
        self.sentences = [str(one) for one in caught.value.details]

    def appoint(self, world: World, who: str) -> None:
        RoleGrant.objects.create(
            user=world.users[who],
            role="counsellor",
            unit=world.units["agency"],
            valid_from=NOW.date(),
            basis="SK",
        )

    @pytest.mark.parametrize(
        ("who", "sentence"),
        [
            ("budi", "Nobody counsels himself."),
            ("sari", "The assessor cannot be the counsellor."),
            ("citra", "The coach cannot be the counsellor."),
            ("hana", "An HR officer of this unit cannot be the counsellor."),
            ("lama", "Whoever decides about objections cannot be the counsellor."),
        ],
    )
    def test_nobody_with_power_over_the_person(self, world, settings, who, sentence):
        from tests.cases.world import _head

        settings.LANGUAGE_CODE = "en"
        if who == "lama":
            _head(world.people["lama"], world.units["agency"])
        self.appoint(world, who)
        from django.utils import translation

        with translation.override("en"):
            self.naming(world, who)
        assert sentence in self.sentences

    def test_nobody_who_was_not_appointed_here(self, world):
        self.naming(world, "rekan")

    def test_the_appointment_is_dated(self, world):
        RoleGrant.objects.filter(user=world.users["kana"]).update(valid_to=NOW.date() - timedelta(days=1))
        self.naming(world, "kana")

    @pytest.mark.parametrize("power", ["supervisor", "coach", "hr"])
    def test_who_gets_power_later_loses_the_relation(self, world, power):
        talk = noted_talk(world)
        if power == "hr":
            RoleGrant.objects.create(
                user=world.users["kana"], role="hr", unit=world.units["agency"], valid_from=NOW.date(), basis="SK"
            )
        else:
            ImprovementCase.objects.update(**{power: world.people["kana"]})
        kana = world.actor("kana")
        fresh = CounsellingSession.objects.get(pk=talk.pk)
        assert "counsellor" not in policy_for(fresh).roles_of(kana, fresh)
        visible = policy_for(fresh).visible_to(kana).filter(pk=talk.pk).exists()
        assert visible == policy_for(fresh).sees(kana, fresh)
        with pytest.raises((NotPermitted, NotVisible)):
            actions.open_note(fresh, actor=kana)

    def test_another_counsellor_sees_the_dates_and_never_the_notes_of_the_first(self, world):
        talk = noted_talk(world)
        planned = talk_of(world, talk.counselling)
        step(talk.counselling, "replace_counsellor", world.actor("hana"), counsellor=world.people["kano"].public_id)
        assert CounsellingSession.objects.get(pk=planned.pk).state == "cancelled"
        fresh = CounsellingSession.objects.get(pk=talk.pk)
        with pytest.raises(NotVisible):
            actions.open_note(fresh, actor=world.actor("kana"))
        with pytest.raises(NotPermitted):
            actions.open_note(fresh, actor=world.actor("kano"))
        assert actions.open_note(fresh, actor=world.actor("budi"))[0] == SECRET


class TestNote:
    @pytest.mark.parametrize("who", READERS)
    def test_only_the_two_who_talked_open_it_and_every_opening_is_recorded(self, world, who):
        talk = noted_talk(world)
        if who in ("budi", "kana"):
            assert actions.open_note(talk, actor=world.actor(who)) == (SECRET, 1)
            record = AccessRecord.objects.get()
            assert (record.reader_id, record.kind, record.fields) == (
                world.users[who].pk,
                "cases.counselling_session",
                "note",
            )
            return
        with pytest.raises((NotPermitted, NotVisible)):
            actions.open_note(talk, actor=world.actor(who))
        assert not AccessRecord.objects.exists()

    @pytest.mark.parametrize("who", [who for who in READERS if who != "kana"])
    def test_only_the_counsellor_writes_it(self, world, who):
        talk = held_talk(world)
        with pytest.raises((NotPermitted, NotVisible)):
            actions.write_note(talk, actor=world.actor(who), revision=0, text="x")
        assert not CounsellingNote.objects.exists()

    def test_a_note_is_written_after_the_talk(self, world):
        with pytest.raises(StateConflict):
            actions.write_note(talk_of(world), actor=world.actor("kana"), revision=0, text="x")

    @pytest.mark.parametrize(("length", "fits"), [(0, False), (1, True), (20_000, True), (20_001, False)])
    def test_its_length(self, world, length, fits):
        talk, kana = held_talk(world), world.actor("kana")
        if fits:
            assert actions.write_note(talk, actor=kana, revision=0, text="é" * length).revision == 1
            assert actions.open_note(talk, actor=kana)[0] == "é" * length
            return
        with pytest.raises(InvalidInput):
            actions.write_note(talk, actor=kana, revision=0, text="é" * length)

    def test_a_save_without_revision_is_refused_and_a_stale_one_shows_both_texts(self, world):
        talk, kana = noted_talk(world), world.actor("kana")
        with pytest.raises(PreconditionRequired):
            actions.write_note(talk, actor=kana, revision=None, text="baru")
        with pytest.raises(StaleRevision) as caught:
            actions.write_note(talk, actor=kana, revision=0, text="baru")
        assert caught.value.extra["current"] == {"revision": 1, "fields": {"text": SECRET}}
        assert AccessRecord.objects.count() == 1
        assert actions.write_note(talk, actor=kana, revision=1, text="baru").revision == 2

    def test_the_text_is_in_no_column_of_the_database(self, world):
        noted_talk(world)
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                assert SECRET not in repr(cursor.fetchall())

    def test_no_event_carries_words(self, world):
        step(noted_talk(world).counselling, "end", world.actor("budi"))
        about = Event.objects.filter(kind__startswith="cases.counselling")
        assert about.count() == 5
        assert not EventText.objects.filter(event__in=about).exists()
        assert OutboxMessage.objects.filter(kind__startswith="cases.counselling").exists()


class TestSeal:
    def test_a_note_moved_to_another_talk_does_not_open(self, world):
        first = noted_talk(world)
        other = noted_talk(world, "lain", first.counselling)
        sealed = CounsellingNote.objects.get(session=first).sealed
        CounsellingNote.objects.filter(session=other).update(sealed=sealed)
        with pytest.raises(DomainError) as caught:
            actions.open_note(other, actor=world.actor("budi"))
        assert caught.value.code == "seal_broken"

    def test_naming_oneself_the_counsellor_by_sql_opens_nothing(self, world):
        talk = noted_talk(world)
        CounsellingSession.objects.update(counsellor=world.people["rekan"])
        Counselling.objects.update(counsellor=world.people["rekan"])
        with pytest.raises(DomainError) as caught:
            actions.open_note(CounsellingSession.objects.get(pk=talk.pk), actor=world.actor("rekan"))
        assert caught.value.code == "seal_broken"

    def test_without_the_key_nothing_opens_and_nothing_is_recorded_as_opened(self, world):
        talk = noted_talk(world)
        with override_settings(COUNSELLING_KEYS=(new_key(),)), pytest.raises(DomainError) as caught:
            actions.open_note(talk, actor=world.actor("budi"))
        assert caught.value.code == "key_missing"
        assert not AccessRecord.objects.exists()

    def test_every_bit_counts(self):
        ring = Keyring.of((new_key(),))
        sealed = ring.seal("rahasia", binding="a|b")
        assert ring.open(sealed, binding="a|b") == "rahasia"
        head, name, body = sealed.split(".")
        raw = bytearray(base64.urlsafe_b64decode(body))
        for place in range(0, len(raw), 37):
            bad = bytearray(raw)
            bad[place] ^= 1
            with pytest.raises(SealBroken):
                ring.open(f"{head}.{name}.{base64.urlsafe_b64encode(bad).decode()}", binding="a|b")
        with pytest.raises(SealBroken):
            ring.open(sealed, binding="a|c")
        for garbage in ("", "v1..", "v1.x.y", f"v2.{name}.{body}", f"{head}.{name}.é"):
            with pytest.raises((SealBroken, KeyMissing)):
                ring.open(garbage, binding="a|b")

    def test_two_seals_of_one_text_differ_and_short_texts_look_alike(self):
        ring = Keyring.of((new_key(),))
        seals = [ring.seal(text, binding="") for text in ("ya", "ya", "x" * 200)]
        assert len(set(seals)) == 3
        assert len({len(one) for one in seals}) == 1

    @pytest.mark.parametrize("text", ["", "short", "é", base64.urlsafe_b64encode(b"x" * 31).decode()])
    def test_what_is_no_key(self, text):
        with pytest.raises(BadKey):
            Keyring.of((text,))

    def test_the_keyring_never_shows_a_key(self):
        key = new_key()
        assert key not in repr(Keyring.of((key,)))


class TestRotation:
    def test_notes_follow_to_the_newest_key_and_the_old_one_can_go(self, world, settings):
        talk = noted_talk(world)
        noted_talk(world, "kedua", talk.counselling)
        old, new = settings.COUNSELLING_KEYS[0], new_key()
        before = CounsellingNote.objects.get(session=talk)
        settings.COUNSELLING_KEYS = (new, old)
        assert actions.open_note(talk, actor=world.actor("budi"))[0] == SECRET
        told = StringIO()
        call_command("rotate_counselling_key", stdout=told)
        call_command("rotate_counselling_key", stdout=told)
        assert told.getvalue().splitlines() == [
            "2 notes sealed with the newest key.",
            "0 notes sealed with the newest key.",
        ]
        settings.COUNSELLING_KEYS = (new,)
        assert actions.open_note(talk, actor=world.actor("budi")) == (SECRET, before.revision)
        assert CounsellingNote.objects.get(session=talk).written_at == before.written_at
        settings.COUNSELLING_KEYS = (old,)
        with pytest.raises(DomainError):
            actions.open_note(talk, actor=world.actor("budi"))

    def test_a_lost_key_is_said_aloud_and_spoils_nothing(self, world, settings):
        talk = noted_talk(world)
        sealed, old = CounsellingNote.objects.get().sealed, settings.COUNSELLING_KEYS
        settings.COUNSELLING_KEYS = (new_key(),)
        with pytest.raises(CommandError, match="1 notes do not open"):
            call_command("rotate_counselling_key", stdout=StringIO())
        assert CounsellingNote.objects.get().sealed == sealed
        settings.COUNSELLING_KEYS = old
        assert actions.open_note(talk, actor=world.actor("budi"))[0] == SECRET

    def test_the_command_makes_a_key_that_fits(self):
        told = StringIO()
        call_command("rotate_counselling_key", "--make-key", stdout=told)
        assert Keyring.of((told.getvalue().strip(),))


class TestWithoutKey:
    @pytest.fixture(autouse=True)
    def _no_key(self, settings):
        settings.COUNSELLING_KEYS = ()

    def test_counselling_does_not_begin(self, world):
        with pytest.raises(StateConflict) as caught:
            actions.ask_counselling(open_case(world), actor=world.actor("budi"))
        assert caught.value.code == "counselling_not_set_up"

    def test_the_page_says_so_and_offers_no_form(self, world, client):
        case = open_case(world)
        client.force_login(world.users["budi"], backend="organization.authentication.NipOrUsernameBackend")
        page = client.get(reverse("cases:counselling_of_case", args=[case.public_id])).content.decode()
        assert 'name="counsellor"' not in page

    def test_the_command_has_nothing_to_do(self, db):
        with pytest.raises(CommandError):
            call_command("rotate_counselling_key", stdout=StringIO())


class TestTalk:
    @pytest.mark.parametrize(("ahead", "fits"), [(timedelta(0), False), (timedelta(seconds=1), True)])
    def test_it_is_arranged_ahead(self, world, ahead, fits):
        found, kana = counselling_of(world), world.actor("kana")
        if fits:
            assert actions.plan_talk(found, actor=kana, planned_at=NOW + ahead).state == "planned"
            return
        with pytest.raises(InvalidInput):
            actions.plan_talk(found, actor=kana, planned_at=NOW + ahead)

    @pytest.mark.parametrize(("minutes", "fits"), [(-1, False), (0, False), (1, True), (1440, True), (1441, False)])
    def test_its_length_is_positive_and_at_most_a_day(self, world, minutes, fits):
        talk, kana = talk_of(world), world.actor("kana")
        if fits:
            assert step(talk, "record", kana, held_at=NOW, minutes=minutes).minutes == minutes
            return
        with pytest.raises(GuardRefused) as caught:
            step(talk, "record", kana, held_at=NOW, minutes=minutes)
        assert caught.value.code == "session_length"

    @pytest.mark.parametrize(("ahead", "fits"), [(timedelta(0), True), (timedelta(seconds=1), False)])
    def test_one_in_the_future_did_not_happen(self, world, ahead, fits):
        talk, kana = talk_of(world), world.actor("kana")
        if fits:
            assert step(talk, "record", kana, held_at=NOW + ahead, minutes=5).state == "held"
            return
        with pytest.raises(GuardRefused) as caught:
            step(talk, "record", kana, held_at=NOW + ahead, minutes=5)
        assert caught.value.code == "session_in_future"

    @pytest.mark.parametrize(("late", "fits"), [(timedelta(seconds=-1), False), (timedelta(0), True)])
    def test_nobody_is_absent_before_its_time(self, world, late, fits):
        talk = talk_of(world)
        with clock.frozen(talk.planned_at + late):
            if fits:
                assert step(talk, "miss", world.actor("kana"), absent="employee").absent == "employee"
                return
            with pytest.raises(GuardRefused):
                step(talk, "miss", world.actor("kana"), absent="employee")

    def test_the_person_calls_it_off_without_a_reason(self, world):
        assert step(talk_of(world), "cancel", world.actor("budi")).state == "cancelled"

    def test_ending_calls_off_what_was_arranged(self, world):
        talk = talk_of(world)
        step(talk.counselling, "end", world.actor("budi"))
        assert CounsellingSession.objects.get().state == "cancelled"


class TestDuties:
    def test_naming_is_due_in_five_working_days_and_then_told(self, world):
        actions.ask_counselling(open_case(world), actor=world.actor("budi"))
        with clock.frozen(NOW + timedelta(days=7)):
            sweep_all()
        assert not Event.objects.filter(name="counselling.naming_overdue").exists()
        with clock.frozen(NOW + timedelta(days=8)):
            sweep_all()
            sweep_all()
        assert Event.objects.filter(name="counselling.naming_overdue").count() == 1

    def keys(self, world: World, who: str) -> set[str]:
        found = worklist_of(world.actor(who))
        return {row.key.split(":")[0] for row in (*found.tasks, *found.waiting)}

    def test_the_worklists_say_who_owes_what(self, world):
        made = actions.ask_counselling(open_case(world), actor=world.actor("budi"))
        assert "counselling" in self.keys(world, "hana") & self.keys(world, "budi")
        assert "counselling" not in self.keys(world, "sari") | self.keys(world, "kana")
        step(made, "name_counsellor", world.actor("hana"), counsellor=world.people["kana"].public_id)
        assert "counselling" in self.keys(world, "kana")
        assert "counselling" not in self.keys(world, "hana") | self.keys(world, "budi")
        talk = talk_of(world, Counselling.objects.get())
        assert not self.keys(world, "kana")
        with clock.frozen(talk.planned_at):
            assert self.keys(world, "kana") == {"talk"}
