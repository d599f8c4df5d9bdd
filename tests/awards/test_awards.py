"""The way of an award: who may at each step, what stops it, what takes it away, what the person decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection

from appraisal.actions import evaluations
from appraisal.awards import actions
from appraisal.awards.policies import honours_visible_to, may_nominate, nominates
from appraisal.models import Award, AwardResult, Evaluation, RewardProgramme
from notifications.models import InboxItem
from organization.models import User
from tests.appraisal import world as do
from tests.appraisal.world import World
from tests.awards.world import WHY, awarded, nominate, take
from workflow import outbox
from workflow.actors import CLOCK, NOBODY
from workflow.errors import DomainError, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.models import Event
from workflow.policies import policy_for
from workflow.worklist import worklist_of


def code_of(act: Any) -> str:
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value.code


def told(event: str) -> set[str]:
    return set(InboxItem.objects.filter(event__name=event).values_list("recipient__username", flat=True))


class TestNomination:
    """Who nominates whom, and what a nomination needs."""

    def test_the_assessor_nominates_with_reasons_that_stay(self, world: World, programme: RewardProgramme) -> None:
        award = nominate(world, programme)
        assert (award.state, award.employee_name, award.nomination) == ("nominated", "Siti", WHY)
        assert [(one["kind"], one["met"]) for one in award.grounds] == [("predicate", True), ("item", True)]
        assert [row.evaluation for row in AwardResult.objects.filter(award=award)] == [world.form_of("siti")]
        assert WHY not in repr(list(Event.objects.values_list()))

    def test_hr_nominates_too(self, world: World, programme: RewardProgramme) -> None:
        assert nominate(world, programme, by="hari").nominator == world.users["hari"]

    @pytest.mark.parametrize(
        ("who", "refusal"),
        [
            ("siti", NotPermitted),
            ("kadis", NotPermitted),
            ("audi", NotPermitted),
            ("lia", NotPermitted),
            # Siti is the superior of Bawahan, who is HR of the regency.
            ("bawahan", NotVisible),
            ("rekan", NotVisible),
            ("joko", NotVisible),
            ("admin", NotVisible),
            ("disabled", NotVisible),
        ],
    )
    def test_others_do_not(self, world: World, programme: RewardProgramme, who: str, refusal: Any) -> None:
        with pytest.raises(refusal):
            nominate(world, programme, by=who)
        assert not Award.objects.exists()

    def test_one_rule_says_who_nominates_whom(self, world: World, programme: RewardProgramme) -> None:
        forms = list(Evaluation.objects.select_related("unit"))
        for user in User.objects.filter(is_active=True):
            actor = do.actor_of(user)
            reach = set(Evaluation.objects.filter(nominates(actor)).values_list("pk", flat=True))
            assert {form.pk for form in forms if may_nominate(actor, form)} == reach, user.username

    @pytest.mark.parametrize("reason", ["", "   ", "a" * 2001])
    def test_it_needs_a_reason_that_fits(self, world: World, programme: RewardProgramme, reason: str) -> None:
        with pytest.raises(InvalidInput):
            nominate(world, programme, reason=reason)
        assert nominate(world, programme, reason="a" * 2000)

    def test_once_per_programme_until_it_is_over(self, world: World, programme: RewardProgramme) -> None:
        award = nominate(world, programme)
        assert code_of(lambda: nominate(world, programme, by="hari")) == "already_nominated"
        take(world, "kabid", "take_back", award)
        assert nominate(world, programme, by="hari").state == "nominated"

    def test_an_ended_programme_takes_none(self, world: World, programme: RewardProgramme) -> None:
        actions.end_programme(programme.public_id, actor=world.actor("hana"))
        assert code_of(lambda: nominate(world, programme)) == "programme_ended"

    def test_who_does_not_meet_the_criteria_is_not_nominated(self, world: World, programme: RewardProgramme) -> None:
        world.form_of("siti").items.filter(code="disiplin").update(assessor_rating=1)
        assert code_of(lambda: nominate(world, programme)) == "criteria_missing"

    def test_without_a_final_result_nobody_is_nominated(self, world: World, programme: RewardProgramme) -> None:
        assert code_of(lambda: nominate(world, programme, "wati")) == "result_unsettled"


class TestDecision:
    """Two people, neither of whom nominated."""

    def test_hr_first_then_the_assessors_superior(self, world: World, award: Award) -> None:
        given = awarded(world, award)
        assert (given.state, given.decider_name, given.decider_post) == ("awarded", "Kadis", "Kepala agency")
        assert (given.first_decider, given.second_decider) == (world.users["hana"], world.users["kadis"])
        assert given.public is None

    def test_or_then_a_leader(self, world: World, award: Award) -> None:
        take(world, "hari", "approve", award)
        assert take(world, "lia", "grant", award).state == "awarded"

    def test_whoever_nominated_decides_neither_first(self, world: World, programme: RewardProgramme) -> None:
        award = nominate(world, programme, by="hari")
        assert code_of(lambda: take(world, "hari", "approve", award)) == "own_nomination"
        assert code_of(lambda: take(world, "hari", "decline", award, reason="Tidak.")) == "own_nomination"
        assert take(world, "hana", "approve", award).state == "first_approved"

    def test_nor_second(self, world: World, award: Award) -> None:
        """A leader who had nominated as HR, and one who approved first, are both refused the second decision."""
        take(world, "hana", "approve", award)
        Award.objects.filter(pk=award.pk).update(nominator=world.users["lia"])
        assert code_of(lambda: take(world, "lia", "grant", award)) == "own_nomination"
        Award.objects.filter(pk=award.pk).update(nominator=world.users["kabid"], first_decider=world.users["lia"])
        assert code_of(lambda: take(world, "lia", "grant", award)) == "second_person_needed"
        assert code_of(lambda: take(world, "lia", "refuse", award, reason="Tidak.")) == "second_person_needed"

    @pytest.mark.parametrize("column", ["first_decider", "second_decider", "nominator"])
    def test_the_database_holds_the_three_apart(self, world: World, award: Award, column: str) -> None:
        given = awarded(world, award)
        other = {"first_decider": "kadis", "second_decider": "hana", "nominator": "kadis"}[column]
        with pytest.raises(IntegrityError):
            Award.objects.filter(pk=given.pk).update(**{column: world.users[other]})
        connection.needs_rollback = False

    def test_the_assessor_as_leader_gives_no_award(self, world: World, award: Award) -> None:
        from datetime import date

        from organization.models import RoleGrant

        RoleGrant.objects.create(
            user=world.users["kabid"],
            role="leader",
            unit=world.units["agency"],
            valid_from=date(2026, 1, 1),
            basis="SK",
        )
        assert "leader" not in policy_for(Award).roles_of(world.actor("kabid"), award)

    def test_declined_with_a_reason_the_person_never_knew(self, world: World, award: Award) -> None:
        declined = take(world, "hana", "decline", award, reason="Sudah diberi tahun lalu.")
        outbox.relay_all()
        assert (declined.state, declined.decline_reason) == ("declined", "Sudah diberi tahun lalu.")
        assert told("award.declined") == {"kabid"}
        assert not policy_for(Award).visible_to(world.actor("siti")).exists()

    def test_the_second_declines_too(self, world: World, award: Award) -> None:
        take(world, "hana", "approve", award)
        assert take(world, "kadis", "refuse", award, reason="Belum.").state == "declined"

    def test_the_criteria_are_asked_again_at_each_decision(self, world: World, award: Award) -> None:
        item = world.form_of("siti").items.filter(code="disiplin")
        item.update(assessor_rating=1)
        assert code_of(lambda: take(world, "hana", "approve", award)) == "criteria_missing"
        item.update(assessor_rating=2)
        take(world, "hana", "approve", award)
        item.update(assessor_rating=1)
        assert code_of(lambda: take(world, "kadis", "grant", award)) == "criteria_missing"


class TestResults:
    """The award waits for its result, and falls with it."""

    def reopened(self, world: World) -> None:
        form = world.form_of("siti")
        evaluations.request_reopening(
            form.public_id, actor=world.actor("hana"), version=form.version, reason="Data keliru."
        )
        form = world.form_of("siti")
        evaluations.confirm_reopening(form.public_id, actor=world.actor("hari"), version=form.version)

    @pytest.mark.parametrize("first", [False, True])
    def test_a_reopening_withdraws_it(self, world: World, award: Award, first: bool) -> None:
        if first:
            take(world, "hari", "approve", award)
        self.reopened(world)
        outbox.relay_all()
        assert Award.objects.get().state == "withdrawn"
        assert {"kabid", "hana", "hari"} <= told("award.withdrawn")
        cause = Event.objects.get(name="award.withdrawn").cause
        assert cause is not None
        assert cause.name == "evaluation.reopened"

    def test_an_award_that_was_given_stays(self, world: World, award: Award) -> None:
        awarded(world, award)
        self.reopened(world)
        assert Award.objects.get().state == "awarded"

    def test_a_reopening_that_is_only_asked_for_makes_it_wait(self, world: World, award: Award) -> None:
        form = world.form_of("siti")
        evaluations.request_reopening(
            form.public_id, actor=world.actor("hana"), version=form.version, reason="Data keliru."
        )
        assert code_of(lambda: take(world, "hari", "approve", award)) == "result_unsettled"
        form = world.form_of("siti")
        evaluations.decline_reopening(
            form.public_id, actor=world.actor("hari"), version=form.version, reason="Data benar."
        )
        assert take(world, "hari", "approve", award).state == "first_approved"

    def test_a_result_of_somebody_else_withdraws_nothing(self, world: World, award: Award, programme: Any) -> None:
        other = nominate(world, programme, "rekan")
        self.reopened(world)
        assert Award.objects.get(pk=other.pk).state == "nominated"


class TestConsent:
    """The person's own word, at any time."""

    def shown(self, world: World, who: str = "asing") -> list[str]:
        return list(honours_visible_to(world.actor(who)).values_list("employee_name", flat=True))

    def test_only_who_agrees_is_shown_and_only_while_he_agrees(self, world: World, award: Award) -> None:
        given = awarded(world, award)
        assert self.shown(world) == []
        take(world, "siti", "consent", given)
        assert self.shown(world) == ["Siti"]
        assert code_of(lambda: take(world, "siti", "consent", given)) == "already_public"
        take(world, "siti", "keep_private", given)
        assert self.shown(world) == []
        assert code_of(lambda: take(world, "siti", "keep_private", given)) == "already_private"
        take(world, "siti", "consent", given)
        assert self.shown(world) == ["Siti"]

    def test_nobody_else_agrees_for_the_person(self, world: World, award: Award) -> None:
        given = awarded(world, award)
        for who in ("kabid", "hana", "kadis", "lia"):
            with pytest.raises(NotPermitted):
                take(world, who, "consent", given)

    def test_strangers_without_an_account_see_no_list(self, world: World, award: Award) -> None:
        take(world, "siti", "consent", awarded(world, award))
        assert not honours_visible_to(NOBODY).exists()
        assert not honours_visible_to(world.actor("disabled")).exists()
        assert honours_visible_to(CLOCK).count() == 1


