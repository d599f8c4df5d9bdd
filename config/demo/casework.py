"""Improvement cases of the demo in every state, worked through over months by the people they concern."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from cases.actions import coaching, opening, people, progress, templates
from cases.actions.moves import Seen
from cases.clocks import EXTENSION_MONTHS, months_later
from cases.machines.improvement_case import OPEN_STATES
from cases.models import CoachingSession, ImprovementCase
from cases.stages import track
from config.demo import guidance
from config.demo.stage import ZONE, Cast, moment, on
from config.demo.texts import AGREEMENTS, PLAN_TEMPLATES, PROGRESS, SESSION_NOTES, STAGE_WORDS
from organization.models import Employee
from organization.reporting import assessor_of
from workflow.policies import policy_for

FATES: Final = (
    "met", "active", "met", "partly", "on_hold", "under_review", "met", "not_met", "active", "met", "reopened",
)  # fmt: skip
MORE_TIME: Final = "Kemajuan sudah tampak; dua butir rencana baru dapat dibuktikan setelah tutup bulan berikutnya."


def _fresh(case: ImprovementCase) -> ImprovementCase:
    return ImprovementCase.objects.get(pk=case.pk)


def _opened_on(case: ImprovementCase) -> date:
    return case.opened_at.astimezone(ZONE).date()


def write_templates(cast: Cast) -> None:
    """What HR lets plans begin with: one for discipline, one for service, one for everything else."""
    unit = cast.regency.units["00"].public_id
    for name, codes, lines in PLAN_TEMPLATES:
        content = {"days": 182, "sessions": 3, "every_days": 35, "offer_training": True, "lines": list(lines)}
        templates.add_template(actor=cast.hr(), unit=unit, name=name, codes=codes, content=content)


def take_up(cast: Cast, *, day: date) -> None:
    """Coaches are named and plans proposed, agreed and begun for the cases opened so far."""
    waiting = ImprovementCase.objects.filter(state="opened", supervisor__isnull=False).order_by("pk")
    for case in waiting:
        with on(day, 9):
            coach = cast.regency.staff("04.02", 0).employee
            # HR never acts on an own superior; such a case goes without a coach.
            hr_may = policy_for(case).may(cast.hr(), "assign_coach", case)
            if coach is not None and coach.pk != case.employee_id and hr_may:
                people.assign_coach(case, Seen(cast.hr(), case.version), coach=coach.public_id)
            found = _fresh(case)
            progress.propose(found, Seen(cast.actor(found.supervisor_id), found.version))
        with on(day + timedelta(days=1), 10):
            found = _fresh(case)
            progress.agree(found, Seen(cast.actor(found.supervisor_id), found.version))
            progress.agree(found, Seen(cast.actor(found.employee_id), found.version + 1))
        with on(day + timedelta(days=2), 8):
            found = _fresh(case)
            progress.start(found, Seen(cast.actor(found.supervisor_id), found.version))


def work(cast: Cast, *, today: date) -> None:
    """Months of coaching for the cases that have begun; each goes as far as its fate says."""
    for number, case in enumerate(ImprovementCase.objects.filter(state="active").order_by("pk")):
        fate = FATES[number % len(FATES)]
        start = _opened_on(case) + timedelta(days=12)
        _sessions(cast, case, start, count=3 if fate in ("met", "partly", "not_met", "reopened") else 1, today=today)
        if fate == "on_hold":
            with on(start + timedelta(days=70)):
                found = _fresh(case)
                reason = "Cuti melahirkan sampai tiga bulan; rencana dilanjutkan sesudahnya."
                progress.hold(found, Seen(cast.hr(), found.version), reason=reason)
        elif fate == "active":
            _missed_session(cast, case, start + timedelta(days=49), today=today)
            _progress(cast, case, start + timedelta(days=60), most=2)
            if number % 2:
                _go_on(cast, case, today=today)
        elif fate == "under_review" and _go_on(cast, case, today=today):
            _finish(cast, case, today - timedelta(days=9), fate)
        else:
            _finish(cast, case, start + timedelta(days=130), fate)
    guidance.begin(cast, today=today)


def _sessions(cast: Cast, case: ImprovementCase, start: date, *, count: int, today: date) -> None:
    for place in range(count):
        day = start + timedelta(days=14 + 35 * place)
        if day >= today - timedelta(days=3):
            return
        _session(cast, case, day, place)


def _session(cast: Cast, case: ImprovementCase, day: date, place: int) -> None:
    with on(day - timedelta(days=5)):
        session = coaching.plan_session(
            _fresh(case), actor=cast.actor(case.supervisor_id), planned_at=moment(day, 10),
            place="Ruang rapat lantai 1", agenda="Meninjau rencana dan hambatan bulan ini.",
        )  # fmt: skip
    _hold_session(cast, case, session, day, place)


def _go_on(cast: Cast, case: ImprovementCase, *, today: date) -> bool:
    """More time where the first end is behind today and the rules still allow it, with talks until lately."""
    end = _fresh(case).target_on
    if end is None or end > today - timedelta(days=30):
        return False
    longer = min(months_later(end, EXTENSION_MONTHS), today + timedelta(days=40))
    if longer <= today + timedelta(days=7):
        return False
    with on(end - timedelta(days=8), 9):
        found = _fresh(case)
        progress.extend(found, Seen(cast.actor(found.supervisor_id), found.version), due_on=longer, reason=MORE_TIME)
    for place, days in enumerate((75, 47, 19)):
        if today - timedelta(days=days) > end:
            _session(cast, case, today - timedelta(days=days), place)
    return True


def _missed_session(cast: Cast, case: ImprovementCase, day: date, *, today: date) -> None:
    """A talk to which the employee was kept from coming; he says so himself."""
    if day >= today - timedelta(days=3):
        return
    with on(day - timedelta(days=5)):
        session = coaching.plan_session(
            _fresh(case), actor=cast.actor(case.supervisor_id), planned_at=moment(day, 10), place="Ruang rapat lantai 1"
        )
    with on(day, 14):
        coaching.miss_session(
            session, Seen(cast.actor(case.employee_id), session.version), absent="employee",
            reason="Mendampingi kunjungan lapangan di kecamatan; mohon dijadwalkan kembali.",
        )  # fmt: skip


def _hold_session(cast: Cast, case: ImprovementCase, session: CoachingSession, day: date, place: int) -> None:
    with on(day, 11, 15):
        coaching.record_session(
            session, Seen(cast.actor(case.supervisor_id), session.version), held_at=moment(day, 10), minutes=55,
            notes=SESSION_NOTES[place % 3], agreements=AGREEMENTS[place % 3],
        )  # fmt: skip
    with on(day + timedelta(days=1), 9):
        for person in (case.supervisor_id, case.employee_id):
            found = CoachingSession.objects.get(pk=session.pk)
            coaching.acknowledge_session(found, Seen(cast.actor(person), found.version))


def _progress(cast: Cast, case: ImprovementCase, day: date, *, most: int) -> None:
    with on(day, 15):
        for place, item in enumerate(_open_items(case, most)):
            found = _fresh(case)
            progress.record_progress(
                found, Seen(cast.actor(case.employee_id), found.version), item=item, progress=PROGRESS[place % 3],
                done=place == 0,
            )  # fmt: skip


def _open_items(case: ImprovementCase, most: int) -> Iterator[UUID]:
    rows = case.items.filter(done_at__isnull=True, removed=False).order_by("position")
    yield from list(rows.values_list("public_id", flat=True)[:most])


def _close_stages(cast: Cast, case: ImprovementCase, *, most: int = 9) -> None:
    """As many stages as are ready, one after the other, each with what was reached."""
    for _turn in range(most):
        found = _fresh(case)
        ready = next((view for view in track(found) if view.is_next and not view.missing), None)
        if ready is None:
            return
        progress.close_stage(
            found, Seen(cast.actor(case.supervisor_id), found.version), stage=ready.stage.public_id,
            statement=STAGE_WORDS[(ready.stage.position - 1) % len(STAGE_WORDS)],
        )  # fmt: skip


def _finish(cast: Cast, case: ImprovementCase, day: date, fate: str) -> None:
    with on(day, 9):
        for item in _open_items(case, 50):
            found = _fresh(case)
            progress.record_progress(
                found, Seen(cast.actor(case.supervisor_id), found.version), item=item, progress=PROGRESS[0], done=True
            )
    with on(day + timedelta(days=1), 9):
        _close_stages(cast, case)
    with on(day + timedelta(days=2), 9):
        found = _fresh(case)
        summary = "Rencana selesai dijalankan; bukti terlampir pada butir rencana."
        progress.submit_for_review(found, Seen(cast.actor(case.supervisor_id), found.version), summary=summary)
    guidance.after_guidance(cast, _fresh(case), day + timedelta(days=3), fate)
    if fate == "under_review":
        return
    with on(day + timedelta(days=5), 9):
        _close(cast, _fresh(case), fate)
    guidance.take_note(cast, case, day + timedelta(days=7), fate)
    if fate == "reopened":
        with on(day + timedelta(days=40), 9):
            found = _fresh(case)
            reason = "Capaian bulan berikutnya turun kembali; pendampingan dilanjutkan."
            progress.reopen(found, Seen(cast.hr(), found.version), reason=reason)


def _close(cast: Cast, case: ImprovementCase, fate: str) -> None:
    outcome = {"partly": "partly_met", "not_met": "not_met"}.get(fate, "target_met")
    follow_up = "Diusulkan penempatan pada tugas yang lebih sesuai, diputuskan oleh pejabat yang berwenang."
    progress.close(
        case, Seen(cast.hr(), case.version), outcome=outcome, outcome_note=PROGRESS[1],
        follow_up=follow_up if outcome == "not_met" else None,
    )  # fmt: skip


def open_by_hand(cast: Cast, *, today: date) -> None:
    """One case that an assessor opened on seeing what stood in the way, without waiting for a result."""
    open_people = ImprovementCase.objects.filter(state__in=OPEN_STATES).values("employee_id")
    people_of_unit = Employee.objects.filter(unit=cast.regency.units["04.02"], active=True).exclude(pk__in=open_people)
    with on(today - timedelta(days=4), 10):
        for person in people_of_unit.order_by("nip"):
            boss = assessor_of(person, today).assessor
            if boss is not None:
                opening.open_case(
                    actor=cast.actor(boss.pk), employee=person.public_id, focus="Surat keluar terkirim tepat waktu",
                    reason="Dalam dua bulan terakhir enam surat keluar terlambat; tugas baru belum sempat dilatih.",
                )  # fmt: skip
                return


def begin_plans(cast: Cast, *, today: date) -> None:
    """Of the freshly opened cases: some proposed, one dissented from, the others wait for their plan."""
    fresh = list(ImprovementCase.objects.filter(state="opened", supervisor__isnull=False).order_by("pk"))
    for place, case in enumerate(fresh[: len(fresh) * 2 // 3]):
        with on(today - timedelta(days=3), 9):
            progress.propose(case, Seen(cast.actor(case.supervisor_id), case.version))
        with on(today - timedelta(days=2), 16):
            found = _fresh(case)
            seen = Seen(cast.actor(found.employee_id), found.version)
            if place == 1:
                progress.dissent(found, seen, reason="Target bulan pertama terlalu dekat dengan masa pelaporan.")
            elif place == 2:
                progress.agree(found, seen)
