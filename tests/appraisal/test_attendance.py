"""Attendance: files with every fault by row, applied whole, twice nothing; facts that follow and never overwrite."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from appraisal import attendance
from appraisal.actions import evaluations, items
from appraisal.models import AttendanceMonth, Cycle, Evaluation, EvaluationItem, ItemFacts
from appraisal.pages.items import Showing, sections_of
from appraisal.policies import NOTICES
from organization.actions import imports
from organization.models import Employee, ImportBatch
from tests.appraisal import world as do
from tests.appraisal.world import World
from tests.organization.conftest import workbook
from workflow import clock
from workflow.actors import CLOCK
from workflow.errors import GuardRefused, NotPermitted
from workflow.models import AccessRecord, Event
from workflow.policies import policy_for

HEAD = ["nip", "bulan", "hari_tanpa_alasan", "menit_terlambat", "alasan"]


def row(world: World, name: str, month: Any = "2026-08", days: Any = "0", late: Any = "0", why: str = "") -> list[Any]:
    return [world.people[name].nip, month, days, late, why]


def send(world: World, *rows: list[Any], by: str = "hana", head: list[str] | None = None) -> imports.Upload:
    data = workbook(Kehadiran=[head or HEAD, *rows])
    return imports.upload(actor=world.actor(by), name="kehadiran.xlsx", data=data, about="attendance")


def apply(world: World, *rows: list[Any], by: str = "hana") -> None:
    found = send(world, *rows, by=by)
    assert found.batch is not None
    assert found.plan.faults == []
    imports.apply_batch(found.batch.public_id, actor=world.actor(by), version=found.batch.version)


def faults(world: World, *rows: list[Any], by: str = "hana") -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in send(world, *rows, by=by).plan.faults]


def item_of(world: World, name: str, code: str = "disiplin") -> EvaluationItem:
    return world.form_of(name).items.select_related("facts").get(code=code)


def facts_of(world: World, name: str) -> ItemFacts | None:
    return ItemFacts.objects.filter(item__evaluation=world.form_of(name), item__code="disiplin").first()


# The file


def test_a_file_is_applied_whole_and_the_second_time_changes_nothing(world: World) -> None:
    rows = [row(world, "siti", "2026-07", "1", "20", "Banjir"), row(world, "siti", "Agustus 2026", 0, 5)]
    found = send(world, *rows)
    assert found.plan.counts() == {"months": {"new": 2, "changed": 0, "unchanged": 0}}
    assert AttendanceMonth.objects.count() == 0
    apply(world, *rows)
    stored = AttendanceMonth.objects.order_by("month").values_list("month", "absent_days", "late_minutes", "reasons")
    assert list(stored) == [(date(2026, 7, 1), 1, 20, "Banjir"), (date(2026, 8, 1), 0, 5, "")]
    before = (AttendanceMonth.objects.count(), Event.objects.count(), ImportBatch.objects.count())
    assert send(world, *rows).is_unchanged
    assert (AttendanceMonth.objects.count(), Event.objects.count(), ImportBatch.objects.count()) == before


def test_a_later_file_corrects_and_a_missing_column_leaves_what_is_stored(world: World) -> None:
    apply(world, row(world, "siti", days="1", late="20", why="Banjir"))
    corrected = send(world, row(world, "siti", days="0", late="20")[:4], head=HEAD[:4])
    assert corrected.plan.counts()["months"] == {"new": 0, "changed": 1, "unchanged": 0}
    assert corrected.batch is not None
    imports.apply_batch(corrected.batch.public_id, actor=world.actor("hana"), version=corrected.batch.version)
    month = AttendanceMonth.objects.get()
    assert (month.absent_days, month.reasons, month.batch) == (0, "Banjir", corrected.batch)
    apply(world, row(world, "siti", days="0", late="20", why=""))
    assert AttendanceMonth.objects.get().reasons == ""


def test_every_fault_is_named_by_row_and_column(world: World) -> None:
    found = faults(
        world,
        ["198501012010019999", "2026-08", "0", "0", ""],
        [198501012010010004, "2026-08", "0", "0", ""],
        row(world, "siti", "2026-13"),
        row(world, "siti", "2026-11"),
        row(world, "siti", "2026-06", "31"),
        row(world, "siti", "2026-05", "32"),
        row(world, "siti", "2026-04", "-1", "2.5"),
        row(world, "siti", "2026-03", "", "0"),
        row(world, "siti", "2026-02", "=1", "0"),
        row(world, "rekan", "2026-02", "1", "0"),
        row(world, "rekan", "2026-02", "1", "0"),
        row(world, "hana", "2026-02", "0", "0"),
    )
    assert found == [
        (2, "nip", "nobody_has_nip"),
        (3, "nip", "nip_is_number"),
        (4, "bulan", "invalid_month"),
        (5, "bulan", "month_to_come"),
        (6, "hari_tanpa_alasan", "more_than_month"),
        (7, "hari_tanpa_alasan", "too_high"),
        (8, "hari_tanpa_alasan", "invalid_whole"),
        (8, "menit_terlambat", "invalid_whole"),
        (9, "hari_tanpa_alasan", "required"),
        (10, "hari_tanpa_alasan", "formula"),
        (12, "bulan", "month_twice"),
        (13, "nip", "own_attendance"),
    ]
    assert AttendanceMonth.objects.count() == 0


def test_the_present_month_may_come_the_next_may_not(world: World) -> None:
    assert faults(world, row(world, "siti", "2026-10")) == []
    assert faults(world, row(world, "siti", "2026-11")) == [(2, "bulan", "month_to_come")]


def test_the_days_of_a_month_are_its_limit(world: World) -> None:
    assert faults(world, row(world, "siti", "2026-02", "28")) == []
    assert faults(world, row(world, "siti", "2026-02", "29")) == [(2, "hari_tanpa_alasan", "more_than_month")]


def test_faults_are_sentences_in_both_languages(world: World) -> None:
    fault = send(world, row(world, "siti", "2026-11")).plan.faults[0]
    with translation.override("id"):
        assert fault.message == "Bulan 2026-11 belum mulai."
    with translation.override("en"):
        assert fault.message == "The month 2026-11 has not begun yet."


def test_another_name_is_a_warning(world: World) -> None:
    head = ["nip", "nama", "bulan", "hari_tanpa_alasan", "menit_terlambat"]
    found = send(world, [world.people["siti"].nip, "Orang Lain", "2026-08", "0", "0"], head=head)
    assert [(one.row, one.column, one.code) for one in found.plan.warnings] == [(2, "nama", "name_differs")]
    assert found.plan.faults == []


def test_an_officer_reaches_only_the_own_units(world: World) -> None:
    assert faults(world, row(world, "siti"), by="joko") == [(2, "nip", "outside_scope")]
    assert faults(world, row(world, "kaban"), by="joko") == []


@pytest.mark.parametrize("name", ["siti", "kabid", "audi", "lia", "disabled"])
def test_nobody_but_hr_sends_a_file(world: World, name: str) -> None:
    with pytest.raises(NotPermitted):
        send(world, row(world, "rekan"), by=name)


def test_what_was_previewed_is_what_is_applied_or_nothing(world: World) -> None:
    found = send(world, row(world, "siti", days="1"))
    apply(world, row(world, "siti", days="2"))
    assert found.batch is not None
    with pytest.raises(GuardRefused) as refused:
        imports.apply_batch(found.batch.public_id, actor=world.actor("hana"), version=found.batch.version)
    assert refused.value.code == "import_outdated"
    assert AttendanceMonth.objects.get().absent_days == 2


def test_the_console_shows_and_applies(transactional_db: None, tmp_path: Path, cycle: Cycle, world: World) -> None:
    path = tmp_path / "kehadiran.xlsx"
    path.write_bytes(workbook(Kehadiran=[HEAD, row(world, "siti", days="1")]))
    out = StringIO()
    call_command("import_attendance", str(path), stdout=out)
    assert "months: +1 ~0 =0" in out.getvalue()
    assert AttendanceMonth.objects.count() == 0
    call_command("import_attendance", str(path), "--apply", stdout=out)
    assert AttendanceMonth.objects.get().absent_days == 1
    path.write_bytes(workbook(Kehadiran=[HEAD, row(world, "siti", "2027-01")]))
    with pytest.raises(CommandError):
        call_command("import_attendance", str(path), stdout=out, stderr=StringIO())


# Facts of the item


def test_facts_are_there_when_the_form_opens(world: World) -> None:
    apply(world, row(world, "siti", "2026-07", "1", "30"), row(world, "siti", "2026-08", "0", "15"))
    with clock.frozen(do.NOW):
        do.running_cycle(world)
    do.let_clock_work()
    item = item_of(world, "siti")
    assert item.facts.text == {
        "id": (
            "Juli–Agustus 2026: 1 hari tidak masuk tanpa alasan yang sah, 45 menit terlambat. "
            "Tercatat sejauh ini: 2 dari 3 bulan."
        ),
        "en": (
            "July–August 2026: 1 day absent without a valid reason, 45 minutes late. Recorded so far: 2 of 3 months."
        ),
    }
    assert item.self_realisation == item.facts.text["id"]
    assert item.facts.advised == 2
    assert item.facts.trace["figures"] == {"absent_days": "1", "late_minutes": "22.5"}
    assert item.facts.trace["rule"] == world.form_of("siti").cycle.rule_hash
    assert item.facts.trace["inputs"][0] == {"month": "2026-07", "absent_days": 1, "late_minutes": 30}
    assert item.assessor_rating is None
    assert item.self_rating is None
    assert facts_of(world, "rekan") is None


def test_facts_follow_a_later_file_while_the_form_is_open(cycle: Cycle, world: World) -> None:
    assert facts_of(world, "siti") is None
    apply(world, row(world, "siti", days="1"))
    first = facts_of(world, "siti")
    assert first is not None
    assert first.advised == 2
    apply(world, row(world, "siti", days="3"))
    item = item_of(world, "siti")
    assert (item.facts.pk, item.facts.advised) == (first.pk, 1)
    assert "3 hari" in item.self_realisation


def test_the_same_facts_are_not_written_again(cycle: Cycle, world: World) -> None:
    apply(world, row(world, "siti", days="1"))
    before = facts_of(world, "siti")
    apply(world, row(world, "siti", days="1", why="Banjir"))
    after = facts_of(world, "siti")
    assert before is not None
    assert after is not None
    assert (after.gathered_at, after.digest) == (before.gathered_at, before.digest)


def test_what_a_person_wrote_is_never_overwritten(cycle: Cycle, world: World) -> None:
    apply(world, row(world, "siti", days="1"))
    write(world, "siti", "Saya sakit dua hari, surat menyusul.")
    apply(world, row(world, "siti", days="2"))
    item = item_of(world, "siti")
    assert item.self_realisation == "Saya sakit dua hari, surat menyusul."
    assert item.facts.trace["figures"]["absent_days"] == "2"


def test_what_a_person_emptied_stays_empty(cycle: Cycle, world: World) -> None:
    apply(world, row(world, "siti", days="1"))
    write(world, "siti", "")
    apply(world, row(world, "siti", days="2"))
    assert item_of(world, "siti").self_realisation == ""


def write(world: World, name: str, text: str) -> None:
    form = world.form_of(name)
    items.save_self_item(
        form.public_id,
        do.item_id(form, "disiplin"),
        actor=world.actor(name),
        revision=form.self_revision,
        values={"realisation": text},
    )


def test_with_the_assessor_the_facts_follow_and_the_realisation_stays(cycle: Cycle, world: World) -> None:
    do.submit(world, "siti")
    apply(world, row(world, "siti", days="2"))
    item = item_of(world, "siti")
    assert item.facts.advised == 2
    assert item.self_realisation == "Selesai tepat waktu."


def test_after_the_result_the_facts_stand_still(cycle: Cycle, world: World) -> None:
    apply(world, row(world, "siti", days="0"))
    do.approve(world, "siti")
    apply(world, row(world, "siti", days="9"))
    facts = facts_of(world, "siti")
    assert facts is not None
    assert facts.advised == 3
    assert world.form_of("siti").state == "objection"


def test_a_month_outside_the_period_is_no_fact(cycle: Cycle, world: World) -> None:
    apply(world, row(world, "siti", "2026-06", "5"), row(world, "siti", "2026-10", "5"))
    assert facts_of(world, "siti") is None
    apply(world, row(world, "siti", "2026-09", "0"))
    facts = facts_of(world, "siti")
    assert facts is not None
    assert facts.trace["figures"]["absent_days"] == "0"


def test_older_rules_advise_nothing_but_show_the_facts(world: World) -> None:
    from dataclasses import replace

    from appraisal.default_rules import default_rules

    apply(world, row(world, "siti", "2026-08", "1"))
    with clock.frozen(do.NOW):
        do.running_cycle(world, replace(default_rules(alternate_decider="other"), advice=()))
    do.let_clock_work()
    facts = facts_of(world, "siti")
    assert facts is not None
    assert facts.advised is None
    assert facts.trace["levels"] == []


def test_gathering_takes_the_same_statements_for_one_and_for_many(
    cycle: Cycle, world: World, django_assert_max_num_queries: Any
) -> None:
    from appraisal.sources.gathering import refresh
    from workflow.transactions import durable

    for name in ("siti", "rekan", "wati", "kabid", "bawahan"):
        AttendanceMonth.objects.create(
            employee=world.people[name], month=date(2026, 8, 1), absent_days=1, late_minutes=3, recorded_at=do.NOW
        )
    with django_assert_max_num_queries(11), durable():
        assert refresh(Employee.objects.values_list("pk", flat=True)) == 5
    with django_assert_max_num_queries(9), durable():
        assert refresh(Employee.objects.values_list("pk", flat=True)) == 0


# The steps of PP 94/2021


@pytest.mark.parametrize(("earlier", "words"), [("2", ""), ("3", "teguran lisan"), ("4", "teguran tertulis")])
def test_a_step_reached_in_the_year_is_a_notice(cycle: Cycle, world: World, earlier: str, words: str) -> None:
    apply(world, row(world, "siti", "2026-01", earlier), row(world, "siti", "2026-08", "0"))
    facts = facts_of(world, "siti")
    assert facts is not None
    assert facts.advised == 3
    if words:
        assert words in facts.notice["id"]
        assert "sistem tidak menjatuhkan hukuman" in facts.notice["id"]
        assert "does not issue a punishment" in facts.notice["en"]
    else:
        assert facts.notice == {}


def test_days_of_another_year_do_not_count(cycle: Cycle, world: World) -> None:
    apply(world, row(world, "siti", "2025-12", "9"), row(world, "siti", "2026-08", "2"))
    facts = facts_of(world, "siti")
    assert facts is not None
    assert facts.notice == {}


def test_the_notice_is_for_the_person_the_assessor_and_hr_alone(cycle: Cycle, world: World) -> None:
    apply(world, row(world, "siti", "2026-08", "4"))
    form = world.form_of("siti")
    assert NOTICES in policy_for(form).fields_for(world.actor("siti"), form)
    assert NOTICES not in policy_for(form).fields_for(world.actor("kabid"), form)
    do.approve(world, "siti")
    form = world.form_of("siti")
    told = {name for name in world.users if NOTICES in policy_for(form).fields_for(world.actor(name), form)}
    assert told == {"siti", "kabid", "hana", "hari", "wati"}
    for name, seen in (("siti", True), ("audi", False)):
        showing = Showing(notices=NOTICES in policy_for(form).fields_for(world.actor(name), form))
        views = {view.item.code: view for section in sections_of(form, showing) for view in section.views}
        facts = views["disiplin"].facts
        assert facts is not None
        assert bool(facts.notice) is seen


# Who reads it


def test_who_may_read_the_months_of_a_person(cycle: Cycle, world: World) -> None:
    apply(world, row(world, "siti", "2026-08", "1"))
    siti = world.people["siti"]
    readers = {name for name in world.users if siti in attendance.people_visible_to(world.actor(name))}
    assert readers == {"siti", "kabid", "hana", "hari", "wati"}
    months = {name for name in world.users if attendance.months_visible_to(world.actor(name)).exists()}
    assert months == readers
    assert not attendance.months_visible_to(CLOCK).exists()


def test_the_assessor_reads_only_while_the_form_is_open(cycle: Cycle, world: World) -> None:
    form = do.approve(world, "siti")
    evaluations.accept(form.public_id, actor=world.actor("siti"), version=form.version)
    assert Evaluation.objects.get(pk=form.pk).state == "final"
    assert world.people["siti"] not in attendance.people_visible_to(world.actor("kabid"))


def test_reading_of_somebody_else_is_recorded(cycle: Cycle, world: World) -> None:
    apply(world, row(world, "siti", "2026-08", "1"))
    months = list(attendance.months_visible_to(world.actor("hana")))
    attendance.note_reading(months, actor=world.actor("hana"))
    attendance.note_reading(months, actor=world.actor("siti"))
    record = AccessRecord.objects.get(kind="appraisal.attendance")
    assert (record.reader_id, record.fields, record.ground) == (world.users["hana"].pk, "attendance", "hr")


def test_figures_are_exact() -> None:
    from appraisal.sources.attendance import Record
    from appraisal.sources.base import Period

    months = tuple(AttendanceMonth(month=date(2026, n, 1), absent_days=0, late_minutes=10) for n in (7, 8))
    third = AttendanceMonth(month=date(2026, 9, 1), absent_days=1, late_minutes=0)
    record = Record((*months, third), Period(date(2026, 7, 1), date(2026, 9, 30)), 1)
    assert record.figures() == {"absent_days": Decimal(1), "late_minutes": Decimal("6.67")}