class TestWhoKnows:
    """The policy in its four forms, notices and worklists."""

    def test_the_forms_of_the_policy_agree_in_every_state(self, world: World, programme: RewardProgramme) -> None:
        policy = policy_for(Award)
        award = nominate(world, programme)
        states = [
            lambda: None,
            lambda: take(world, "hana", "approve", award),
            lambda: take(world, "kadis", "grant", award),
        ]
        for move in states:
            move()
            found = Award.objects.get(pk=award.pk)
            for user in User.objects.all():
                actor = do.actor_of(user)
                roles = policy.roles_of(actor, found)
                assert policy.visible_to(actor).filter(pk=found.pk).exists() is policy.sees(actor, found), user.username
                for role in sorted(policy.viewers):
                    assert (user.pk in policy.users_in_role(role, found)) is (role in roles), (user.username, role)
                assert bool(policy.fields_for(actor, found)) is bool(roles)

    def test_who_is_told(self, world: World, award: Award) -> None:
        take(world, "hana", "approve", award)
        take(world, "kadis", "grant", award)
        outbox.relay_all()
        assert told("award.created") == {"hana", "hari", "wati"}
        assert told("award.first_approved") == {"kadis", "lia", "kabid"}
        assert {"siti", "kabid"} <= told("award.awarded")

    def test_the_worklist_asks_who_decides_next(self, world: World, programme: RewardProgramme) -> None:
        def asked(who: str) -> bool:
            return any(task.key.startswith("award:") for task in worklist_of(world.actor(who)).tasks)

        award = nominate(world, programme, by="hari")
        assert [who for who in world.users if asked(who)] == ["wati", "hana"]
        take(world, "hana", "approve", award)
        assert [who for who in world.users if asked(who)] == ["kadis", "lia"]
        take(world, "lia", "grant", award)
        assert [who for who in world.users if asked(who)] == ["siti"]
        take(world, "siti", "keep_private", award)
        assert not any(asked(who) for who in world.users)

    def test_a_task_is_one_the_person_can_do(self, world: World, programme: RewardProgramme) -> None:
        """Whoever finds the award on the worklist has a step of it that is open to him."""
        from workflow.engine import available

        award = nominate(world, programme)
        for move in (None, ("hana", "approve"), ("kadis", "grant")):
            if move:
                take(world, *move, award)
            for name in world.users:
                actor = world.actor(name)
                tasks = [task for task in worklist_of(actor).tasks if task.key.startswith("award:")]
                if tasks:
                    offers = available(Award.objects.get(pk=award.pk), actor)
                    assert any(not offer.blocked for offer in offers), name


def test_a_programme_is_guarded(world: World, programme: RewardProgramme) -> None:
    with pytest.raises(NotPermitted):
        actions.end_programme(programme.public_id, actor=world.actor("joko"))
    with pytest.raises(NotVisible):
        actions.end_programme(programme.public_id, actor=world.actor("disabled"))
    first = actions.end_programme(programme.public_id, actor=world.actor("hari")).ended_at
    assert actions.end_programme(programme.public_id, actor=world.actor("hana")).ended_at == first


def test_guards_name_what_is_missing(world: World, award: Award) -> None:
    world.form_of("siti").items.filter(code="disiplin").update(assessor_rating=1)
    with pytest.raises(GuardRefused) as caught:
        take(world, "hana", "approve", award)
    assert len(caught.value.details) == 1
