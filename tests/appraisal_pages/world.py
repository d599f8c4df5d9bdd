"""A small office with one running cycle, made by the actions of the product; used by tests and for looking at pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from appraisal.actions import cycles, evaluations, items, rule_sets
from appraisal.default_rules import banded_rules, default_content
from appraisal.models import Cycle, Evaluation, EvaluationItem
from appraisal.rules import as_json
from organization import nip
from organization.actions import units as unit_actions
from organization.actions.units import UnitData
from organization.models import Appointment, Employee, Post, RoleGrant, Unit, User
from workflow import clock
from workflow.actors import CLOCK, Actor, actor_of
from workflow.engine import fire
from workflow.jobs import run_job
from workflow.roles import Role

NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
PASSWORD = "Cukup-panjang-2026"

# name: (unit, title, heads the unit)
PEOPLE = {
    "H. Amri Yusuf": ("regency", "Sekretaris Daerah", True),
    "Hj. Rahmawati": ("agency", "Kepala Dinas Kependudukan dan Pencatatan Sipil", True),
    "Sari Melinda": ("office", "Kepala Bidang Pelayanan Pencatatan Sipil", True),
    "Siti Aminah": ("office", "Pengelola Akta Kelahiran", False),
    "Budi Santoso": ("office", "Operator Layanan KTP-el", False),
    "Dewi Kurniasih": ("office", "Pengadministrasi Umum", False),
    "Eko Prasetyo": ("office", "Analis Kependudukan", False),
    "Nur Hidayati": ("office", "Arsiparis", False),
    "Rizki Maulana": ("office", "Pranata Komputer", False),
    "Hana Pertiwi": ("hr", "Analis SDM Aparatur", False),
    "Indra Gunawan": ("hr", "Analis SDM Aparatur", False),
    "Audi Ramadhan": ("other", "Auditor Inspektorat", False),
    "Lia Marlina": ("other", "Perencana", False),
    "Joko Susilo": ("other", "Penyuluh", False),
}
GRANTS = {
    "Hana Pertiwi": (Role.HR, "regency"),
    "Indra Gunawan": (Role.HR, "regency"),
    "Audi Ramadhan": (Role.AUDITOR, "regency"),
    "Lia Marlina": (Role.LEADER, "regency"),
}
UNITS = (
    ("regency", "Kabupaten Merangin", "regency", ""),
    ("agency", "Dinas Kependudukan dan Pencatatan Sipil", "agency", "regency"),
    ("office", "Bidang Pelayanan Pencatatan Sipil", "division", "agency"),
    ("hr", "BKPSDMD", "agency", "regency"),
    ("other", "Dinas Pertanian", "agency", "regency"),
)


@dataclass
class World:
    """People by name, units by code, the running cycle and its forms by name of the employee."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Employee] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    cycle: Any = None

    def actor(self, name: str) -> Actor:
        return actor_of(self.users[name])

    def form(self, name: str) -> Evaluation:
        rows = Evaluation.objects.select_related("cycle__rule_set", "unit")
        return rows.get(cycle=self.cycle, employee=self.people[name])


def make_world(*, calibration: bool = False, banded: bool = False) -> World:
    """The office and a cycle whose forms are open for self-assessment."""
    world = World()
    for code, name, kind, parent in UNITS:
        above = world.units[parent] if parent else None
        unit_actions.add_unit(UnitData(code, name, kind), actor=CLOCK, parent=above)
        world.units = {unit.code: unit for unit in Unit.objects.all()}
    for number, (name, place) in enumerate(PEOPLE.items(), 1):
        add_person(world, name, *place, number=number)
    for name, (role, unit) in GRANTS.items():
        RoleGrant.objects.create(
            user=world.users[name], role=role, unit=world.units[unit], valid_from=date(2026, 1, 1), basis="SK"
        )
    world.cycle = open_cycle(world, calibration=calibration, banded=banded)
    return world


def add_person(world: World, name: str, unit: str, title: str, heads: bool, *, number: int) -> Employee:
    """A person with post, appointment and account (user name: first letters)."""
    place = world.units[unit]
    post, _made = Post.objects.get_or_create(
        unit=place, title=title, defaults={"kind": "administrator" if heads else "pelaksana", "is_head": heads}
    )
    identity = nip.make(birth_date=date(1985, 3, 15), start=date(2010, 1, 1), sex="female", serial=number)
    person = Employee.objects.create(
        nip=identity, full_name=name, kind="pns", unit=place, post=post, sex="female", grade="III/c"
    )
    Appointment.objects.create(employee=person, post=post, valid_from=date(2024, 1, 1))
    world.people[name] = person
    world.users[name] = User.objects.create_user(f"orang{number}", PASSWORD, employee=person)
    return person


