"""Counselling of the demo: one with sealed notes, one that waits for a counsellor."""

from datetime import date, timedelta
from typing import Final

from cases.actions.moves import Seen
from cases.counselling import actions, fitness
from cases.models import Counselling, CounsellingSession, ImprovementCase
from config.demo.stage import Cast, moment, on

NOTES: Final = (
    "Bercerita tentang orang tua yang dirawat di rumah. Disepakati mengatur jadwal jaga bersama keluarga.",
    "Beban di rumah berkurang. Tidur lebih teratur; merasa siap kembali menyelesaikan laporan tepat waktu.",
)


def listen(cast: Cast, *, today: date) -> None:
    """Of the running cases, the first is accompanied in confidence; the employee of the second has asked for it."""
    counsellor = cast.regency.staff("04.02", 1).employee
    if counsellor is None:
        return
    running = ImprovementCase.objects.filter(state="active").select_related("unit", "employee").order_by("pk")
    with on(today - timedelta(days=40), 9):
        fit = [case for case in running if counsellor in fitness.offered_for(case)]
    for case in fit[:1]:
        _accompany(cast, case, today)
    for case in fit[1:2]:
        with on(today - timedelta(days=2), 14):
            actions.ask_counselling(case, actor=cast.actor(case.employee_id))


def _accompany(cast: Cast, case: ImprovementCase, today: date) -> None:
    wanted = cast.regency.staff("04.02", 1).employee
    assert wanted is not None
    with on(today - timedelta(days=40), 9):
        made = actions.ask_counselling(case, actor=cast.actor(case.employee_id), counsellor=wanted.public_id)
    with on(today - timedelta(days=38), 9):
        actions.take(made, "name_counsellor", Seen(cast.hr(), made.version), counsellor=wanted.public_id)
    for place, text in enumerate(NOTES):
        _talk(cast, made, wanted.pk, today - timedelta(days=30 - 14 * place), text)
    with on(today - timedelta(days=3), 11):
        ahead = moment(today + timedelta(days=6), 10)
        found = Counselling.objects.get(pk=made.pk)
        actions.plan_talk(found, actor=cast.actor(wanted.pk), planned_at=ahead, place="Ruang konseling BKPSDMD")


def _talk(cast: Cast, made: Counselling, counsellor: int, day: date, text: str) -> None:
    listener = cast.actor(counsellor)
    with on(day - timedelta(days=5), 10):
        found = Counselling.objects.get(pk=made.pk)
        talk = actions.plan_talk(found, actor=listener, planned_at=moment(day, 10), place="Ruang konseling BKPSDMD")
    with on(day, 11):
        actions.take(talk, "record", Seen(listener, talk.version), held_at=moment(day, 10), minutes=50)
        actions.write_note(CounsellingSession.objects.get(pk=talk.pk), actor=listener, revision=0, text=text)
