"""The two forms of guidance for tests: `ketua` heads the agency, so he stands above `citra`, who coaches `budi`."""

from datetime import timedelta
from typing import Any

from cases.actions import plan_session
from cases.guidance import actions
from cases.models import GuidanceEvaluation, GuidanceFeedback, ImprovementCase
from organization.models import Employee, User
from tests.cases.world import World, _head, bring_to, hold_session, make_world, step
from workflow import clock

SECRET = "pembimbing saya jarang datang"


def with_chief(world: World) -> World:
    """The office with a head of the agency."""
    unit = world.units["agency"]
    ketua = Employee.objects.create(
        nip="198501012010011777", full_name="Ketua", kind="pns", unit=unit, email="ketua@example.go.id"
    )
    world.people["ketua"] = ketua
    world.users["ketua"] = User.objects.create_user("ketua", "rahasia-sekali", employee=ketua)
    _head(ketua, unit)
    return world


def make_guidance_world() -> World:
    """The office of `make_world` with its head."""
    return with_chief(make_world())


def guided_case(world: World, state: str = "active", case: ImprovementCase | None = None) -> ImprovementCase:
    """A case with one confirmed talk, perhaps submitted or ended early."""
    found = bring_to(world, "active", case)
    talked(world, found)
    if state == "under_review":
        step(found, "submit_for_review", world.actor("sari"), summary="sudah membaik")
    elif state == "closed":
        step(found, "end_early", world.actor("hana"), outcome="lifted", reason="tidak diperlukan lagi")
    return ImprovementCase.objects.select_related("unit", "employee").get(pk=found.pk)


def talked(world: World, case: ImprovementCase) -> None:
    """A talk with whoever guides that both sides acknowledged."""
    names: dict[int | None, str] = {person.pk: name for name, person in world.people.items()}
    guide, person = names[case.coach_id or case.supervisor_id], names[case.employee_id]
    talk = plan_session(case, actor=world.actor(guide), planned_at=clock.now() + timedelta(days=2))
    talk = hold_session(world, talk, who=guide)
    for name in (guide, person):
        talk = step(talk, "acknowledge", world.actor(name))


def feedback_of(case: ImprovementCase) -> GuidanceFeedback:
    return GuidanceFeedback.objects.filter(case=case).latest("pk")


def evaluation_of(case: ImprovementCase) -> GuidanceEvaluation:
    return GuidanceEvaluation.objects.filter(case=case).latest("pk")


def all_answers(form: Any, text: str = SECRET, score: int = 2) -> dict[str, Any]:
    """Every field of a form filled in."""
    values: dict[str, Any] = {f"score-{one.code}": score for one in form.questions}
    if isinstance(form, GuidanceFeedback):
        return values | {"remarks": text}
    return values | {f"reason-{one.code}": text for one in form.questions}


def filled(world: World, form: Any, *, text: str = SECRET, by: str = "") -> Any:
    """A draft with every answer given."""
    writer = by or ("budi" if isinstance(form, GuidanceFeedback) else "citra")
    actor = world.actor(writer)
    return actions.save_answers(form, actor=actor, revision=form.revision, values=all_answers(form, text))


def handed_in(world: World, form: Any, *, text: str = SECRET, by: str = "") -> Any:
    """A form that was handed in by its writer."""
    writer = by or ("budi" if isinstance(form, GuidanceFeedback) else "citra")
    return step(filled(world, form, text=text, by=writer), "hand_in", world.actor(writer))


def feedback_in(world: World, state: str) -> GuidanceFeedback:
    """Feedback in a state, by the acts of the people who may."""
    case = guided_case(world)
    if state == "dropped":
        bring_to_withdrawal(case)
        return feedback_of(case)
    form = feedback_of(case)
    if state == "draft":
        return form
    form = handed_in(world, form)
    return step(form, "take_note", world.actor("ketua")) if state == "noted" else form


def evaluation_in(world: World, state: str) -> GuidanceEvaluation:
    """An evaluation in a state."""
    case = guided_case(world)
    if state == "dropped":
        bring_to_withdrawal(case)
        return evaluation_of(case)
    return handed_in(world, evaluation_of(case)) if state == "handed_in" else evaluation_of(case)


def bring_to_withdrawal(case: ImprovementCase) -> None:
    """The last cause of the case falls away."""
    ImprovementCase.objects.filter(pk=case.pk).update(live_causes=0)
    step(case, "withdraw", reason="banding dikabulkan")
