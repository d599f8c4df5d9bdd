"""Who reads the two forms: the four forms of each policy, who stands above the guide, what follows when he changes."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.actions.moves import Seen
from cases.actions.transfers import transfer_case
from cases.guidance import actions, selectors
from cases.guidance.addressee import guide_of, reader_for
from cases.models import GuidanceEvaluation, GuidanceFeedback, ImprovementCase
from organization.models import Appointment, Post, User
from tests.cases.conftest import HEADED
from tests.cases.guidance_world import evaluation_of, feedback_in, feedback_of, guided_case, handed_in
from tests.cases.world import NOW, World, _grant, _head, open_case, step
from tests.layers import Layer, given, stands_on
from workflow import clock
from workflow.errors import GuardRefused, NotPermitted, NotVisible
from workflow.models import Deadline
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.sweep import sweep_all
from workflow.tables import table_of
from workflow.worklist import worklist_of

DAY = timedelta(days=1)
FEEDBACK_READERS = {"budi", "ketua"}
FEEDBACK_KNOWN = FEEDBACK_READERS | {"hana", "audi"}


def seers(world: World, form: Any) -> set[str]:
    return {name for name in world.users if policy_for(form).sees(world.actor(name), form)}


def readers(world: World, form: Any) -> set[str]:
    policy = policy_for(form)
    return {name for name in world.users if "content" in policy.fields_for(world.actor(name), form)}


def _forms(_office: World, world: World) -> list[Any]:
    """Forms of several people in several states; HR, an auditor and a leader guide or are guided, one has no reader."""
    _grant(world.users["sari"], Role.HR, world.units["agency"])
    _grant(world.users["citra"], Role.AUDITOR, world.units["agency"])
    cases = [
        guided_case(world),
        guided_case(world, "closed", open_case(world, "rekan", source=2)),
        guided_case(world, "under_review", open_case(world, "tita", source=3)),
    ]
    made = [handed_in(world, feedback_of(cases[0])), feedback_of(cases[1]), evaluation_of(cases[1])]
    made += [handed_in(world, evaluation_of(cases[0])), handed_in(world, feedback_of(cases[2]), by="tita")]
    GuidanceFeedback.objects.filter(pk=made[-1].pk).update(reader=None)
    ImprovementCase.objects.filter(pk=cases[2].pk).update(supervisor=world.people["lia"])
    return [type(form).objects.get(pk=form.pk) for form in made]


FORMS = Layer(_forms, at=NOW, on=HEADED)


@pytest.fixture
@stands_on(FORMS)
def forms(guidance: World) -> list[Any]:
    """Every test's own copies of them."""
    made: list[Any] = given(FORMS)
    return made


class TestTheFourForms:
    def test_lists_show_exactly_what_may_be_seen(self, guidance, forms):
        for model in (GuidanceFeedback, GuidanceEvaluation):
            policy = policy_for(model)
            for name in guidance.users:
                actor = guidance.actor(name)
                listed = set(policy.visible_to(actor).values_list("pk", flat=True))
                assert listed == {form.pk for form in model.objects.all() if policy.sees(actor, form)}, (model, name)

    def test_recipients_are_exactly_those_who_may(self, guidance, forms):
        for form in forms:
            policy = policy_for(form)
            for name in table_of(type(form)).rows:
                may = {user.pk for who, user in guidance.users.items() if policy.may(guidance.actor(who), name, form)}
                assert set(policy.users_who_may(name, form)) == may, (form.kind, name)
            for role in Role.values:
                hold = {
                    user.pk
                    for who, user in guidance.users.items()
                    if role in policy.roles_of(guidance.actor(who), form)
                }
                assert set(policy.users_who_may(role, form)) == hold, (form.kind, role)

    def test_nobody_reads_fields_of_what_may_not_be_seen(self, guidance, forms):
        for form in forms:
            assert readers(guidance, form) <= seers(guidance, form)


