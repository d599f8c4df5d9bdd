"""The quarter in mid-flight: every state a form can be in, with the reasons people would give."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from appraisal.actions import cycles, evaluations, items
from appraisal.models import Cycle, Evaluation, EvaluationItem, RuleSet
from config.demo import rooms
from config.demo.cycles import Plan, each_by, forms_of, open_now, prepare
from config.demo.forms import LOW, MISCONDUCT, fill_review, fill_self, kind_of_year
from config.demo.stage import Cast, let_time_pass, on
from config.demo.texts import REALISATIONS, RETURN_REASONS

NOT_YET_OPEN: Final = "Penilaian triwulan berjalan, Diskominfo"
ROMAN: Final = ("I", "II", "III", "IV")
Forms = list[tuple[int, int]]


def last_quarter(today: date) -> tuple[str, date, date]:
    """Name, first and last day of the quarter before the present one."""
    this_start = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    end = this_start - timedelta(days=1)
    start = date(end.year, 3 * ((end.month - 1) // 3) + 1, 1)
    return f"Triwulan {ROMAN[(end.month - 1) // 3]} {end.year}", start, end


def share(forms: Forms, low: int, high: int) -> Forms:
    """Forms whose key falls into a part of a hundred; the parts do not overlap."""
    return [pair for pair in forms if low <= (pair[1] * 37) % 100 < high]


def running_quarter(cast: Cast, rules: RuleSet, *, today: date) -> Cycle:
    """Opened 24 days ago; the self-assessment ends in 6 days, the review in 20."""
    name, start, end = last_quarter(today)
    opened = today - timedelta(days=24)
    plan = Plan(
        f"Penilaian {name}", "quarterly", (start, end), opened, today + timedelta(days=6),
        today + timedelta(days=20), today + timedelta(days=75),
    )  # fmt: skip
    with on(opened - timedelta(days=3)):
        cycle = open_now(cast, prepare(cast, plan, rules))
    let_time_pass(opened)
    forms = forms_of(cycle)
    _begun(cast, share(forms, 15, 38), today)
    handed_in = share(forms, 38, 100)
    with on(today - timedelta(days=16), 10):
        fill_self(handed_in)
        each_by(cast, handed_in, "submit", seat="employee")
    _taken_back(cast, share(forms, 38, 40), today)
    _returned(cast, share(forms, 40, 45), today)
    with on(today - timedelta(days=11), 15):
        fill_review(share(forms, 55, 62), complete=False)
    _approved(cast, share(forms, 62, 100), today)
    _cancelled(cast, share(forms, 14, 15)[:2], today)
    return cycle


def _begun(cast: Cast, forms: Forms, today: date) -> None:
    """Half a form, typed and saved, not sent: through the action that autosave uses."""
    with on(today - timedelta(days=2), 20):
        for form, _number in forms[:40]:
            found = Evaluation.objects.get(pk=form)
            rows = EvaluationItem.objects.filter(evaluation=found, code__in=("hasil_utama", "disiplin"))
            for saved, row in enumerate(rows.order_by("position")):
                items.save_self_item(
                    found.public_id, row.public_id, actor=cast.actor(found.employee_id), revision=saved,
                    values={"realisation": REALISATIONS[row.code][1], "rating": "2" if saved else None},
                )  # fmt: skip


def _taken_back(cast: Cast, forms: Forms, today: date) -> None:
    with on(today - timedelta(days=15), 11):
        each_by(cast, forms, "recall", seat="employee")


def _returned(cast: Cast, forms: Forms, today: date) -> None:
    with on(today - timedelta(days=4), 13):
        for form, _person in forms:
            found = Evaluation.objects.get(pk=form)
            marked = found.items.filter(code__in=("hasil_utama", "mutu_layanan")).order_by("position")
            evaluations.return_(
                found.public_id, actor=cast.actor(found.assessor_id), version=found.version,
                reason=RETURN_REASONS[form % 2], items={row.public_id: RETURN_REASONS[1] for row in marked[:1]},
            )  # fmt: skip


def _approved(cast: Cast, forms: Forms, today: date) -> None:
    with on(today - timedelta(days=9), 14):
        fill_review(forms)
        each_by(cast, forms, "approve", seat="assessor")
    seen = [pair for pair in forms if pair[1] % 4 != 0]
    with on(today - timedelta(days=7), 8):
        each_by(cast, seen, "acknowledge", seat="employee")
    content = [pair for pair in seen if pair[1] % 2 == 0 or (is_low(pair[1]) and pair[1] % 3 == 0)]
    with on(today - timedelta(days=5), 8):
        each_by(cast, content, "accept", seat="employee")


def is_low(person: int) -> bool:
    """Whether the person's period asks for help."""
    return kind_of_year(person) in (LOW, MISCONDUCT)


