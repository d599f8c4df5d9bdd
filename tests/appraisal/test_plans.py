"""The way of a plan (SKP): begun for a time in a post, written, proposed, agreed, changed by a new version, closed."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from appraisal.models import Plan, PlanIndicator, PlanResult, PlanVersion
from appraisal.plans.actions import beginning, moving, writing
from appraisal.plans.content import read_text, without_parent
from appraisal.plans.lines import follow_lines
from appraisal.plans.texts import offered_parents, version_at, working_text
from organization.actions.people import appoint, name_assessor
from organization.models import Appointment, Post
from tests.appraisal import plans as do
from tests.appraisal.world import World, add_person, let_clock_work
from workflow import clock
from workflow.actors import CLOCK
from workflow.errors import (
    GuardRefused,
    InvalidInput,
    NotPermitted,
    NotVisible,
    PreconditionRequired,
    StaleRevision,
    StateConflict,
)
from workflow.models import Deadline, Event, EventText


def refused(call: Any, *args: Any, **more: Any) -> str:
    """The code of a guard."""
    with pytest.raises(GuardRefused) as caught:
        call(*args, **more)
    return str(caught.value.code)


def faults(call: Any, *args: Any, **more: Any) -> list[str]:
    """The fields that are wrong."""
    with pytest.raises(InvalidInput) as caught:
        call(*args, **more)
    return [one.field for one in caught.value.details]


# Beginning


def test_a_plan_is_for_one_time_in_a_post_within_a_year(world: World) -> None:
    plan = do.begin(world, "siti")
    assert (plan.state, plan.year, plan.period_from, plan.period_until) == ("draft", 2026, do.FIRST, do.LAST)
    assert (plan.assessor_name, plan.superior_name, plan.top) == ("Kabid", "Kadis", False)
    assert refused(do.begin, world, "siti") == "plan_exists"
    copy = Plan.objects.get(pk=plan.pk)
    copy.pk, copy.public_id = None, uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_its_days_lie_inside_the_appointment(world: World) -> None:
    held = Appointment.objects.get(employee=world.people["siti"])
    Appointment.objects.filter(pk=held.pk).update(valid_from=date(2026, 3, 1), valid_to=date(2026, 9, 30))

    def begin(**days: date) -> Plan:
        return beginning.begin_plan(actor=world.actor("siti"), **days)

    assert faults(begin, period_from=date(2026, 2, 28)) == ["period_from"]
    assert faults(begin, period_from=date(2026, 10, 1)) == ["period_from"]
    assert faults(begin, period_from=date(2026, 3, 1), period_until=date(2026, 10, 1)) == ["period_until"]
    assert faults(begin, period_from=date(2026, 3, 2), period_until=date(2026, 3, 1)) == ["period_until"]
    plan = begin(period_from=date(2026, 3, 1), period_until=date(2026, 9, 30))
    assert (plan.period_from, plan.period_until) == (date(2026, 3, 1), date(2026, 9, 30))


def test_a_plan_ends_with_the_year(world: World) -> None:
    assert faults(do.begin, world, "siti", period_until=date(2027, 1, 1)) == ["period_until"]
    assert do.begin(world, "siti").period_until == do.LAST


def test_an_elected_head_makes_no_plan_and_below_him_is_the_top(world: World) -> None:
    assert refused(do.begin, world, "bupati") == "elected_has_no_plan"
    plan = do.agreed(world, "kadis")
    assert (plan.top, plan.assessor_name, offered_parents(plan)) == (True, "Bupati", ())


def test_hr_writes_openly_for_somebody_who_has_none(world: World) -> None:
    siti, hana = world.people["siti"].public_id, world.actor("hana")
    assert faults(beginning.begin_plan, actor=hana, period_from=do.FIRST, person=siti) == ["reason"]
    plan = beginning.begin_plan(
        actor=hana, period_from=do.FIRST, person=siti, reason="Belum menyusun sampai 14 Januari."
    )
    created = Event.objects.get(kind=Plan.kind, name="plan.created")
    assert "Belum menyusun" in EventText.objects.get(event=created).content
    assert "Belum menyusun" not in created.body
    assert Plan.objects.get(pk=plan.pk).drafted_by_id == hana.user_id
    do.write_result(plan, hana)
    with pytest.raises(NotPermitted):
        writing.add_result(plan.public_id, actor=world.actor("hari"))
    with pytest.raises(NotPermitted):
        do.take(plan, "propose", hana)
    assert do.act(plan, "propose_for", hana, reason="Tenggat lewat.").state == "proposed"


def test_hr_does_not_write_where_a_plan_is_nor_for_a_superior_nor_elsewhere(world: World) -> None:
    def write(by: str, person: str) -> Plan:
        return beginning.begin_plan(
            actor=world.actor(by), period_from=do.FIRST, person=world.people[person].public_id, reason="Belum ada."
        )

    do.begin(world, "siti")
    assert refused(write, "hana", "siti") == "plan_exists"
    with pytest.raises(NotPermitted):
        write("bawahan", "kadis")
    with pytest.raises(NotVisible):
        write("joko", "rekan")
    with pytest.raises(NotPermitted):
        write("kabid", "rekan")


def test_the_office_proposes_only_what_it_has_drafted(world: World) -> None:
    plan = do.written(world, "siti")
    assert refused(do.take, plan, "propose_for", world.actor("hana"), reason="Tenggat.") == "not_by_office"


# Writing


def test_a_save_names_its_revision_and_overwrites_nothing(world: World) -> None:
    plan, siti = do.begin(world, "siti"), world.actor("siti")
    row = writing.add_result(plan.public_id, actor=siti)
    values = {"title": "Laporan"}
    with pytest.raises(PreconditionRequired):
        writing.save_result(plan.public_id, row.public_id, actor=siti, revision=None, values=values)
    saved = writing.save_result(plan.public_id, row.public_id, actor=siti, revision=1, values=values)
    assert saved.revision == 2
    with pytest.raises(StaleRevision) as stale:
        writing.save_result(plan.public_id, row.public_id, actor=siti, revision=1, values={"title": "Lain"})
    current = stale.value.extra["current"]
    assert (current["revision"], current["stored"]["title"], current["sent"]) == (2, "Laporan", {"title": "Lain"})
    assert PlanResult.objects.get(pk=row.pk).title == "Laporan"
    assert Event.objects.filter(kind=Plan.kind, subject_id=plan.pk).count() == 1


@pytest.mark.parametrize("person", ["kabid", "hana"])
def test_nobody_else_writes_the_text(world: World, person: str) -> None:
    plan = do.begin(world, "siti")
    with pytest.raises(NotPermitted):
        writing.add_result(plan.public_id, actor=world.actor(person))


def test_what_is_proposed_or_agreed_is_not_typed_over(world: World) -> None:
    siti, plan = world.actor("siti"), do.proposed(world, "siti")
    with pytest.raises(StateConflict):
        writing.add_result(plan.public_id, actor=siti)
    do.act(plan, "agree", world.actor("kabid"))
    with pytest.raises(StateConflict):
        writing.add_result(plan.public_id, actor=siti)


def test_the_assessor_writes_the_expected_behaviour_while_it_lies_there(world: World) -> None:
    plan, kabid = do.written(world, "siti"), world.actor("kabid")

    def save(by: str, revision: int) -> Any:
        values = {"akuntabel": "Laporan keuangan dapat diperiksa siapa pun."}
        return writing.save_expectations(plan.public_id, actor=world.actor(by), revision=revision, values=values)

    with pytest.raises(StateConflict):
        save("kabid", plan.revision)
    save("siti", plan.revision)
    do.act(plan, "propose", world.actor("siti"))
    save("kabid", plan.revision + 1)
    with pytest.raises(StateConflict):
        save("siti", plan.revision + 2)
    with pytest.raises(NotPermitted):
        save("hana", plan.revision + 2)
    assert do.act(plan, "agree", kabid).expectations["akuntabel"].startswith("Laporan keuangan")
    assert faults(
        writing.save_expectations,
        do.begin(world, "rekan").public_id,
        actor=world.actor("rekan"),
        revision=0,
        values={"sopan": "x"},
    ) == ["sopan"]


def test_targets_are_numbers_as_typed_here(world: World) -> None:
    plan, siti = do.begin(world, "siti"), world.actor("siti")
    row = do.write_result(plan, siti)
    one = PlanIndicator.objects.get(result=row)

    def save(number: str) -> str:
        do.save(plan, writing.save_indicator, one.public_id, siti, {"number": number})
        return str(PlanIndicator.objects.get(pk=one.pk).number)

    assert [save(text) for text in ("1.500", "1.234,5", "0", "12,25")] == ["1500.00", "1234.50", "0.00", "12.25"]
    for wrong in ("-1", "dua", "1000000000000", "nan"):
        with pytest.raises(InvalidInput):
            save(wrong)


def test_a_plan_has_no_weights(world: World) -> None:
    plan, siti = do.begin(world, "siti"), world.actor("siti")
    row = writing.add_result(plan.public_id, actor=siti)
    assert faults(do.save, plan, writing.save_result, row.public_id, siti, {"weight": "40"}) == ["weight"]


# Parents


def test_a_parent_belongs_to_the_agreed_plan_of_the_superior(world: World) -> None:
    kadis = do.agreed(world, "kadis", title="Layanan kependudukan cepat")
    foreign = do.agreed(world, "kaban")
    kabid = do.begin(world, "kabid")
    (offered,) = offered_parents(kabid)
    assert offered.title == "Layanan kependudukan cepat"
    row = writing.add_result(kabid.public_id, actor=world.actor("kabid"))

    def carry(parent: Any) -> Any:
        return do.save(kabid, writing.save_result, row.public_id, world.actor("kabid"), {"parent": str(parent)})

    other = PlanResult.objects.get(plan=foreign)
    assert faults(carry, other.public_id) == ["parent"]
    assert faults(carry, row.public_id) == ["parent"]
    carry(PlanResult.objects.get(plan=kadis).public_id)
    assert PlanResult.objects.get(pk=row.pk).parent == PlanResult.objects.get(plan=kadis)


def test_a_superior_who_has_not_agreed_yet_offers_nothing_and_stops_nobody(world: World) -> None:
    do.proposed(world, "kadis")
    plan = do.written(world, "kabid")
    assert offered_parents(plan) == ()
    assert without_parent(working_text(plan)) == [1]
    assert do.act(plan, "propose", world.actor("kabid")).state == "proposed"


def test_a_parent_that_fell_away_is_chosen_again(world: World) -> None:
    kadis = do.agreed(world, "kadis")
    plan = do.written(world, "kabid")
    boss = world.actor("kadis")
    do.act(kadis, "ask_change", boss, reason="Arah baru.")
    row = PlanResult.objects.get(plan=kadis)
    do.write_result(kadis, boss, title="Yang baru")
    writing.remove_result(kadis.public_id, row.public_id, actor=boss, revision=do.fresh(kadis).revision)
    assert [one.id for one in offered_parents(do.fresh(plan))] == [str(row.public_id)]
    do.act(kadis, "propose", boss)
    do.act(kadis, "agree", world.actor("bupati"))
    assert refused(do.take, plan, "propose", world.actor("kabid")) == "parent_not_agreed"


# Proposing and agreeing


def test_a_result_needs_an_indicator_before_it_is_proposed(world: World) -> None:
    plan, siti = do.begin(world, "siti"), world.actor("siti")
    assert refused(do.take, plan, "propose", siti) == "no_result"
    row = writing.add_result(plan.public_id, actor=siti)
    do.save(plan, writing.save_result, row.public_id, siti, {"title": "Laporan"})
    one = PlanIndicator.objects.get(result=row)
    assert refused(do.take, plan, "propose", siti) == "indicator_incomplete"
    writing.remove_indicator(plan.public_id, one.public_id, actor=siti, revision=do.fresh(plan).revision)
    assert refused(do.take, plan, "propose", siti) == "indicator_missing"
    new = writing.add_indicator(plan.public_id, row.public_id, actor=siti)
    do.save(plan, writing.save_indicator, new.public_id, siti, do.INDICATOR)
    assert do.act(plan, "propose", siti).state == "proposed"


@pytest.mark.parametrize(
    ("indicator", "code"),
    [
        ({"number": "", "unit": "laporan"}, "indicator_incomplete"),
        ({"number": "12", "unit": ""}, "indicator_incomplete"),
        ({"number": "", "unit": "", "words": "Disusun bersama desa"}, ""),
        ({"aspect": ""}, "indicator_incomplete"),
        ({"text": ""}, "indicator_incomplete"),
    ],
)
def test_a_target_is_a_number_with_its_unit_or_words(world: World, indicator: dict[str, str], code: str) -> None:
    plan = do.written(world, "siti", **indicator)
    if code:
        assert refused(do.take, plan, "propose", world.actor("siti")) == code
    else:
        assert do.act(plan, "propose", world.actor("siti")).state == "proposed"


def test_plans_of_heads_name_perspectives(world: World) -> None:
    Post.objects.filter(title="Kepala agency").update(kind="jpt")
    plan = do.written(world, "kadis", perspective="")
    assert plan.is_head
    assert refused(do.take, plan, "propose", world.actor("kadis")) == "indicator_incomplete"
    one = PlanIndicator.objects.get(result__plan=plan)
    do.save(plan, writing.save_indicator, one.public_id, world.actor("kadis"), {"perspective": "budget"})
    assert do.act(plan, "propose", world.actor("kadis")).state == "proposed"


def test_one_result_is_a_main_one(world: World) -> None:
    plan, siti = do.written(world, "siti"), world.actor("siti")
    row = PlanResult.objects.get(plan=plan)
    do.save(plan, writing.save_result, row.public_id, siti, {"kind": "additional"})
    assert refused(do.take, plan, "propose", siti) == "no_result"


def test_nobody_agrees_his_own_plan(world: World) -> None:
    plan = do.proposed(world, "siti")
    for person in ("siti", "kadis", "hana"):
        with pytest.raises(NotPermitted):
            do.take(plan, "agree", world.actor(person))
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(assessor=world.people["siti"])


def test_without_anybody_above_nobody_agrees(world: World) -> None:
    Appointment.objects.filter(post__is_head=True).exclude(employee=world.people["siti"]).delete()
    plan = do.written(world, "siti")
    assert plan.assessor_id is None
    assert refused(do.take, plan, "propose", world.actor("siti")) == "nobody_agrees"


def test_a_return_says_why_and_the_reason_goes_with_the_agreement(world: World) -> None:
    siti, kabid, plan = world.actor("siti"), world.actor("kabid"), do.proposed(world, "siti")
    with pytest.raises(InvalidInput):
        do.take(plan, "return", kabid)
    plan = do.act(plan, "return", kabid, reason="Target triwulan belum ada.")
    assert (plan.state, plan.return_note) == ("returned", "Target triwulan belum ada.")
    assert "triwulan" not in Event.objects.get(name="plan.returned").body
    do.act(plan, "propose", siti)
    plan = do.act(plan, "agree", kabid)
    assert (plan.state, plan.edition, plan.return_note) == ("agreed", 1, "")


def test_taking_back_is_for_what_was_never_agreed(world: World) -> None:
    siti, plan = world.actor("siti"), do.proposed(world, "siti")
    assert do.act(plan, "recall", siti).state == "draft"
    do.act(plan, "propose", siti)
    do.act(plan, "agree", world.actor("kabid"))
    do.act(plan, "ask_change", siti, reason="Tugas baru.")
    do.act(plan, "propose", siti)
    assert refused(do.take, plan, "recall", siti) == "agreed_before"


def test_the_digest_of_what_was_agreed_is_in_the_chain(world: World) -> None:
    plan = do.agreed(world, "siti")
    version = PlanVersion.objects.get(plan=plan)
    assert read_text(version.content).digest == version.content_hash == plan.content_hash
    assert version.content_hash in Event.objects.get(name="plan.agreed", subject_id=plan.pk).body


# Changing


@pytest.mark.parametrize("side", ["siti", "kabid"])
def test_either_side_asks_for_a_change_and_the_former_version_stays(world: World, side: str) -> None:
    plan, siti = do.agreed(world, "siti"), world.actor("siti")
    plan = do.act(plan, "ask_change", world.actor(side), reason="Anggaran berubah.")
    assert plan.state == "changed"
    row = PlanResult.objects.get(plan=plan)
    do.save(plan, writing.save_result, row.public_id, siti, {"title": "Laporan dan ringkasan"})
    assert read_text(PlanVersion.objects.get(plan=plan).content).results[0].title == "Laporan tersusun tepat waktu"
    do.act(plan, "propose", siti)
    plan = do.act(plan, "agree", world.actor("kabid"))
    first, second = PlanVersion.objects.filter(plan=plan).order_by("edition")
    assert (plan.edition, second.reason, plan.change_reason) == (2, "Anggaran berubah.", "")
    titles = [read_text(one.content).results[0].title for one in (first, second)]
    assert titles == ["Laporan tersusun tepat waktu", "Laporan dan ringkasan"]


def test_giving_a_change_up_brings_the_agreed_text_back(world: World) -> None:
    plan, siti = do.changing(world, "siti"), world.actor("siti")
    before = read_text(PlanVersion.objects.get(plan=plan).content)
    row = PlanResult.objects.get(plan=plan)
    do.write_result(plan, siti, title="Hasil kedua")
    writing.remove_result(plan.public_id, row.public_id, actor=siti, revision=do.fresh(plan).revision)
    writing.save_annexes(
        plan.public_id, actor=siti, revision=do.fresh(plan).revision, values={"support": "Satu laptop\nSatu printer"}
    )
    plan = do.act(plan, "drop_change", world.actor("kabid"))
    assert (plan.state, plan.edition, working_text(plan)) == ("agreed", 1, before)


def test_a_first_draft_cannot_be_given_up_like_a_change(world: World) -> None:
    plan = do.act(do.proposed(world, "siti"), "return", world.actor("kabid"), reason="Lengkapi.")
    assert refused(do.take, plan, "drop_change", world.actor("siti")) == "never_agreed"


# The end of the time


def test_an_agreed_plan_closes_with_the_last_day_of_the_time(world: World) -> None:
    plan = do.agreed(world, "siti")
    due = Deadline.objects.get(kind=Plan.kind, subject_id=plan.pk, settled_at__isnull=True)
    with clock.frozen(due.due_at):
        let_clock_work()
        assert do.fresh(plan).state == "agreed"
    with clock.frozen(due.due_at + timedelta(seconds=1)):
        let_clock_work()
    plan = do.fresh(plan)
    assert (plan.state, PlanVersion.objects.filter(plan=plan).count()) == ("closed", 1)
    assert due.due_at.date().isoformat() == "2026-12-31"


def test_the_clock_does_not_close_before_its_time(world: World) -> None:
    assert refused(do.take, do.agreed(world, "siti"), "close_at_end", CLOCK) == "time_not_over"


def test_what_nobody_agreed_lapses_a_month_later(world: World) -> None:
    plan = do.begin(world, "siti")
    due = Deadline.objects.get(kind=Plan.kind, subject_id=plan.pk, settled_at__isnull=True)
    assert (due.transition, due.due_at.date().isoformat()) == ("lapse", "2027-01-31")


def test_a_new_post_ends_the_plan_of_the_former(world: World) -> None:
    plan, other = do.agreed(world, "siti"), do.begin(world, "rekan")
    post = Post.objects.create(unit=world.units["office"], title="Analis", kind="fungsional")
    for name in ("siti", "rekan"):
        appoint(
            world.people[name],
            actor=world.actor("hana"),
            post=post,
            capacity="definitive",
            valid_from=date(2026, 10, 7),
            letter_number="SK-1",
        )
    plan, other = do.fresh(plan), do.fresh(other)
    assert (plan.state, plan.period_until) == ("closed", date(2026, 10, 6))
    assert (other.state, other.period_until) == ("draft", date(2026, 10, 6))
    new = beginning.begin_plan(actor=world.actor("siti"), period_from=date(2026, 10, 7))
    assert (new.period_until, new.employee_post) == (do.LAST, "Analis")


def test_hr_closes_with_a_reason(world: World) -> None:
    plan = do.begin(world, "siti")
    with pytest.raises(InvalidInput):
        do.take(plan, "close", world.actor("hana"))
    assert do.act(plan, "close", world.actor("hana"), reason="Tugas belajar.").state == "closed"


# The line


def test_a_plan_goes_over_to_the_assessor_of_the_day(world: World) -> None:
    plan, draft = do.proposed(world, "siti"), do.begin(world, "rekan")
    hana = world.actor("hana")
    assert refused(do.take, plan, "follow_proposed", hana) == "same_assessor"
    assert follow_lines(at=clock.now()) == 0
    name_assessor(world.people["siti"], actor=hana, assessor=world.people["wati"], reason="Kabid cuti panjang.")
    assert follow_lines(at=clock.now()) == 1
    plan = do.fresh(plan)
    assert (plan.assessor_name, plan.version) == ("Wati", 2)
    with pytest.raises(NotPermitted):  # Now he stands above the assessor.
        do.take(plan, "agree", world.actor("kabid"))
    assert do.act(plan, "agree", world.actor("wati")).state == "agreed"
    assert do.fresh(draft).version == 0


# Copies, and the version that counts


def last_year(world: World) -> Plan:
    with clock.frozen(clock.now() - timedelta(days=365)):
        plan = do.fresh(beginning.begin_plan(actor=world.actor("siti"), period_from=date(2025, 1, 1)))
        do.write_result(plan, world.actor("siti"), title="Hasil tahun lalu")
        do.act(plan, "propose", world.actor("siti"))
        return do.act(plan, "agree", world.actor("kabid"))


def test_a_plan_may_begin_with_the_agreed_text_of_the_last_time(world: World) -> None:
    last_year(world)
    plan, siti = do.begin(world, "siti"), world.actor("siti")
    moving.copy_earlier(plan.public_id, actor=siti)
    text = working_text(do.fresh(plan))
    assert [(one.title, one.parent, len(one.indicators)) for one in text.results] == [("Hasil tahun lalu", "", 1)]
    assert refused(moving.copy_earlier, plan.public_id, actor=siti) == "plan_not_empty"
    assert refused(moving.copy_earlier, do.begin(world, "rekan").public_id, actor=world.actor("rekan")) == (
        "no_earlier_plan"
    )


def test_the_version_in_force_at_the_end_of_a_period(world: World) -> None:
    plan = do.agreed(world, "siti")
    do.act(plan, "ask_change", world.actor("siti"), reason="Baru.")
    do.act(plan, "propose", world.actor("siti"))
    with clock.frozen(clock.now() + timedelta(days=20)):
        do.act(plan, "agree", world.actor("kabid"))
    first, second = PlanVersion.objects.filter(plan=plan).select_related("plan").order_by("edition")
    versions = [first, second]
    assert version_at(versions, second.agreed_on) == (second, False)
    assert version_at(versions, second.agreed_on - timedelta(days=1)) == (first, False)
    assert version_at(versions, first.agreed_on - timedelta(days=1)) == (first, True)
    assert version_at(versions, do.FIRST - timedelta(days=1)) is None


def test_somebody_without_a_post_has_no_plan(world: World) -> None:
    world.people["baru"] = add_person(world, "baru", "office", heads=False, number=70)
    Appointment.objects.filter(employee=world.people["baru"]).delete()
    assert faults(do.begin, world, "baru") == ["period_from"]