class TestFeedback:
    @pytest.mark.parametrize("state", ["handed_in", "noted"])
    def test_the_employee_and_the_guides_superior_read_it(self, guidance, state):
        form = feedback_in(guidance, state)
        assert (readers(guidance, form), seers(guidance, form)) == (FEEDBACK_READERS, FEEDBACK_KNOWN)

    def test_a_draft_is_the_employees_alone(self, guidance):
        form = feedback_in(guidance, "draft")
        assert (readers(guidance, form), seers(guidance, form)) == ({"budi"}, {"budi", "hana", "audi"})

    def test_whoever_guided_learns_nothing_by_a_grant_either(self, guidance):
        for name, role in (("citra", Role.HR), ("sari", Role.AUDITOR)):
            _grant(guidance.users[name], role, guidance.units["regency"])
        form = feedback_in(guidance, "handed_in")
        assert seers(guidance, form) == FEEDBACK_KNOWN

    def test_a_guide_who_was_replaced_still_learns_nothing(self, guidance):
        _grant(guidance.users["citra"], Role.HR, guidance.units["agency"])
        form = feedback_in(guidance, "handed_in")
        lama = guidance.people["lama"].public_id
        step(form.case, "replace_coach", guidance.actor("hana"), coach=lama, reason="mutasi", handover="lanjut")
        form = GuidanceFeedback.objects.get()
        assert seers(guidance, form) == FEEDBACK_KNOWN
        assert "lama" not in seers(guidance, form)

    def test_a_reader_who_takes_the_case_over_loses_it(self, guidance):
        form = feedback_in(guidance, "handed_in")
        ketua = guidance.people["ketua"].public_id
        step(form.case, "replace_supervisor", guidance.actor("hana"), supervisor=ketua, reason="mutasi")
        form = GuidanceFeedback.objects.get()
        assert "ketua" not in seers(guidance, form)
        assert not policy_for(form).visible_to(guidance.actor("ketua")).exists()

    def test_hr_below_the_employee_does_not_know_of_it(self, guidance):
        assert "bawahan" not in seers(guidance, feedback_in(guidance, "handed_in"))


class TestEvaluation:
    def test_a_draft_is_the_guides_alone_though_others_know_of_it(self, guidance):
        form = evaluation_of(guided_case(guidance))
        assert readers(guidance, form) == {"citra"}
        assert seers(guidance, form) == {"budi", "sari", "citra", "hana", "audi"}

    def test_handed_in_employee_supervisor_guide_and_hr_read_it(self, guidance):
        form = handed_in(guidance, evaluation_of(guided_case(guidance)))
        assert readers(guidance, form) == {"budi", "sari", "citra", "hana"}
        assert seers(guidance, form) == {"budi", "sari", "citra", "hana", "audi"}

    def test_without_a_coach_the_supervisor_guides(self, guidance):
        case = open_case(guidance, coach=None)
        form = GuidanceEvaluation.blank(case, at=NOW)
        assert policy_for(form).roles_of(guidance.actor("sari"), form) == {"assessor", "coach"}
        assert policy_for(form).users_who_may("coach", form) == [guidance.users["sari"].pk]


