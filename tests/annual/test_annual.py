"""Annual results at the door of the actions: made, proposed, decided, contested, opened again; who reads what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.actions import evaluations
from appraisal.annual import actions
from appraisal.annual.making import waiting_for_one
from appraisal.annual.policies import CREDIT, HISTORY, PERIODS, REASON
from appraisal.annual.reading import with_dispute, year_of, years_of
from appraisal.models import AnnualRecord, AnnualResult, Evaluation, Objection
from appraisal.policies import PREDICATE
from organization.models import Appointment, Employee, Unit
from tests.annual import world as years
from tests.annual.world import AFTER, WHY, YEAR, World, accept, annual_of, basis_of, take
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW
from tests.awards.world import handed_out
from workflow import clock
from workflow.errors import GuardRefused, InvalidInput, NotPermitted, VersionConflict
from workflow.models import Event, Job, OutboxMessage
from workflow.policies import policy_for


def code_of(refused: Any) -> str:
    return str(refused.value.code)


class TestMaking:
    """For a whole year at once."""

    def test_everybody_who_was_appraised_gets_one(self, world: World) -> None:
        appraised = set(Evaluation.objects.exclude(state="cancelled").values_list("employee_id", flat=True))
        assert set(AnnualResult.objects.values_list("employee_id", flat=True)) == appraised
        found = annual_of(world)
        assert (found.state, found.year, found.version, found.predicate) == ("proposed", YEAR, 0, "")
        assert (found.assessor_id, found.superior_id) == (world.people["kabid"].pk, world.people["kadis"].pk)
        assert (found.employee_name, found.assessor_name, found.unit_name) == ("Siti", "Kabid", "Section")
        event = Event.objects.get(kind=AnnualResult.kind, subject_id=found.pk)
        assert (event.name, found.chain_head) == ("annual_result.created", event.hash)
        assert OutboxMessage.objects.filter(event=event).exists()

    def test_twice_makes_nobody_a_second_one(self, world: World) -> None:
        before = AnnualResult.objects.count()
        with pytest.raises(GuardRefused) as refused:
            years.make(world)
        assert (code_of(refused), AnnualResult.objects.count()) == ("nobody_left", before)

    def test_a_cancelled_one_is_made_again(self, world: World, annual: AnnualResult) -> None:
        take(world, "hana", "cancel", annual, reason="Orang yang salah.")
        assert years.make(world) == ["done"]
        assert annual_of(world).pk != annual.pk

    def test_an_office_makes_its_own(self, periods: World) -> None:
        years.make(periods, unit="section")
        units = AnnualResult.objects.values_list("unit__code", flat=True)
        assert set(units) == {"section"}

    @pytest.mark.parametrize("who", ["siti", "kabid", "audi", "lia", "admin", "joko", "disabled"])
    def test_only_hr_of_the_unit(self, periods: World, who: str) -> None:
        with pytest.raises(NotPermitted):
            actions.make_year(actor=periods.actor(who), unit=periods.units["regency"].public_id, year=YEAR)
        assert not Job.objects.filter(kind="appraisal.make_annual").exists()

    @pytest.mark.parametrize("year", [1900, 2028])
    def test_no_year_ahead(self, periods: World, year: int) -> None:
        with pytest.raises(InvalidInput):
            actions.make_year(actor=periods.actor("hana"), unit=periods.units["regency"].public_id, year=year)

    def test_killed_between_chunks_nobody_is_lost(self, periods: World) -> None:
        from workflow.jobs import run_job

        job = actions.make_year(actor=periods.actor("hana"), unit=periods.units["regency"].public_id, year=YEAR)
        Job.objects.filter(pk=job.pk).update(params={**job.params, "chunk": 3})
        stops = iter([False, True])
        assert run_job(job.pk, should_stop=lambda: next(stops)) == "queued"
        assert AnnualResult.objects.count() == 6
        assert run_job(job.pk) == "done"
        assert not waiting_for_one(periods.units["regency"], YEAR).exists()
        assert Event.objects.filter(kind=AnnualResult.kind).count() == AnnualResult.objects.count()

    def test_the_number_of_statements_does_not_grow(self, periods: World) -> None:
        def statements(ids: list[int]) -> int:
            from appraisal.annual.making import make_rows
            from workflow.transactions import durable

            with CaptureQueriesContext(connection) as seen, durable():
                made = make_rows(YEAR, ids, actor=periods.actor("hana"), at=AFTER, zone="Asia/Jakarta")
            assert made == len(ids)
            return len(seen)

        people = list(waiting_for_one(periods.units["regency"], YEAR).values_list("pk", flat=True))
        assert statements(people[:2]) == statements(people[2:])


class TestDeciding:
    """The assessor decides; the proposal is no more than that."""

    def test_the_proposal_is_weighted_by_months(self, annual: AnnualResult) -> None:
        year = year_of(annual)
        assert {one.form.cycle.name: len(one.months) for one in year.periods} == {
            "Semester I 2026": 6,
            "Triwulan III 2026": 3,
        }
        found = year.proposal()
        assert found is not None
        # (5 × 6 + 4 × 3) ÷ 9 = 4.67
        assert (found.predicate, found.trace["mean"]["shown"], found.trace["sum"]) == ("sangat_baik", "4.67", 42)

    def test_accepted(self, world: World, annual: AnnualResult) -> None:
        basis = basis_of(annual)
        found = accept(world, annual)
        assert (found.state, found.predicate, found.proposed) == ("decided", "sangat_baik", "sangat_baik")
        assert (found.basis, found.decided_at, found.cycle.name) == (basis, AFTER, "Triwulan III 2026")
        record = AnnualRecord.objects.get(annual=found)
        assert (record.sequence, record.predicate, record.trace, record.trace_hash) == (
            1, "sangat_baik", found.trace, basis,
        )  # fmt: skip

    def test_otherwise_with_a_reason(self, world: World, annual: AnnualResult) -> None:
        found = take(world, "kabid", "decide", annual, predicate="baik", reason=WHY, basis=basis_of(annual))
        assert (found.predicate, found.proposed, found.decision_reason) == ("baik", "sangat_baik", WHY)
        event = Event.objects.filter(kind=AnnualResult.kind, subject_id=found.pk).latest("pk")
        assert WHY not in event.body

    @pytest.mark.parametrize(
        ("payload", "code"),
        [
            ({"predicate": "sangat_baik", "reason": WHY}, "same_as_proposal"),
            ({"predicate": "unggul", "reason": WHY}, "predicate_unknown"),
            ({"predicate": "baik", "reason": WHY, "basis": "0" * 64}, "proposal_changed"),
        ],
    )
    def test_what_does_not_do(self, world: World, annual: AnnualResult, payload: dict[str, str], code: str) -> None:
        with pytest.raises(GuardRefused) as refused:
            take(world, "kabid", "decide", annual, **{"basis": basis_of(annual), **payload})
        assert code_of(refused) == code
        assert annual_of(world).state == "proposed"

    @pytest.mark.parametrize("missing", ["predicate", "reason", "basis"])
    def test_nothing_may_be_missing(self, world: World, annual: AnnualResult, missing: str) -> None:
        payload = {"predicate": "baik", "reason": WHY, "basis": basis_of(annual)}
        with pytest.raises(InvalidInput) as refused:
            take(world, "kabid", "decide", annual, **{**payload, missing: " "})
        assert [fault.field for fault in refused.value.details] == [missing]

    def test_a_stale_page_decides_nothing(self, world: World, annual: AnnualResult) -> None:
        accept(world, annual)
        take(world, "kadis", "reopen", annual, reason="Mohon dilihat lagi.")
        with pytest.raises(VersionConflict):
            actions.take(
                annual.public_id, "accept", actor=world.actor("kabid"), version=0, payload={"basis": basis_of(annual)}
            )

    def test_not_before_the_year_is_over(self, world: World, annual: AnnualResult) -> None:
        with clock.frozen(AFTER.replace(year=2026, month=12, day=31)), pytest.raises(GuardRefused) as refused:
            accept(world, annual)
        assert code_of(refused) == "year_runs"

    def test_who_left_is_decided_at_once(self, world: World, annual: AnnualResult) -> None:
        Employee.objects.filter(pk=annual.employee_id).update(active=False)
        with clock.frozen(AFTER.replace(year=2026, month=11)):
            assert accept(world, annual).state == "decided"

    def test_an_open_period_is_waited_for_and_named(self, world: World) -> None:
        rekan = annual_of(world, "rekan")
        with pytest.raises(GuardRefused) as refused:
            accept(world, rekan)
        assert (code_of(refused), refused.value.details) == ("periods_open", ("Semester I 2026",))

    def test_nothing_that_counts(self, world: World) -> None:
        wati = annual_of(world, "wati")
        with clock.frozen(IN_WINDOW):
            for form in Evaluation.objects.filter(employee=wati.employee).select_related("cycle"):
                hana = world.actor("hana")
                evaluations.cancel(form.public_id, actor=hana, version=form.version, reason="Cuti.")
        with pytest.raises(GuardRefused) as refused:
            accept(world, wati)
        assert code_of(refused) == "nothing_counts"

    def test_predicates_that_do_not_fit_are_decided_by_hand(self, world: World, annual: AnnualResult) -> None:
        Evaluation.objects.filter(employee=annual.employee, cycle__name="Semester I 2026").update(predicate="lama")
        assert year_of(annual).proposal() is None
        with pytest.raises(GuardRefused) as refused:
            accept(world, annual)
        assert code_of(refused) == "no_proposal"
        found = take(world, "kabid", "decide", annual, predicate="baik", reason=WHY, basis=basis_of(annual))
        assert (found.predicate, found.proposed) == ("baik", "")

    def test_the_employee_acknowledges(self, world: World, annual: AnnualResult) -> None:
        accept(world, annual)
        found = take(world, "siti", "acknowledge", annual)
        assert (found.state, found.acknowledged_at) == ("acknowledged", AFTER)

    def test_another_decision_keeps_the_first(self, world: World, annual: AnnualResult) -> None:
        accept(world, annual)
        take(world, "siti", "acknowledge", annual)
        again = take(world, "hana", "reopen", annual, reason="Gedung baru tidak dihitung.")
        assert (again.state, again.predicate, again.trace, again.decided_at) == ("proposed", "", None, None)
        assert again.reopen_reason == "Gedung baru tidak dihitung."
        take(world, "kabid", "decide", annual, predicate="baik", reason=WHY, basis=basis_of(annual))
        rows = AnnualRecord.objects.filter(annual=annual).values_list("sequence", "predicate")
        assert list(rows) == [(1, "sangat_baik"), (2, "baik")]

    def test_another_assessor(self, world: World, annual: AnnualResult) -> None:
        rekan = world.people["rekan"]
        found = take(world, "hana", "reassign", annual, assessor=rekan.public_id, reason="Pindah.")
        assert (found.assessor_id, found.assessor_name) == (rekan.pk, "Rekan")
        assert accept(world, annual, by="rekan").state == "decided"


class TestResultsThatFall:
    """The periods come first."""

    def test_while_an_objection_is_open_nothing_is_decided(self, world: World) -> None:
        rekan = contest(world)
        marked = with_dispute(AnnualResult.objects.filter(pk=rekan.pk)).get()
        assert (marked.is_disputed, year_of(marked).disputed) == (True, True)
        for name, more in (("accept", {}), ("decide", {"predicate": "kurang", "reason": WHY})):
            with pytest.raises(GuardRefused) as refused:
                take(world, "kabid", name, rekan, basis=basis_of(rekan), **more)
            assert (code_of(refused), refused.value.details) == ("disputed", ("Semester I 2026",))

    def test_once_it_is_decided_the_year_can_be(self, world: World) -> None:
        rekan = contest(world)
        with clock.frozen(IN_WINDOW):
            do.answer_objection(world, Objection.objects.get())
            do.decide(Objection.objects.get(), {})
        marked = with_dispute(AnnualResult.objects.filter(pk=rekan.pk)).get()
        assert (marked.is_disputed, year_of(marked).disputed) == (False, False)
        assert accept(world, rekan).state == "decided"

    def test_nobody_elses_dispute_is_mine(self, world: World, annual: AnnualResult) -> None:
        contest(world)
        assert with_dispute(AnnualResult.objects.filter(pk=annual.pk)).get().is_disputed is False

    @pytest.mark.parametrize("acknowledged", [True, False])
    def test_a_result_taken_away_opens_the_year_again(
        self, world: World, annual: AnnualResult, acknowledged: bool
    ) -> None:
        accept(world, annual)
        if acknowledged:
            take(world, "siti", "acknowledge", annual)
        form = Evaluation.objects.get(employee=annual.employee, cycle__name="Semester I 2026")
        for name, actor, payload in (
            ("request_reopening", "hana", {"reason": "Salah hitung."}),
            ("reopen", "hari", {}),
        ):
            fresh = Evaluation.objects.get(pk=form.pk)
            evaluations.take(fresh.public_id, name, actor=world.actor(actor), version=fresh.version, payload=payload)
        found = annual_of(world)
        assert (found.state, found.predicate, found.basis) == ("proposed", "", "")
        event = Event.objects.filter(kind=AnnualResult.kind, subject_id=found.pk).latest("pk")
        cause = Event.objects.get(pk=event.cause_id)
        assert (event.name, cause.kind, cause.subject_id) == ("annual.taken_away", Evaluation.kind, form.pk)
        assert AnnualRecord.objects.filter(annual=found).count() == 1

    def test_the_other_years_stay(self, world: World, annual: AnnualResult) -> None:
        AnnualResult.objects.filter(pk=annual.pk).update(year=2025)
        AnnualResult.objects.filter(pk=annual.pk).update(year=YEAR)
        accept(world, annual)
        AnnualResult.objects.filter(pk=annual.pk).update(year=2025)
        form = Evaluation.objects.get(employee=annual.employee, cycle__name="Semester I 2026")
        evaluations.take(
            form.public_id, "request_reopening", actor=world.actor("hana"), version=form.version,
            payload={"reason": "Salah."},
        )  # fmt: skip
        evaluations.take(form.public_id, "reopen", actor=world.actor("hari"), version=form.version + 1, payload={})
        assert annual_of(world).state == "decided"


def contest(world: World) -> AnnualResult:
    """Rekan objects to the result of Semester I within the window; nobody has decided it."""
    with clock.frozen(IN_WINDOW):
        handed_out(world, "rekan")
        do.file_objection(world, "rekan")
    return annual_of(world, "rekan")


class TestCredit:
    """Frozen with the decision, by the months appraised in the post."""

    def test_a_functional_post_earns(self, world: World, annual: AnnualResult) -> None:
        Appointment.objects.filter(employee=annual.employee).update(valid_to=date(2026, 2, 28))
        years.functional(world, "siti", "Guru Ahli Muda", since=date(2026, 3, 1))
        found = accept(world, annual)
        # 25 × 150 % × 7 months (March to September) ÷ 12 = 21.875
        assert found.credit_points == Decimal("21.88")
        assert found.credit["lines"][0]["months"] == [3, 4, 5, 6, 7, 8, 9]
        assert AnnualRecord.objects.get(annual=found).credit_points == Decimal("21.88")
        again = take(world, "kadis", "reopen", annual, reason="Mohon dilihat lagi.")
        assert (again.credit_points, again.credit) == (None, None)

    def test_no_functional_post_no_credit(self, world: World, annual: AnnualResult) -> None:
        found = accept(world, annual)
        assert (found.credit_points, found.credit) == (None, None)

    def test_acting_in_a_post_earns_nothing_there(self, world: World, annual: AnnualResult) -> None:
        years.functional(world, "siti", "Guru Ahli Muda", since=date(2026, 1, 1))
        Appointment.objects.filter(employee=annual.employee, post__kind="fungsional").update(capacity="plt")
        assert accept(world, annual).credit_points is None


NOBODY = frozenset[str]()
READ = {
    "proposed": {
        "siti": {PERIODS, PREDICATE, REASON, CREDIT, HISTORY},
        "kabid": {PERIODS, PREDICATE, REASON, CREDIT, HISTORY},
        "hana": {PERIODS, PREDICATE, REASON, CREDIT, HISTORY},
        "audi": {PERIODS, PREDICATE, REASON, CREDIT, HISTORY},
        "kadis": set(), "lia": set(),
        "rekan": set(), "joko": set(), "bawahan": set(), "audi_lain": set(), "admin": set(), "disabled": set(),
    },
    "decided": {
        "siti": {PERIODS, PREDICATE, REASON, CREDIT, HISTORY},
        "kabid": {PERIODS, PREDICATE, REASON, CREDIT, HISTORY},
        "kadis": {PERIODS, PREDICATE, REASON, CREDIT, HISTORY},
        "hana": {PERIODS, PREDICATE, REASON, CREDIT, HISTORY},
        "audi": {PERIODS, PREDICATE, REASON, CREDIT, HISTORY},
        "lia": {PREDICATE},
        "rekan": set(), "joko": set(), "bawahan": set(), "audi_lain": set(), "admin": set(), "disabled": set(),
    },
}  # fmt: skip
KNOW = {"siti", "kabid", "kadis", "hana", "audi", "lia", "hari", "wati"}


class TestReaders:
    """Literal: who reads which group in which state; lists and recipients say the same."""

    @pytest.mark.parametrize("state", READ)
    def test_groups(self, world: World, annual: AnnualResult, state: str) -> None:
        if state == "decided":
            annual = accept(world, annual)
        policy = policy_for(AnnualResult)
        found = {name: set(policy.fields_for(world.actor(name), annual)) for name in READ[state]}
        assert found == READ[state]

    def test_the_list_knows_the_same_people(self, world: World, annual: AnnualResult) -> None:
        policy = policy_for(AnnualResult)
        for name in world.users:
            actor = world.actor(name)
            listed = policy.visible_to(actor).filter(pk=annual.pk).exists()
            assert listed == policy.sees(actor, annual) == (name in KNOW), name

    def test_recipients_are_the_holders(self, world: World, annual: AnnualResult) -> None:
        policy = policy_for(AnnualResult)
        for role in ("subject", "assessor", "superior", "hr", "auditor", "leader"):
            held = {
                name for name, user in world.users.items()
                if user.is_active and role in policy.roles_of(world.actor(name), annual)
            }  # fmt: skip
            told = policy.users_in_role(role, annual)
            assert {name for name, user in world.users.items() if user.pk in told} == held, role


def test_many_years_are_read_in_a_constant_number_of_statements(world: World) -> None:
    people = list(AnnualResult.objects.values_list("employee_id", flat=True))

    def statements(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as seen:
            years_of(YEAR, ids)
        return len(seen)

    assert statements(people[:2]) == statements(people) <= 4


def test_a_unit_has_a_zone(world: World) -> None:
    """The year ends in the office's zone: in Jayapura two hours earlier."""
    found = annual_of(world)
    Unit.objects.filter(pk=found.unit_id).update(zone="Asia/Jayapura")
    with clock.frozen(AFTER.replace(year=2026, month=12, day=31, hour=15, minute=30)):
        assert accept(world, found).state == "decided"


def test_the_clock_stands_where_the_tests_think(world: World) -> None:
    assert (IN_WINDOW.year, clock.now()) == (2026, AFTER)
    assert do.run_jobs() == []
