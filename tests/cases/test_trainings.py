"""Seats, attendance, hours and certificates."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from cases import actions, files, selectors
from cases.models import Certificate, Enrolment, Training
from tests.cases.world import NOW, PDF, TODAY, World, certificate, enrolment, open_case, step, training
from workflow import clock
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.history import verify
from workflow.uploads import LARGEST


def attended(world: World, who: str = "budi", code: str = "T1") -> Enrolment:
    offer = Training.objects.filter(code=code).first() or training(code, starts=TODAY)
    wanted = enrolment(world, who, offer=offer)
    step(wanted, "approve", world.actor("tita"))
    return step(wanted, "attend", world.actor("tita"))


def complete(world, wanted, **more):
    values = {"result": "passed", "jp_hours": 20, **more}
    return step(wanted, "complete", world.actor("tita"), **values)


def refusal(work, *args, **kwargs):
    with pytest.raises(GuardRefused) as caught:
        work(*args, **kwargs)
    return caught.value


class TestRequest:
    def test_one_asks_for_oneself_and_the_supervisor_of_the_day_is_noted(self, world):
        wanted = enrolment(world)
        assert (wanted.state, wanted.employee, wanted.supervisor) == (
            "requested",
            world.people["budi"],
            world.people["sari"],
        )

    def test_it_belongs_to_the_open_case(self, world):
        case = open_case(world)
        assert enrolment(world).case == case

    def test_asking_twice_is_refused(self, world):
        wanted = enrolment(world)
        assert refusal(enrolment, world, offer=wanted.training).code == "already_enrolled"

    def test_after_a_cancelled_request_one_may_ask_again(self, world):
        wanted = enrolment(world)
        step(wanted, "cancel", world.actor("budi"), reason="bentrok")
        assert enrolment(world, offer=wanted.training).state == "requested"

    def test_the_database_holds_one_live_request_per_training(self, world):
        wanted = enrolment(world)
        copy = Enrolment(training=wanted.training, employee=wanted.employee, unit=wanted.unit, requested_at=NOW)
        with pytest.raises(IntegrityError):
            copy.save()

    @pytest.mark.parametrize("who", ["sari", "citra", "hana"])
    def test_those_who_help_ask_for_the_person_of_a_case(self, world, who):
        open_case(world)
        made = actions.request_enrolment(training(), actor=world.actor(who), employee=world.people["budi"])
        assert made.employee == world.people["budi"]

    @pytest.mark.parametrize("who", ["rekan", "audi", "tita", "joko", "admin"])
    def test_others_do_not(self, world, who):
        open_case(world)
        with pytest.raises(NotPermitted):
            actions.request_enrolment(training(), actor=world.actor(who), employee=world.people["budi"])

    def test_without_a_case_nobody_asks_for_another(self, world):
        with pytest.raises(NotPermitted):
            actions.request_enrolment(training(), actor=world.actor("sari"), employee=world.people["budi"])

    def test_a_training_that_is_over_takes_nobody(self, world):
        last_day = training("TODAY", starts=TODAY, days=1)
        assert enrolment(world, offer=last_day)
        over = training("OVER", starts=TODAY - timedelta(days=1), days=1)
        assert refusal(enrolment, world, offer=over).code == "training_over"


class TestSeats:
    def test_the_last_seat_is_given_once(self, world):
        offer = training(seats=1)
        first, second = enrolment(world, offer=offer), enrolment(world, "rekan", offer=offer)
        step(first, "approve", world.actor("tita"))
        assert refusal(step, second, "approve", world.actor("tita")).code == "no_seat"

    def test_a_seat_given_back_can_be_given_again(self, world):
        offer = training(seats=1)
        first, second = enrolment(world, offer=offer), enrolment(world, "rekan", offer=offer)
        step(first, "approve", world.actor("tita"))
        step(first, "cancel", world.actor("budi"), reason="sakit")
        assert step(second, "approve", world.actor("tita")).state == "approved"

    def test_without_a_limit_everybody_fits(self, world):
        assert step(enrolment(world, offer=training(seats=None)), "approve", world.actor("tita")).state == "approved"

    def test_several_at_once_as_far_as_seats_are_left(self, world):
        offer = training(seats=2)
        wanted = [enrolment(world, who, offer=offer) for who in ("budi", "rekan", "lama")]
        lines = actions.approve_many([str(w.public_id) for w in wanted] + ["nonsense"], actor=world.actor("tita"))
        assert [line.said for line in lines] == [
            "Kursi diberikan", "Kursi diberikan", "Masuk daftar tunggu, pelatihan sudah penuh"
        ]  # fmt: skip
        assert all(line.taken for line in lines)
        assert Enrolment.objects.filter(state="approved").count() == 2

    def test_others_approve_none(self, world):
        wanted = enrolment(world)
        for who in ("budi", "sari", "tono"):
            lines = actions.approve_many([str(wanted.public_id)], actor=world.actor(who))
            assert [(line.taken, line.said) for line in lines] in (
                [], [(False, "Anda tidak berhak melakukan ini.")]
            )  # fmt: skip
        wanted.refresh_from_db(fields=["version"])
        assert wanted.version == 0

    def test_a_training_that_is_over_is_not_approved(self, world):
        wanted = enrolment(world, offer=training(starts=TODAY, days=1))
        with clock.frozen(NOW + timedelta(days=1)):
            assert refusal(step, wanted, "approve", world.actor("tita")).code == "training_over"


class TestAttendance:
    def test_it_is_recorded_from_the_first_day(self, world):
        wanted = enrolment(world, offer=training(starts=TODAY + timedelta(days=1)))
        step(wanted, "approve", world.actor("tita"))
        assert refusal(step, wanted, "attend", world.actor("tita")).code == "training_not_begun"
        with clock.frozen(NOW + timedelta(days=1)):
            assert step(wanted, "attend", world.actor("tita")).attended_on == TODAY + timedelta(days=1)


class TestResult:
    def test_a_passed_training_with_its_certificate(self, world):
        wanted = attended(world)
        proof = certificate(world, wanted)
        done = complete(world, wanted, certificate=proof.public_id)
        assert (done.state, done.jp_hours, done.certificate, done.completed_on) == ("completed", 20, proof, TODAY)
        assert verify(done) == []

    @pytest.mark.parametrize(("hours", "fits"), [(-1, False), (0, False), (1, True), (20, True), (21, False)])
    def test_hours_are_neither_negative_nor_more_than_offered(self, world, hours, fits):
        wanted = attended(world)
        proof = certificate(world, wanted).public_id
        if fits:
            assert complete(world, wanted, certificate=proof, jp_hours=hours).jp_hours == hours
        else:
            assert refusal(complete, world, wanted, certificate=proof, jp_hours=hours).code == "hours_not_sensible"

    def test_not_passed_may_have_no_hours_and_no_certificate(self, world):
        assert complete(world, attended(world), result="not_passed", jp_hours=0).state == "completed"

    def test_passing_needs_a_certificate(self, world):
        error = refusal(complete, world, attended(world))
        assert error.code == "certificate_unfit"
        assert "memerlukan sertifikat" in str(error.details[0])

    def test_the_certificate_of_another_person_is_refused(self, world):
        wanted, other = attended(world), attended(world, "rekan")
        proof = certificate(world, other, by="rekan", content=PDF + b"rekan")
        error = refusal(complete, world, wanted, certificate=proof.public_id)
        assert [str(d) for d in error.details] == ["Sertifikat ini milik orang lain."]

    def test_a_certificate_for_another_training_is_refused(self, world):
        wanted, other = attended(world), attended(world, code="T2")
        proof = certificate(world, other)
        assert "pelatihan lain" in str(refusal(complete, world, wanted, certificate=proof.public_id).details[0])

    def test_the_same_file_does_not_prove_two_people(self, world):
        certificate(world, attended(world))
        other = attended(world, "rekan")
        assert refusal(certificate, world, other, by="rekan").code == "certificate_of_another"
        # Also when it slipped in beside the door.
        first = Certificate.objects.get()
        second = Certificate.objects.create(
            employee=other.employee, enrolment=other, file="x", name="x.pdf", media_type="application/pdf", size=1,
            digest=first.digest, uploaded_at=NOW,
        )  # fmt: skip
        assert refusal(complete, world, other, certificate=second.public_id).code == "certificate_unfit"

    @pytest.mark.parametrize(("who", "error"), [("sari", NotPermitted), ("hana", NotPermitted), ("lama", NotVisible)])
    def test_only_the_person_and_the_officer_hand_it_in(self, world, who, error):
        wanted = attended(world)
        with pytest.raises(error):
            certificate(world, wanted, by=who)

    def test_before_the_seat_is_given_there_is_nothing_to_prove(self, world):
        assert refusal(certificate, world, enrolment(world)).code == "not_now"


class TestHours:
    def finished(self, world, code, hours, on):
        wanted = attended(world, code=code)
        Enrolment.objects.filter(pk=wanted.pk).update(jp_hours=hours, completed_on=on)
        return complete(world, wanted, result="not_passed", jp_hours=hours)

    def test_hours_count_in_the_year_they_were_completed(self, world):
        self.finished(world, "A", 5, TODAY)
        last_year = self.finished(world, "B", 7, TODAY)
        Enrolment.objects.filter(pk=last_year.pk).update(completed_on=date(2025, 12, 31))
        new_year = self.finished(world, "C", 3, TODAY)
        Enrolment.objects.filter(pk=new_year.pk).update(completed_on=date(2026, 1, 1))
        budi = world.people["budi"].pk
        assert selectors.jp_of_year(budi, 2026) == 8
        assert selectors.jp_of_year(budi, 2025) == 7
        assert selectors.jp_of_year(world.people["sari"].pk, 2026) == 0
        assert selectors.jp_of_year(None, 2026) == 0


class TestCatalogue:
    values = {
        "code": "N1",
        "title": "Pelayanan prima",
        "kind": "klasikal",
        "provider": "LAN",
        "jp_hours": 8,
        "starts_on": date(2026, 12, 1),
        "ends_on": date(2026, 12, 1),
    }

    @pytest.mark.parametrize("who", ["tita", "hana"])
    def test_officers_keep_it(self, world, who):
        made = actions.add_training(actor=world.actor(who), values=self.values, indicators=["service", "service", " "])
        assert [i.code for i in made.indicators.all()] == ["service"]

    @pytest.mark.parametrize("who", ["budi", "sari", "audi", "lia", "admin"])
    def test_others_do_not(self, world, who):
        with pytest.raises(NotPermitted):
            actions.add_training(actor=world.actor(who), values=self.values)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"jp_hours": 0}, "jp_hours"),
            ({"jp_hours": -2}, "jp_hours"),
            ({"kind": "x"}, "kind"),
            ({"ends_on": date(2026, 11, 30)}, "ends_on"),
            ({"seats": 0}, "seats"),
            ({"cost": -1}, "cost"),
            ({"jp_hours": 33}, "jp_hours"),
        ],
    )
    def test_values_without_sense_are_refused_at_their_field(self, world, change, field):
        with pytest.raises(InvalidInput) as caught:
            actions.add_training(actor=world.actor("tita"), values={**self.values, **change})
        assert [fault.field for fault in caught.value.details] == [field]

    def test_as_many_hours_as_a_day_holds_fit(self, world):
        made = actions.add_training(actor=world.actor("tita"), values=self.values | {"jp_hours": 32, "cost": 1_250_000})
        assert (made.jp_hours, made.cost) == (32, 1_250_000)

    def test_a_code_is_used_once(self, world):
        actions.add_training(actor=world.actor("tita"), values=self.values)
        with pytest.raises(InvalidInput):
            actions.add_training(actor=world.actor("tita"), values=self.values)


class TestFiles:
    @pytest.mark.parametrize("content", [b"", b"<html><script>", b"MZ\x90", b"PK\x03\x04"])
    def test_only_known_content_is_stored(self, content):
        with pytest.raises(InvalidInput):
            files.store(SimpleUploadedFile("sertifikat.pdf", content), folder="x")

    @pytest.mark.parametrize(("size", "fits"), [(LARGEST, True), (LARGEST + 1, False)])
    def test_the_size_has_a_limit(self, size, fits):
        upload = SimpleUploadedFile("a.pdf", PDF.ljust(size, b"0"))
        if fits:
            files.discard(files.store(upload, folder="x"))
        else:
            with pytest.raises(InvalidInput):
                files.store(upload, folder="x")

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("../../etc/a.pdf", "a.pdf"),
            ("a\u202efdp.pdf", "afdp.pdf"),
            ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ],
    )
    def test_a_name_is_only_a_name(self, given, kept):
        assert files.store(SimpleUploadedFile(given, PDF), folder="x").name == kept

    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [("a.txt", b"catatan", "file_not_a_print"), ("a.png", PDF, "file_wrong_name"), ("a.pdf", b"", "file_empty")],
    )
    def test_a_certificate_is_a_document_or_a_picture_that_is_what_it_says(self, name, content, code):
        with pytest.raises(InvalidInput) as refused:
            files.store(SimpleUploadedFile(name, content), folder="x")
        assert refused.value.code == code

    def test_a_refused_file_does_not_stay(self, world, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        stored = files.store(SimpleUploadedFile("a.pdf", PDF), folder="certificates")
        wanted = enrolment(world)
        with pytest.raises(GuardRefused):
            files.keep(stored, lambda: actions.upload_certificate(wanted, actor=world.actor("budi"), stored=stored))
        assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
