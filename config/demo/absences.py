"""Who is away and who acts for him, and who says that another person should assess."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from appraisal.actions import evaluations
from appraisal.corrections import actions as corrections
from appraisal.models import Evaluation
from config.demo.forms import fill_review
from config.demo.stage import Cast, on
from organization.actions import delegations
from organization.actions.delegations import DelegationData
from organization.delegates import proposed_for
from organization.models import Delegation, Employee
from workflow.errors import InvalidInput, NotPermitted, NotVisible

# How each absence stands today: first and last day counted from today, and what became of the delegation.
ABSENCES: Final = (
    (-1, 4, "active", "Mengikuti pelatihan kepemimpinan di Jambi"),
    (3, 9, "drafted", "Cuti tahunan"),
    (-12, -6, "ended", "Perjalanan dinas ke Jakarta"),
    (-2, 6, "revoked", "Cuti alasan penting"),
)
WHY: Final = (
    "Sejak bulan lalu saya bertugas di bidang lain; yang membagi dan menilai pekerjaan saya sekarang atasan di sana.",
    "Atasan langsung saya menurut SK penempatan bukan pejabat yang tercantum di formulir ini.",
    "Pejabat penilai yang tercantum sudah berpindah jabatan sebelum periode ini dimulai.",
)
REFUSAL: Final = "Menurut SK yang berlaku pada hari pembukaan, pejabat penilai sudah benar."
FATES: Final = ("filed", "refused", "filed")


def be_away(cast: Cast, *, today: date) -> None:
    """Delegations of assessors on whose desk something lies, one of each kind."""
    wanted = iter(ABSENCES)
    absence = next(wanted)
    for absent in _assessors(today):
        if _delegate(cast, absent, absence, today):
            following = next(wanted, None)
            if following is None:
                return
            absence = following


def _assessors(today: date) -> Iterator[Employee]:
    rows = Evaluation.objects.filter(state="supervisor_review", cycle__state="running").exclude(assessor=None)
    ids = list(rows.order_by("pk").values_list("assessor_id", flat=True))
    people = Employee.objects.select_related("unit", "post").in_bulk(ids)
    yield from (people[pk] for pk in dict.fromkeys(ids))


def _delegate(cast: Cast, absent: Employee, absence: tuple[int, int, str, str], today: date) -> bool:
    """Whether somebody beside or above could be found who acts for nobody else yet."""
    first, last, fate, cause = absence
    actor = cast.actor(absent.pk)
    letter = f"800/{absent.pk:03d}/BKPSDM/{today.year}"
    days = (today + timedelta(days=first), today + timedelta(days=last))
    with on(min(days[0], today) - timedelta(days=2), 8):
        busy = set(Delegation.objects.values_list("delegate_id", flat=True))
        for delegate in (one for one in proposed_for(absent, actor) if one.pk not in busy):
            data = DelegationData(("assessing", "deciding"), *days, letter, days[0] - timedelta(days=3), cause)
            try:
                row = delegations.draft_delegation(absent, actor=actor, delegate=delegate, data=data)
            except InvalidInput:
                continue
            _bring_to(row, fate, cast)
            break
        else:
            return False
    if fate == "active":
        _rate_in_place(row, cast, today - timedelta(days=1))
    return True


def _bring_to(row: Delegation, fate: str, cast: Cast) -> None:
    actor = cast.actor(row.absent_id)
    if fate != "drafted":
        delegations.take(row.public_id, "activate", actor=actor, version=0, key=None)
    if fate == "revoked":
        reason = {"reason": "Kembali bertugas lebih awal"}
        delegations.take(row.public_id, "revoke", actor=actor, version=1, payload=reason, key=None)


def _rate_in_place(row: Delegation, cast: Cast, day: date) -> None:
    """The delegate hands one form over in the name of the absent assessor."""
    waiting = Evaluation.objects.filter(state="supervisor_review", cycle__state="running", assessor=row.absent_id)
    form = waiting.exclude(employee=row.delegate_id).order_by("pk").first()
    if form is None:
        return
    with on(day, 14):
        fill_review([(form.pk, form.employee_id)])
        evaluations.approve(form.public_id, actor=cast.actor(row.delegate_id), version=form.version)


def say_who_should_assess(cast: Cast, *, today: date) -> None:
    """A few employees of the running quarter say that the assessor is wrong; one of them is told that he is not."""
    forms = Evaluation.objects.filter(state="self_assessment", cycle__state="running").exclude(assessor=None)
    for form, fate, why in zip(forms.order_by("-pk")[: len(FATES)], FATES, WHY, strict=False):
        with on(today - timedelta(days=2), 10):
            actor = cast.actor(form.employee_id)
            made = corrections.ask_for_another(form.public_id, actor=actor, reason=why)
        if fate == "refused":
            with on(today - timedelta(days=1), 9):
                _refuse(made.public_id, cast)


def _refuse(public_id: UUID, cast: Cast) -> None:
    """By HR, unless the officer stands below one of the two; then the request waits on."""
    try:
        corrections.take(public_id, "refuse", actor=cast.hr(), version=0, payload={"reason": REFUSAL})
    except (NotPermitted, NotVisible):
        return