def _cancelled(cast: Cast, forms: Sequence[tuple[int, int]], today: date) -> None:
    with on(today - timedelta(days=6), 9):
        for form, _person in forms:
            found = Evaluation.objects.get(pk=form)
            evaluations.cancel(
                found.public_id, actor=cast.hr(), version=found.version, reason="Tugas belajar sejak awal triwulan."
            )


def other_cycles(cast: Cast, rules: RuleSet, calibrated: RuleSet, *, today: date) -> None:
    """A pilot with calibration, a cycle whose forms are not open yet, one in preparation, one cancelled whole."""
    _name, start, end = last_quarter(today)
    pilot = Plan(
        "Uji coba kalibrasi Dinas Pendidikan", "quarterly", (start, end), today - timedelta(days=30), today - timedelta(days=15),
        today - timedelta(days=2), today + timedelta(days=40), "10", today + timedelta(days=12),
    )  # fmt: skip
    with on(today - timedelta(days=32)):
        cycle = open_now(cast, prepare(cast, pilot, calibrated))
    let_time_pass(today - timedelta(days=30))
    with on(today - timedelta(days=20), 10):
        forms = forms_of(cycle)
        fill_self(forms)
        each_by(cast, forms, "submit", seat="employee")
    with on(today - timedelta(days=5), 10):
        fill_review(forms)
        each_by(cast, forms[: len(forms) * 3 // 4], "propose", seat="assessor")
    rooms.calibrate(cast, cycle, today=today)
    later = Plan(
        NOT_YET_OPEN, "quarterly", (end + timedelta(days=1), end + timedelta(days=91)),
        today + timedelta(days=12), today + timedelta(days=26), today + timedelta(days=45),
        today + timedelta(days=110), "16",
    )  # fmt: skip
    with on(today - timedelta(days=1)):
        open_now(cast, prepare(cast, later, rules))
        prepare(cast, _next_plan(end, today), rules)
    with on(today - timedelta(days=40)):
        wrong = open_now(cast, prepare(cast, _wrong_plan(start, end, today), rules))
    with on(today - timedelta(days=39), 10):
        cycles.cancel(
            wrong.public_id, actor=cast.hr(), version=wrong.version, reason="Unit dan periode keliru; dibuka ulang."
        )
        _cancel_forms(wrong)


def _cancel_forms(cycle: Cycle) -> None:
    from workflow.jobs import run_job
    from workflow.models import Job

    for job_id in Job.objects.filter(kind="appraisal.cancel_cycle", state="queued").values_list("pk", flat=True):
        run_job(job_id, worker="demo")


def _next_plan(end: date, today: date) -> Plan:
    return Plan(
        "Penilaian triwulan berikutnya", "quarterly", (end + timedelta(days=1), end + timedelta(days=91)),
        today + timedelta(days=40), today + timedelta(days=54), today + timedelta(days=75),
        today + timedelta(days=140),
    )  # fmt: skip


def _wrong_plan(start: date, end: date, today: date) -> Plan:
    return Plan(
        "Penilaian Dinas Sosial (salah buka)", "quarterly", (start, end), today - timedelta(days=38),
        today - timedelta(days=20), today, today + timedelta(days=30), "19",
    )  # fmt: skip
