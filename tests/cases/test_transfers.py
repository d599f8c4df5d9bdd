"""A case follows its person: to whom it goes, what stays as it was, who loses sight and who decides."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import actions
from cases.actions.moves import Seen
from cases.models import CoachingSession, Enrolment, ImprovementCase, PlanItem
from cases.transfers import moved_cases
from organization.actions import imports, people
from organization.current_posts import settle
from organization.models import Appointment, Employee, Post, RoleGrant
from organization.moves import people_moved
from tests.cases.world import NOW, TODAY, World, _head, bring_to, enrolment, open_case, planned_session, step
from tests.organization.conftest import make_nip, workbook
from workflow import clock
from workflow.actors import CLOCK
from workflow.errors import GuardRefused, NotPermitted, NotVisible
from workflow.history import verify
from workflow.models import Deadline, Event
from workflow.roles import Role
from workflow.transactions import durable

ACTIVE = ("opened", "planned", "active", "under_review", "on_hold")


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


@pytest.fixture
def away(world: World) -> Post:
    """A post in the other agency, which tono heads; hana is HR of the whole regency there too."""
    _head(world.people["tono"], world.units["other"])
    RoleGrant.objects.create(
        user=world.users["hana"], role=Role.HR, unit=world.units["regency"], valid_from=date(2026, 1, 1), basis="SK"
    )
    return Post.objects.create(unit=world.units["other"], title="Analis", kind="pelaksana")


def appoint(world: World, post: Post, *, starts: date = TODAY, who: str = "budi") -> None:
    person = Employee.objects.get(pk=world.people[who].pk)
    hana = world.actor("hana")
    people.appoint(person, actor=hana, post=post, capacity="definitive", valid_from=starts, letter_number="800/1")


def stored(case: ImprovementCase) -> ImprovementCase:
    return ImprovementCase.objects.get(pk=case.pk)


def dates(case: ImprovementCase) -> list[Any]:
    """Everything with a day: the case, its deadlines, its items, its talks."""
    now = stored(case)
    return [
        (now.target_on, now.duty_due_at, now.opened_at, now.started_at, str(now.state)),
        list(Deadline.objects.order_by("pk").values_list("name", "due_at", "settled_at")),
        list(PlanItem.objects.filter(case=case).order_by("pk").values_list("due_on", "first_due_on")),
        list(CoachingSession.objects.filter(case=case).values_list("planned_at")),
    ]


def test_a_case_of_a_result_from_elsewhere_goes_to_the_unit_of_today(world: World, away: Post) -> None:
    appoint(world, away)
    case = stored(open_case(world))
    assert (case.unit, case.supervisor) == (world.units["other"], world.people["tono"])
    assert [one.to_unit for one in case.transfers.all()] == [world.units["other"]]
    assert verify(case) == []


@pytest.mark.parametrize("state", ACTIVE)
def test_an_appointment_elsewhere_takes_the_case_along_with_every_date(world, away, state):
    case = bring_to(world, state)
    before = dates(case)
    appoint(world, away)
    now = stored(case)
    assert (now.unit_id, now.supervisor_id) == (away.unit_id, world.people["tono"].pk)
    assert (now.former_unit_id, now.former_supervisor_id) == (world.units["office"].pk, world.people["sari"].pk)
    assert dates(case) == before
    event = Event.objects.get(name="case.transferred")
    assert (event.actor_id, event.from_state, event.to_state) == (None, state, state)
    for name in ("former_unit_id", "former_supervisor_id", "unit_id", "supervisor_id"):
        assert f'"{name}"' in event.body
    assert verify(now) == []


def test_the_former_supervisor_loses_sight_at_once_and_the_new_one_has_it(world, away):
    case = bring_to(world, "active")
    session, wanted = planned_session(case, world), enrolment(world)
    pages = [
        reverse("cases:case", args=[case.public_id]),
        reverse("cases:session", args=[session.public_id]),
        reverse("cases:enrolment", args=[wanted.public_id]),
        f"/api/v1/cases/{case.public_id}/",
        f"/api/v1/coaching-sessions/{session.public_id}/",
        f"/api/v1/enrolments/{wanted.public_id}/",
    ]

    def sees(name: str) -> tuple[set[int], bool, bool]:
        client = sign_in(world, name)
        listed = bool(client.get("/api/v1/cases/").json()["results"])
        on_board = "Budi" in client.get(reverse("cases:board")).content.decode()
        return {client.get(url).status_code for url in pages}, listed, on_board

    assert sees("sari") == ({200}, True, True)
    assert sees("tono")[1:] == (False, False)
    appoint(world, away)
    assert sees("sari") == ({404}, False, False)
    assert sees("tono") == ({200}, True, True)
    assert sees("budi")[0] == {200}
    assert Enrolment.objects.get().unit_id == away.unit_id


def test_a_dated_appointment_moves_the_case_on_its_day(world, away):
    world.people["budi"].unit = world.units["section"]
    world.people["budi"].save()
    case = bring_to(world, "active")
    appoint(world, away, starts=TODAY + timedelta(days=2))
    assert settle() == 0
    assert stored(case).supervisor_id == world.people["sari"].pk
    with clock.frozen(NOW + timedelta(days=2)):
        assert settle() == 1
        assert settle() == 0
    assert stored(case).supervisor_id == world.people["tono"].pk
    assert Event.objects.filter(name="case.transferred").count() == 1


def test_an_import_of_people_takes_the_case_along_and_the_same_file_again_does_nothing(world, away):
    case = bring_to(world, "active")
    head = ["nip", "nama", "jenis_pegawai", "kode_unit", "jabatan", "jenis_jabatan", "tmt_jabatan"]
    Employee.objects.filter(pk=world.people["budi"].pk).update(nip=make_nip(7))
    row = [make_nip(7), "Budi", "PNS", "other", "Analis", "pelaksana", str(TODAY)]
    data = workbook(Pegawai=[head, row])
    found = imports.upload(actor=CLOCK, name="pindah.xlsx", data=data)
    assert [(fault.column, fault.code) for fault in found.plan.faults] == []
    imports.apply_batch(found.batch.public_id, actor=CLOCK, version=found.batch.version)
    assert (stored(case).unit_id, stored(case).supervisor_id) == (away.unit_id, world.people["tono"].pk)
    assert imports.upload(actor=CLOCK, name="pindah.xlsx", data=data).is_unchanged
    assert Event.objects.filter(name="case.transferred").count() == 1


def test_being_told_twice_is_harmless_and_an_ended_case_stays_where_it_was(world, away):
    case = bring_to(world, "closed")
    appoint(world, away)
    assert stored(case).unit_id == world.units["office"].pk
    again = open_case(world, "rekan", source=2)
    Employee.objects.filter(pk=again.employee_id).update(unit=world.units["section"])
    for _turn in range(2):
        with durable():
            people_moved([again.employee_id, case.employee_id], at=clock.now())
    assert Event.objects.filter(name="case.transferred").count() == 1


class TestByHr:
    @pytest.fixture
    def case(self, world: World) -> ImprovementCase:
        """Budi sits in the section now, but nobody told the case."""
        case = bring_to(world, "active")
        Employee.objects.filter(pk=case.employee_id).update(unit=world.units["section"])
        return stored(case)

    def test_once_and_then_there_is_nothing_to_do(self, world, case):
        now = step(case, "transfer", world.actor("hana"))
        assert now.unit_id == world.units["section"].pk
        with pytest.raises(GuardRefused) as caught:
            step(case, "transfer", world.actor("hana"))
        assert caught.value.code == "not_moved"
        assert Event.objects.filter(name="case.transferred").count() == 1

    @pytest.mark.parametrize(
        ("who", "error"),
        [("sari", NotPermitted), ("citra", NotPermitted), ("budi", NotPermitted), ("joko", NotVisible)],
    )
    def test_nobody_else_moves_a_case(self, world, case, who, error):
        with pytest.raises(error):
            step(case, "transfer", world.actor(who))
        assert stored(case).unit_id == world.units["office"].pk

    def test_the_listing_is_dry_and_the_same_over_rest(self, world, case):
        hana, url = sign_in(world, "hana"), reverse("cases:moved")
        before = Event.objects.count()
        (row,) = hana.get(url).context["rows"]
        assert (row.case.pk, row.unit.code, row.supervisor.full_name) == (case.pk, "section", "Sari")
        (shape,) = hana.get("/api/v1/cases/moved/").json()
        assert shape == {
            "id": str(case.public_id), "employee": "Budi", "from_unit": "Office", "to_unit": "Section",
            "from_supervisor": "Sari", "to_supervisor": "Sari",
        }  # fmt: skip
        assert Event.objects.count() == before
        for name in ("sari", "budi", "audi", "lia"):
            client = sign_in(world, name)
            assert (client.get(url).status_code, client.get("/api/v1/cases/moved/").status_code) == (403, 403)
        assert sign_in(world, "joko").get(url).context["rows"] == []
        assert sign_in(world, "bawahan").get(url).context["rows"] == []

    def test_the_chosen_ones_follow_and_each_answers_for_itself(self, world, case):
        other = open_case(world, "rekan", source=2)
        hana = sign_in(world, "hana")
        answer = hana.post(reverse("cases:moved"), {"selected": [str(case.public_id), str(other.public_id)]})
        assert answer.status_code == 200
        assert [row["line"].taken for row in answer.context["rows"]] == [True, False]
        assert stored(case).unit_id == world.units["section"].pk
        assert hana.get(reverse("cases:moved")).context["rows"] == []
        refused = sign_in(world, "sari").post(reverse("cases:moved"), {"selected": [str(other.public_id)]})
        assert refused.status_code == 403

    def test_the_page_offers_it_to_hr_while_the_person_sits_elsewhere(self, world, case):
        url = reverse("cases:case", args=[case.public_id])
        names = {act.name for act in sign_in(world, "hana").get(url).context["acts"]}
        assert "transfer" in names
        assert "transfer" not in {act.name for act in sign_in(world, "sari").get(url).context["acts"]}
        step(case, "transfer", world.actor("hana"))
        page = sign_in(world, "hana").get(url)
        assert "transfer" not in {act.name for act in page.context["acts"]}
        assert "Section" in page.content.decode()
        shape = sign_in(world, "hana").get(f"/api/v1/cases/{case.public_id}/").json()
        assert [(one["from_unit"], one["to_unit"]) for one in shape["transfers"]] == [("Office", "Section")]

    def test_the_listing_takes_constant_statements(self, world, case):
        hana, url, counts = sign_in(world, "hana"), reverse("cases:moved"), []
        for number, who in enumerate(("rekan", "lama", "citra"), 2):
            open_case(world, who, source=number, coach=None)
            Employee.objects.filter(pk=world.people[who].pk).update(unit=world.units["section"])
            hana.get(url)
            with CaptureQueriesContext(connection) as captured:
                assert len(hana.get(url).context["rows"]) == number
            counts.append(len(captured))
        assert counts[0] == counts[-1] <= 15


class TestSupervisor:
    def named(self, world: World, who: str) -> None:
        hana, budi = world.actor("hana"), Employee.objects.get(pk=world.people["budi"].pk)
        people.name_assessor(budi, actor=hana, assessor=world.people[who], reason="mutasi", valid_from=TODAY)

    def test_one_who_changed_is_listed_and_the_case_waits_for_hr(self, world):
        case = bring_to(world, "active")
        assert moved_cases(world.actor("hana"), at=NOW) == []
        self.named(world, "rekan")
        (found,) = moved_cases(world.actor("hana"), at=NOW)
        assert (found.supervisor.full_name, stored(case).supervisor_id) == ("Rekan", world.people["sari"].pk)
        assert actions.transfer_each([str(case.public_id)], actor=world.actor("hana"))[0].taken
        assert stored(case).supervisor_id == world.people["rekan"].pk

    def test_one_whom_hr_named_for_the_case_stays_until_the_person_moves(self, world, away):
        case = bring_to(world, "active")
        step(case, "replace_supervisor", world.actor("hana"), supervisor=world.people["lama"].public_id, reason="cuti")
        assert moved_cases(world.actor("hana"), at=NOW) == []
        with pytest.raises(GuardRefused):
            step(case, "transfer", world.actor("hana"))
        appoint(world, away)
        assert (stored(case).supervisor_id, stored(case).supervisor_chosen) == (world.people["tono"].pk, False)

    @pytest.mark.parametrize("state", ["planned", "active", "under_review", "on_hold"])
    def test_hr_names_another_supervisor_whatever_the_case_is_doing(self, world, state):
        case = bring_to(world, state)
        dates = Deadline.objects.filter(kind=case.kind, subject_id=case.pk, settled_at=None).order_by("name")
        before = list(dates.values_list("name", "due_at"))
        seen = Seen(actor=world.actor("hana"), version=case.version)
        actions.assign_supervisor(case, seen, supervisor=world.people["lama"].public_id, reason="cuti")
        now = stored(case)
        assert (now.state, now.supervisor_id) == (state, world.people["lama"].pk)
        assert list(dates.values_list("name", "due_at")) == before

    def test_a_new_supervisor_has_not_agreed_to_the_plan_on_the_table(self, world):
        case = bring_to(world, "planned")
        step(case, "agree", world.actor("sari"))
        step(case, "agree", world.actor("budi"))
        lama = world.people["lama"].public_id
        now = step(case, "replace_supervisor_planned", world.actor("hana"), supervisor=lama, reason="cuti")
        assert (now.supervisor_agreed_at, now.employee_agreed_at) == (None, NOW)

    def test_a_vacant_post_takes_nobody_away_while_the_person_stays(self, world):
        case = bring_to(world, "active")
        Appointment.objects.filter(employee=world.people["sari"]).update(valid_to=TODAY - timedelta(days=1))
        assert moved_cases(world.actor("hana"), at=NOW) == []
        assert stored(case).supervisor_id == world.people["sari"].pk

    def test_a_new_one_agrees_to_the_proposed_plan_himself_and_the_same_one_need_not(self, world):
        case = bring_to(world, "planned")
        step(case, "agree", world.actor("sari"))
        step(case, "agree", world.actor("budi"))
        Employee.objects.filter(pk=case.employee_id).update(unit=world.units["section"])
        now = step(case, "transfer_planned", world.actor("hana"))
        assert now.supervisor_agreed_at is not None
        self.named(world, "rekan")
        now = step(case, "transfer_planned", world.actor("hana"))
        assert (now.supervisor_agreed_at, now.employee_agreed_at) == (None, NOW)
        with pytest.raises(GuardRefused) as caught:
            step(case, "start", world.actor("rekan"))
        assert caught.value.code == "agreement_missing"

    def test_planned_talks_change_hands_with_the_case(self, world):
        case = bring_to(world, "active")
        talk = actions.plan_session(case, actor=world.actor("sari"), planned_at=NOW + timedelta(days=2))
        kept = planned_session(case, world)
        self.named(world, "rekan")
        step(case, "transfer", world.actor("hana"))
        leaders = dict(CoachingSession.objects.values_list("pk", "led_by_id"))
        assert leaders == {talk.pk: world.people["rekan"].pk, kept.pk: world.people["citra"].pk}