def open_cycle(world: World, *, calibration: bool, banded: bool, name: str = "Triwulan III 2026") -> Cycle:
    """A cycle of the quarter, opened by its job, self-assessment open."""
    hana, today = world.actor("Hana Pertiwi"), clock.now().date()
    content = as_json(banded_rules()) if banded else default_content(calibration=calibration)
    rules = rule_sets.create_rule_set(
        actor=hana, unit=world.units["regency"].public_id, name=f"Aturan {name}", content=content
    )
    rule_sets.publish(rules.public_id, actor=hana, version=0)
    values: dict[str, Any] = {
        "name": name,
        "unit": world.units["agency"].public_id,
        "rule_set": rules.public_id,
        "period_from": date(2026, 7, 1),
        "period_until": date(2026, 9, 30),
        "self_from": today - timedelta(days=4),
        "self_until": today + timedelta(days=9),
        "review_until": today + timedelta(days=25),
        "close_by": today + timedelta(days=87),
    }
    if calibration:
        values["calibration_until"] = today + timedelta(days=32)
    cycle = cycles.create_cycle(actor=hana, values=values)
    cycles.open_cycle(cycle.public_id, actor=hana, version=0)
    job_id = Cycle.objects.get(pk=cycle.pk).job_id
    assert job_id is not None
    run_job(job_id)
    for form in Evaluation.objects.filter(cycle=cycle, state="draft"):
        fire(form, "open_self_assessment", actor=CLOCK, version=None)
    return Cycle.objects.get(pk=cycle.pk)


def fill(world: World, name: str, *, rating: int = 2, count: int | None = None, text: str = "") -> None:
    """Type the self-assessment of a person."""
    form = world.form(name)
    for item in list(EvaluationItem.objects.filter(evaluation=form))[:count]:
        items.save_self_item(
            form.public_id,
            item.public_id,
            actor=world.actor(name),
            revision=world.form(name).self_revision,
            values={
                "realisation": text or f"Target {item.label.lower()} tercapai pada September.",
                "rating": rating,
                "story": "Antrean pagi diatur ulang sehingga warga tidak menunggu lebih dari 20 menit.",
            },
        )


def submit(world: World, name: str) -> None:
    """Fill and hand in."""
    fill(world, name)
    evaluations.submit(world.form(name).public_id, actor=world.actor(name), version=world.form(name).version)


def rate(world: World, name: str, *, rating: int = 2, results: int = 2, behaviour: int = 2) -> None:
    """The assessor's part."""
    form, actor = world.form(name), assessor_of(world, name)
    for item in EvaluationItem.objects.filter(evaluation=form):
        items.save_review_item(
            form.public_id,
            item.public_id,
            actor=actor,
            revision=world.form(name).review_revision,
            values={"rating": rating, "comment": "Sesuai dengan catatan layanan harian."},
        )
    items.save_ratings(
        form.public_id,
        actor=actor,
        revision=world.form(name).review_revision,
        values={
            "results_rating": results,
            "behaviour_rating": behaviour,
            "narrative": "Waktu layanan akta turun dari lima menjadi dua hari.",
        },
    )


def assessor_of(world: World, name: str) -> Actor:
    """The actor of a person's assessor."""
    return actor_of(User.objects.get(employee=world.form(name).assessor))


def approve(world: World, name: str, **ratings: int) -> None:
    """Rate and hand over."""
    rate(world, name, **ratings)
    form = world.form(name)
    evaluations.approve(form.public_id, actor=assessor_of(world, name), version=form.version)


def bring_to(world: World, name: str, state: str, **ratings: int) -> Evaluation:
    """A form in a state, by the acts of the people who may."""
    if state == "self_assessment":
        return world.form(name)
    submit(world, name)
    if state in ("calibration", "objection", "final"):
        approve(world, name, **ratings)
    if state == "final":
        form = world.form(name)
        evaluations.acknowledge_result(form.public_id, actor=world.actor(name))
        evaluations.accept(form.public_id, actor=world.actor(name), version=form.version + 1)
    return world.form(name)


# Six people with one assessor: enough for a group to be shown.
OFFICE = ("Siti Aminah", "Budi Santoso", "Dewi Kurniasih", "Eko Prasetyo", "Nur Hidayati", "Rizki Maulana")


def close(world: World) -> Cycle:
    """The cycle over; the forms that are not final are cancelled."""
    for form in world.cycle.evaluations.exclude(state="final").select_related("employee"):
        who = "Indra Gunawan" if form.employee.full_name == "Hana Pertiwi" else "Hana Pertiwi"
        evaluations.cancel(form.public_id, actor=world.actor(who), version=form.version, reason="Uji coba.")
    for act in (cycles.begin_closing, cycles.close):
        version = Cycle.objects.get(pk=world.cycle.pk).version
        act(world.cycle.public_id, actor=world.actor("Hana Pertiwi"), version=version)
    return Cycle.objects.get(pk=world.cycle.pk)


def at(moment: datetime) -> Any:
    """Stop the clock."""
    return clock.frozen(moment)
