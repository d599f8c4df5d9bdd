"""The facts beside the ratings in the demo: a year of attendance, who contributes to the services, innovations.

Made before the forms of the quarter open, so that the items show them; set-wise, for any number of people.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final

from appraisal.innovations import actions
from appraisal.models import AttendanceMonth, Innovation, MetricShare, ServiceMetric
from appraisal.shares import Line
from config.demo import catalogue
from config.demo.forms import LOW, MISCONDUCT, kind_of_year
from config.demo.innovations import INNOVATIONS, Idea
from config.demo.people import Regency
from config.demo.stage import Cast, moment, on
from organization.models import Employee

CHUNK: Final = 2_000
MONTHS: Final = 12
CONTRIBUTORS: Final = 4
HR_OFFICE: Final = "04"
REASONS: Final = ("Hujan deras, jalan terputus", "Anak sakit, surat menyusul", "Kendaraan mogok")


def inform(cast: Cast, *, today: date, period: tuple[date, date]) -> None:
    """Everything the sources know before the forms of a period open."""
    catalogue.measure(cast.regency, today=today)
    attend(cast.regency, today=today)
    contribute(cast.regency, period=period)
    innovate(cast, today=today)


def attend(regency: Regency, *, today: date) -> None:
    """Twelve months of attendance up to the last one, person by person from the number in the plan."""
    rows = _months(regency, today)
    while part := list(islice(rows, CHUNK)):
        AttendanceMonth.objects.bulk_create(part)


def _months(regency: Regency, today: date) -> Iterator[AttendanceMonth]:
    months = list(reversed([_month_before(today, age) for age in range(1, MONTHS + 1)]))
    recorded = moment(today.replace(day=1), 8)
    for number, person in regency.employees.items():
        for place, month in enumerate(months):
            days, minutes = _absence(number, place)
            yield AttendanceMonth(
                employee_id=person.pk, month=month, absent_days=days, late_minutes=minutes, recorded_at=recorded,
                reasons=REASONS[(number + place) % len(REASONS)] if days or minutes > 60 else "",
            )  # fmt: skip


def _month_before(day: date, count: int) -> date:
    place = day.year * 12 + day.month - 1 - count
    return date(place // 12, place % 12 + 1, 1)


def _absence(number: int, place: int) -> tuple[int, int]:
    """Most people are there and nearly on time; a low year shows here too, and a few reach a step of PP 94/2021."""
    turn = (number * 31 + place * 17) % 97
    kind = kind_of_year(number)
    if kind in (LOW, MISCONDUCT):
        return (1 if turn % 4 == 0 else 0, 40 + turn)
    if number % 83 == 0:
        return (1 if turn % 3 == 0 else 0, 20 + turn)
    return (1 if turn == 0 else 0, turn // 5 if number % 4 else 0)


def contribute(regency: Regency, *, period: tuple[date, date]) -> None:
    """The first people of each measured unit share its metrics in the period, a hundred per cent together."""
    rows = []
    for metric in ServiceMetric.objects.select_related("unit").order_by("pk"):
        people = Employee.objects.filter(unit__lft__gte=metric.unit.lft, unit__lft__lte=metric.unit.rght, active=True)
        chosen = list(people.order_by("pk").values_list("pk", flat=True)[:CONTRIBUTORS])
        rows += [
            MetricShare(metric=metric, employee_id=pk, share=share, period_from=period[0], period_until=period[1])
            for pk, share in zip(chosen, _shares(len(chosen)), strict=True)
        ]
    MetricShare.objects.bulk_create(rows)


def _shares(count: int) -> list[int]:
    """Equal parts; the first takes what is left over."""
    part = 100 // count if count else 0
    return [100 - part * (count - 1), *[part] * (count - 1)] if count else []


def innovate(cast: Cast, *, today: date) -> None:
    """Innovations in every state, the finished ones in the months before."""
    for place, idea in enumerate(INNOVATIONS):
        author, other = _pair(cast, idea.office, place)
        _one(cast, idea, author, other, today=today)


def _pair(cast: Cast, office: str, place: int) -> tuple[int, int]:
    """Two people of an office who head nothing; of any office where it has too few."""
    staff = [one for one in cast.regency.people if not one.is_head and not one.office.startswith(HR_OFFICE)]
    near = [one for one in staff if one.office == office or one.office.startswith(f"{office}.")]
    chosen = near if len(near) > 1 else staff
    first = place % len(chosen)
    pair = (chosen[first], chosen[(first + 1) % len(chosen)])
    return cast.regency.employees[pair[0].number].pk, cast.regency.employees[pair[1].number].pk


def _one(cast: Cast, idea: Idea, author: int, other: int, *, today: date) -> None:
    begun = today - timedelta(days=idea.age)
    people = {pk: Employee.objects.select_related("unit").get(pk=pk) for pk in (author, other)}
    with on(begun):
        values = {
            "title": idea.title, "problem": idea.problem, "idea": idea.idea,
            "unit": people[author].unit.public_id, "started_on": begun - timedelta(days=14),
        }  # fmt: skip
        one = actions.create_innovation(actor=cast.actor(author), values=values)
        lines = [Line(1, people[author], "70"), Line(2, people[other], "30")]
        actions.save_innovation(one.public_id, actor=cast.actor(author), revision=0, values={}, lines=lines)
    for step, (name, after) in enumerate(idea.course):
        with on(begun + timedelta(days=after), 10 + step):
            actor = cast.hr() if name in ("accept", "decline", "return", "confirm_effect") else cast.actor(author)
            _take(one, name, actor, idea, begun)


def _take(one: Innovation, name: str, actor: Any, idea: Idea, begun: date) -> None:
    inputs: dict[str, dict[str, Any]] = {
        "put_to_use": {"used_from": begun + timedelta(days=idea.used_after)},
        "measure": {"effect": idea.effect},
        **{step: {"reason": idea.reason} for step in ("return", "decline", "end")},
    }
    version = Innovation.objects.values_list("version", flat=True).get(pk=one.pk)
    actions.take(one.public_id, name, actor=actor, version=version, payload=inputs.get(name, {}))
