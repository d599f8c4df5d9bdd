"""Counselling for tests: `kana` listens to `budi`, `kano` could."""

from datetime import timedelta

from cases.counselling import actions
from cases.models import Counselling, CounsellingSession, ImprovementCase
from tests.cases.world import World, open_case, step
from workflow import clock

SECRET = "kesehatan ibu saya"


def counselling_of(world: World, case: ImprovementCase | None = None) -> Counselling:
    """Asked for by budi, kana named by HR."""
    case = case or open_case(world)
    made = actions.ask_counselling(case, actor=world.actor("budi"))
    return step(made, "name_counsellor", world.actor("hana"), counsellor=world.people["kana"].public_id)


def talk_of(world: World, counselling: Counselling | None = None, *, ahead: int = 2) -> CounsellingSession:
    """A planned talk."""
    counselling = counselling or counselling_of(world)
    when = clock.now() + timedelta(days=ahead)
    return actions.plan_talk(counselling, actor=world.actor("kana"), planned_at=when, place="Ruang kecil")


def held_talk(world: World, counselling: Counselling | None = None) -> CounsellingSession:
    """A talk that took place."""
    talk = talk_of(world, counselling)
    return step(talk, "record", world.actor("kana"), held_at=clock.now() - timedelta(hours=1), minutes=50)


def noted_talk(world: World, text: str = SECRET, counselling: Counselling | None = None) -> CounsellingSession:
    """A talk with a sealed note."""
    talk = held_talk(world, counselling)
    actions.write_note(talk, actor=world.actor("kana"), revision=0, text=text)
    return CounsellingSession.objects.get(pk=talk.pk)