class TestWhoStandsAbove:
    """`citra` coaches; above her stands `ketua`, the head of the agency, and above him nobody."""

    def above(self, world: World, case: ImprovementCase, guide: str = "citra") -> str:
        found = reader_for(case, world.people[guide].pk, at=NOW)
        return next((name for name, one in world.people.items() if one.pk == found), "")

    def test_the_guide_is_the_coach_else_the_supervisor_else_nobody(self, guidance):
        people = guidance.people
        assert guide_of(open_case(guidance)) == people["citra"].pk
        assert guide_of(open_case(guidance, "rekan", source=2, coach=None)) == people["sari"].pk
        nobody = open_case(guidance, "tita", source=3, coach=None, supervisor=None)
        assert (guide_of(nobody), reader_for(nobody, None, at=NOW)) == (None, None)

    def test_the_superior_of_coach_and_of_supervisor(self, guidance):
        case = open_case(guidance)
        assert (self.above(guidance, case), self.above(guidance, case, "sari")) == ("ketua", "ketua")

    def test_where_the_employee_stands_above_his_coach_the_line_goes_further_up(self, guidance):
        case = open_case(guidance, coach="bawahan")
        assert self.above(guidance, case, "bawahan") == "ketua"

    def test_neither_supervisor_nor_anybody_who_led_a_talk_reads(self, guidance):
        case = guided_case(guidance, case=open_case(guidance, coach="rekan"))
        # `sari` heads the office of `rekan`: she is his superior, and the supervisor of the case.
        assert self.above(guidance, case, "rekan") == "ketua"
        ImprovementCase.objects.filter(pk=case.pk).update(supervisor=guidance.people["lama"])
        case = ImprovementCase.objects.select_related("unit").get(pk=case.pk)
        assert self.above(guidance, case, "rekan") == "sari"
        case.sessions.update(led_by=guidance.people["sari"])
        assert self.above(guidance, case, "rekan") == "ketua"

    @pytest.mark.parametrize("gone", ["account", "no_account", "post"])
    def test_somebody_without_account_or_office_is_passed_over(self, guidance, gone):
        case = open_case(guidance)
        if gone == "account":
            User.objects.filter(username="ketua").update(is_active=False)
        elif gone == "no_account":
            User.objects.filter(username="ketua").update(employee=None)
        else:
            Appointment.objects.filter(employee=guidance.people["ketua"]).update(valid_to=date(2026, 11, 22))
        assert self.above(guidance, case) == ""

    def test_the_last_day_of_the_office_counts(self, guidance):
        Appointment.objects.filter(employee=guidance.people["ketua"]).update(valid_to=date(2026, 11, 23))
        assert self.above(guidance, open_case(guidance)) == "ketua"

    def test_an_acting_supervisor_is_followed_in_the_office_he_acts_in(self, guidance):
        """`lama` acts for `sari`: above him stands who is above that office, not the head of his own."""
        post = Post.objects.get(unit=guidance.units["office"], is_head=True)
        Appointment.objects.filter(post=post).update(valid_to=date(2026, 10, 31))
        lama = guidance.people["lama"]
        Appointment.objects.create(employee=lama, post=post, capacity="plt", valid_from=date(2026, 11, 1))
        case = open_case(guidance, supervisor="lama", coach=None)
        assert self.above(guidance, case, "lama") == "ketua"


class TestWhereNobodyStandsAbove:
    @pytest.fixture
    def form(self, guidance: World) -> GuidanceFeedback:
        User.objects.filter(username="ketua").update(is_active=False)
        guidance.users["ketua"].refresh_from_db()
        return feedback_in(guidance, "handed_in")

    def test_hr_of_the_unit_reads_and_takes_note(self, guidance, form):
        assert form.reader is None
        assert readers(guidance, form) == {"budi", "hana"}
        tasks = [task.key for task in worklist_of(guidance.actor("hana")).tasks]
        assert f"guidance:{form.public_id}" in tasks
        assert actions.take_note(form, Seen(guidance.actor("hana"), form.version)).state == "noted"
        assert readers(guidance, GuidanceFeedback.objects.get()) == {"budi", "hana"}

    def test_never_an_hr_officer_who_guided_nor_one_below_the_employee(self, guidance):
        User.objects.filter(username="ketua").update(is_active=False)
        _grant(guidance.users["citra"], Role.HR, guidance.units["agency"])
        _grant(guidance.users["sari"], Role.HR, guidance.units["agency"])
        form = feedback_in(guidance, "handed_in")
        assert readers(guidance, form) == {"budi", "hana"}

    def test_before_it_is_handed_in_hr_reads_nothing(self, guidance):
        User.objects.filter(username="ketua").update(is_active=False)
        assert readers(guidance, feedback_in(guidance, "draft")) == {"budi"}


