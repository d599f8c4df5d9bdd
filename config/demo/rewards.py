"""The rewards of the demo: last year's programme with an award in every state, and notes from colleagues."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from appraisal.awards import actions
from appraisal.awards.candidates import candidates_of
from appraisal.awards.policies import nominates
from appraisal.models import Award, Cycle, Evaluation, RewardProgramme
from appraisal.recognition.actions import give
from config.demo.stage import Cast, on
from config.demo.texts import DECLINED_AWARD, NOMINATIONS, THANKS
from organization.models import Employee
from workflow.actors import Actor

# How far each nomination goes, in the order of the names.
FATES: Final = (
    "public", "public", "private", "declined", "unanswered", "public", "taken_back", "refused", "approved", "nominated",
    "nominated",
)  # fmt: skip
LATELY: Final = ("approved", "nominated")
CRITERIA: Final = (
    {"kind": "predicate", "at_least": "sangat_baik"},
    {"kind": "item", "item": "disiplin", "at_least": "2"},
    {"kind": "no_open_case"},
)


def reward(cast: Cast, closed: Cycle, *, begin: date, today: date) -> None:
    """Reward the year that was closed in spring, and let colleagues thank each other."""
    _decide(cast, closed, day=begin + timedelta(days=70), today=today)
    _thank(cast, today=today)


def _decide(cast: Cast, cycle: Cycle, *, day: date, today: date) -> None:
    """The programme, nominations by the assessors, decisions; some are still open."""
    with on(day):
        programme = _programme(cast, cycle)
        found = candidates_of(programme, nominates(cast.hr())).fulfilled
    hr = cast.hr().employee_id
    fit = [one.form for one in found if one.form.assessor_id and one.form.superior_id not in (None, hr)]
    for place, (form, fate) in enumerate(zip(fit, FATES, strict=False)):
        began = today - timedelta(days=12 - place // 2) if fate in LATELY else day + timedelta(days=2 + place // 4)
        _award(cast, programme, form, fate, began, NOMINATIONS[place % len(NOMINATIONS)])


def _programme(cast: Cast, cycle: Cycle) -> RewardProgramme:
    values = {
        "name": f"Pegawai teladan {cycle.period_until.year}",
        "purpose": "Hasil dan perilaku yang menjadi contoh bagi rekan dan terasa oleh masyarakat.",
        "unit": cast.regency.units["00"].public_id,
        "cycle": cycle.public_id,
        "periods": 1,
        "criteria": list(CRITERIA),
    }
    return actions.create_programme(actor=cast.hr(), values=values)


def _award(cast: Cast, programme: RewardProgramme, form: Evaluation, fate: str, day: date, why: str) -> None:
    """One nomination, as far as its fate leads."""
    with on(day, 10):
        nominator = cast.actor(form.assessor_id)
        made = actions.nominate(programme.public_id, form.employee.public_id, actor=nominator, reason=why)
    steps = _steps(cast, form, fate)
    for place, (name, actor, payload) in enumerate(steps, 1):
        with on(day + timedelta(days=place), 11):
            version = Award.objects.values_list("version", flat=True).get(pk=made.pk)
            actions.take(made.public_id, name, actor=actor(), version=version, payload=payload)


Taken = tuple[str, Callable[[], Actor], dict[str, str]]


def _steps(cast: Cast, form: Evaluation, fate: str) -> list[Taken]:
    def by(employee: int | None) -> Callable[[], Actor]:
        return lambda: cast.actor(employee)

    approve: Taken = ("approve", cast.hr, {})
    granted: list[Taken] = [approve, ("grant", by(form.superior_id), {})]
    reason = {"reason": DECLINED_AWARD}
    ways: dict[str, list[Taken]] = {
        "nominated": [],
        "approved": [approve],
        "declined": [("decline", cast.hr, reason)],
        "refused": [approve, ("refuse", by(form.superior_id), reason)],
        "taken_back": [("take_back", by(form.assessor_id), {})],
        "unanswered": granted,
        "public": [*granted, ("consent", by(form.employee_id), {})],
        "private": [*granted, ("keep_private", by(form.employee_id), {})],
    }
    return ways[fate]


def _thank(cast: Cast, *, today: date) -> None:
    """Colleagues of one unit thank each other in the weeks before today."""
    people = list(
        Employee.objects.filter(active=True, user__isnull=False).select_related("unit").order_by("unit", "pk")
    )
    pairs = [(a, b) for a, b in pairwise(people) if a.unit_id == b.unit_id][::9][: 3 * len(THANKS)]
    for place, (giver, receiver) in enumerate(pairs):
        with on(today - timedelta(days=1 + place), 15):
            text = THANKS[place % len(THANKS)]
            give(actor=cast.actor(giver.pk), to=receiver.full_name, unit=receiver.unit.public_id, text=text)
