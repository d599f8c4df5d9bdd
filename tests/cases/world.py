"""A small office for the tests of this app: who stands in which relation to one person's case."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cases.drafting import WeakItem
from cases.lifecycle import LowResult, open_cases
from cases.models import CaseStage, CoachingSession, Enrolment, ImprovementCase, PlanItem, Training, TrainingIndicator
from organization import tree
from organization.models import Appointment, Employee, Post, RoleGrant, Unit, User
from workflow import clock
from workflow.actors import CLOCK, Actor, actor_of
from workflow.engine import fire
from workflow.roles import Role
from workflow.transactions import durable

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
WEAK = (
    WeakItem("discipline", "Disiplin", "Di bawah ekspektasi"),
    WeakItem("service", "Mutu layanan", "Di bawah ekspektasi"),
)
PDF = b"%PDF-1.4 test"


@dataclass
class World:
    """Units and people by short name; `users[name]` signs in with the password `rahasia-sekali`."""

    units: dict[str, Unit]
    people: dict[str, Employee]
    users: dict[str, User]

    def actor(self, name: str) -> Actor:
        """The person as stored now."""
        return actor_of(self.users[name])


def _unit(name: str, kind: str, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(code=name, name=name.title(), kind=kind, parent=parent)


def _person(number: int, name: str, unit: Unit) -> Employee:
    return Employee.objects.create(
        nip=f"19850101201001{number:04d}", full_name=name.title(), kind="pns", unit=unit, email=f"{name}@example.go.id"
    )


def _user(name: str, employee: Employee | None) -> User:
    return User.objects.create_user(name, "rahasia-sekali", employee=employee)


def _grant(user: User, role: str, unit: Unit) -> None:
    RoleGrant.objects.create(user=user, role=role, unit=unit, valid_from=date(2026, 1, 1), basis="SK")


def _head(employee: Employee, unit: Unit) -> None:
    post = Post.objects.create(unit=unit, title=f"Kepala {unit.name}", kind="administrator", is_head=True)
    Appointment.objects.create(employee=employee, post=post, valid_from=date(2026, 1, 1))
    employee.post = post
    employee.save()


PLACES = {
    "budi": "office",
    "sari": "office",
    "citra": "agency",
    "rekan": "office",
    "lama": "office",
    "hana": "agency",
    "joko": "other",
    "bawahan": "office",
    "audi": "agency",
    "adi": "other",
    "tita": "agency",
    "tono": "other",
    "lia": "agency",
    "kana": "agency",
    "kano": "agency",
}
GRANTS = {
    "hana": (Role.HR, "agency"),
    "joko": (Role.HR, "other"),
    "bawahan": (Role.HR, "agency"),
    "audi": (Role.AUDITOR, "agency"),
    "adi": (Role.AUDITOR, "other"),
    "tita": (Role.TRAINING_OFFICER, "agency"),
    "tono": (Role.TRAINING_OFFICER, "other"),
    "lia": (Role.LEADER, "agency"),
    "kana": (Role.COUNSELLOR, "agency"),
    "kano": (Role.COUNSELLOR, "agency"),
}


def make_world() -> World:
    """A regency with two agencies; `sari` heads the office of `budi`, `bawahan` is HR and works below `budi`."""
    regency = _unit("regency", "regency")
    units = {
        "regency": regency,
        "agency": _unit("agency", "agency", regency),
        "other": _unit("other", "agency", regency),
    }
    units["office"] = _unit("office", "division", units["agency"])
    units["section"] = _unit("section", "section", units["office"])
    with durable():
        tree.rebuild(tree.lock_all())
    units = {name: Unit.objects.get(pk=unit.pk) for name, unit in units.items()}
    people = {name: _person(i, name, units[place]) for i, (name, place) in enumerate(PLACES.items(), 1)}
    users = {name: _user(name, person) for name, person in people.items()}
    users["admin"] = _user("admin", None)
    users["disabled"] = _user("disabled", _person(90, "disabled", units["office"]))
    User.objects.filter(username="disabled").update(is_active=False)
    users["disabled"].refresh_from_db()
    for name, (role, unit) in GRANTS.items():
        _grant(users[name], role, units[unit])
    _grant(users["disabled"], Role.HR, units["agency"])
    _grant(users["admin"], Role.ADMIN, units["regency"])
    _head(people["sari"], units["office"])
    # budi heads the section in which bawahan works: bawahan is HR of the agency, and budi's subordinate.
    _head(people["budi"], units["section"])
    people["bawahan"].unit = units["section"]
    people["bawahan"].save()
    return World(units, people, users)


def low(
    world: World, who: str = "budi", *, source: int = 1, supervisor: str | None = "sari", weak: Any = WEAK
) -> LowResult:
    """A low result of a person."""
    person = world.people[who]
    boss = world.people[supervisor].pk if supervisor else None
    return LowResult(person.pk, person.unit_id, boss, "appraisal.evaluation", source, "Kurang", weak)


def open_case(
    world: World, who: str = "budi", *, source: int = 1, coach: str | None = "citra", **more: Any
) -> ImprovementCase:
    """An open case as the lifecycle makes it, with a coach."""
    with durable():
        open_cases([low(world, who, source=source, **more)], at=clock.now())
    case = ImprovementCase.objects.get(triggers__source_id=source)
    if coach:
        step(case, "assign_coach", world.actor("hana"), coach=world.people[coach].public_id)
    return ImprovementCase.objects.select_related("unit", "employee").get(pk=case.pk)


def step(subject: Any, name: str, actor: Actor = CLOCK, **payload: Any) -> Any:
    """Take a transition on the version as stored; returns the stored subject."""
    now = type(subject).objects.get(pk=subject.pk)
    fire(now, name, actor=actor, version=now.version, payload=payload)
    return type(subject).objects.get(pk=subject.pk)


def bring_to(world: World, state: str, case: ImprovementCase | None = None) -> ImprovementCase:
    """A case in a state, by the acts of the people who may."""
    case = case or open_case(world)
    sari, hana = world.actor("sari"), world.actor("hana")
    subject = world.actor(case.employee.full_name.lower())
    if state == "withdrawn":
        ImprovementCase.objects.filter(pk=case.pk).update(live_causes=0)
        return step(case, "withdraw", reason="banding dikabulkan")
    route = {
        "opened": [],
        "planned": ["propose"],
        "active": ["propose", "agree", "start"],
        "on_hold": ["propose", "agree", "start", "hold"],
        "under_review": ["propose", "agree", "start", "submit_for_review"],
        "closed": ["end_early"],
    }[state]
    for name in route:
        if name == "agree":
            step(case, "agree", subject)
            step(case, "agree", sari)
        elif name == "hold":
            step(case, "hold", hana, reason="cuti melahirkan")
        elif name == "submit_for_review":
            step(case, name, sari, summary="sudah membaik")
        elif name == "end_early":
            step(case, name, hana, outcome="lifted", reason="tidak diperlukan lagi")
        else:
            step(case, name, sari)
    return ImprovementCase.objects.select_related("unit", "employee").get(pk=case.pk)


def fulfil(world: World, case: ImprovementCase) -> None:
    """Everything the closing criteria ask for, in an active case."""
    for item in PlanItem.objects.filter(case=case, required=True, removed=False):
        step(case, "record_progress", world.actor("budi"), item=item.public_id, progress="selesai", done=True)
    for _turn in range(case.sessions_required):
        confirm(world, planned_session(case, world))
    for stage in CaseStage.objects.filter(case=case, closed_at__isnull=True):
        step(case, "close_stage", world.actor("sari"), stage=stage.public_id, statement="tercapai")


def planned_session(case: ImprovementCase, world: World, *, ahead: timedelta = timedelta(days=2)) -> CoachingSession:
    """A planned talk."""
    from cases.actions import plan_session

    return plan_session(case, actor=world.actor("citra"), planned_at=clock.now() + ahead, place="Ruang rapat")


RECORD = {"minutes": 45, "notes": "membahas hambatan", "agreements": "mulai tepat waktu"}


def hold_session(world: World, session: CoachingSession, *, who: str = "citra", **more: Any) -> CoachingSession:
    """A recorded talk."""
    return step(session, "record", world.actor(who), **{"held_at": clock.now() - timedelta(hours=1), **RECORD, **more})


def confirm(world: World, session: CoachingSession) -> CoachingSession:
    """A talk both sides acknowledged."""
    session = hold_session(world, session)
    step(session, "acknowledge", world.actor("citra"))
    return step(session, "acknowledge", world.actor("budi"))


def training(
    code: str = "T1", *, starts: date = date(2026, 12, 1), days: int = 2, seats: int | None = 10, jp: int = 20
) -> Training:
    """A training of the catalogue that helps with discipline."""
    made = Training.objects.create(
        code=code,
        title=f"Pelatihan {code}",
        kind="klasikal",
        provider="BKPSDMD",
        jp_hours=jp,
        seats=seats,
        starts_on=starts,
        ends_on=starts + timedelta(days=days - 1),
    )
    TrainingIndicator.objects.create(training=made, code="discipline")
    return made


def enrolment(world: World, who: str = "budi", *, offer: Training | None = None) -> Enrolment:
    """A requested enrolment."""
    from cases.actions import request_enrolment

    return request_enrolment(offer or training(), actor=world.actor(who))


def certificate(world: World, of: Enrolment, *, by: str = "budi", content: bytes = PDF) -> Any:
    """A certificate handed in for an enrolment."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from cases.actions import upload_certificate
    from cases.files import store

    stored = store(SimpleUploadedFile("sertifikat.pdf", content), folder="certificates")
    return upload_certificate(of, actor=world.actor(by), stored=stored, number="123/BKPSDMD/2026")