class TestAnotherReader:
    def newcomer(self, world: World) -> None:
        """`kano` heads the agency from tomorrow."""
        Appointment.objects.filter(employee=world.people["ketua"]).update(valid_to=NOW.date())
        post = Post.objects.get(unit=world.units["agency"], is_head=True)
        Appointment.objects.create(
            employee=world.people["kano"], post=post, capacity="definitive", valid_from=(NOW + DAY).date()
        )

    def test_hr_gives_unread_feedback_to_todays_superior_without_reading_it(self, guidance):
        form = feedback_in(guidance, "handed_in")
        self.newcomer(guidance)
        with pytest.raises(GuardRefused) as caught:
            actions.readdress(form, Seen(guidance.actor("hana"), form.version))
        assert caught.value.code == "reader_unchanged"
        with clock.frozen(NOW + DAY):
            moved = actions.readdress(form, Seen(guidance.actor("hana"), form.version)).subject
            assert (moved.state, moved.reader_id) == ("handed_in", guidance.people["kano"].pk)
            assert readers(guidance, GuidanceFeedback.objects.get()) == {"budi", "kano"}
            rows = Deadline.objects.filter(kind=form.kind).order_by("pk")
            assert [row.outcome or "" for row in rows] == ["superseded", ""]

    @pytest.mark.parametrize(
        ("who", "error"),
        [("ketua", NotPermitted), ("budi", NotPermitted), ("audi", NotPermitted), ("citra", NotVisible)],
    )
    def test_nobody_else_gives_it_on(self, guidance, who, error):
        form = feedback_in(guidance, "handed_in")
        with pytest.raises(error):
            actions.readdress(form, Seen(guidance.actor(who), form.version))

    def test_unread_for_ten_working_days_it_goes_to_todays_superior_by_itself(self, guidance):
        form = feedback_in(guidance, "handed_in")
        self.newcomer(guidance)
        due = Deadline.objects.get(kind=form.kind, settled_at__isnull=True).due_at
        with clock.frozen(due - timedelta(seconds=1)):
            sweep_all()
            assert GuidanceFeedback.objects.get().reader == guidance.people["ketua"]
        with clock.frozen(due + DAY):
            sweep_all()
            now = GuidanceFeedback.objects.get()
            assert (now.state, now.reader) == ("handed_in", guidance.people["kano"])

    def test_feedback_on_a_former_guide_stays_with_his_superior_when_the_case_moves(self, guidance):
        feedback_in(guidance, "handed_in")
        _head(guidance.people["joko"], guidance.units["other"])
        budi = guidance.people["budi"]
        Appointment.objects.filter(employee=budi).update(valid_to=date(2026, 11, 22))
        type(budi).objects.filter(pk=budi.pk).update(unit=guidance.units["other"], post=None)
        case = ImprovementCase.objects.get()
        transfer_case(case, Seen(guidance.actor("hana"), case.version))
        now = GuidanceFeedback.objects.select_related("case__unit").get()
        assert now.case.supervisor == guidance.people["joko"]
        assert readers(guidance, now) == {"budi", "ketua"}
        assert "joko" not in seers(guidance, now)


class TestWorklist:
    def tasks(self, world: World, who: str) -> dict[str, Any]:
        return {task.key.split(":")[0]: task for task in worklist_of(world.actor(who)).tasks}

    def test_the_employee_is_asked_when_the_work_ends_and_for_thirty_days(self, guidance):
        case = guided_case(guidance)
        assert "guidance" not in self.tasks(guidance, "budi")
        step(case, "submit_for_review", guidance.actor("sari"), summary="sudah membaik")
        assert "guidance" in self.tasks(guidance, "budi")
        with clock.frozen(NOW + 30 * DAY):
            assert "guidance" in self.tasks(guidance, "budi")
        with clock.frozen(NOW + 30 * DAY + timedelta(seconds=1)):
            assert "guidance" not in self.tasks(guidance, "budi")
        handed_in(guidance, feedback_of(case))
        assert "guidance" not in self.tasks(guidance, "budi")

    def test_the_guide_writes_by_a_day_the_supervisor_of_a_coached_case_does_not(self, guidance):
        case = guided_case(guidance, "under_review")
        assert self.tasks(guidance, "citra")["competence"].due_at is not None
        assert "competence" not in self.tasks(guidance, "sari")
        handed_in(guidance, evaluation_of(case))
        assert "competence" not in self.tasks(guidance, "citra")

    def test_the_superior_reads_until_he_has_taken_note(self, guidance):
        form = feedback_in(guidance, "handed_in")
        assert self.tasks(guidance, "ketua")["guidance"].due_at is not None
        for who in ("citra", "sari", "hana", "audi", "rekan"):
            assert "guidance" not in self.tasks(guidance, who), who
        step(form, "take_note", guidance.actor("ketua"))
        assert "guidance" not in self.tasks(guidance, "ketua")


def test_the_desk_lists_what_was_handed_in(guidance):
    form = feedback_in(guidance, "draft")
    assert not selectors.desk(guidance.actor("budi")).exists()
    handed_in(guidance, form)
    for who, known in (("budi", True), ("ketua", True), ("hana", True), ("citra", False), ("sari", False)):
        assert selectors.desk(guidance.actor(who)).exists() is known, who
