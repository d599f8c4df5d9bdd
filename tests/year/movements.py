"""Who comes, who changes the unit and who leaves: by files of people and by appointments, as HR does it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from appraisal.actions import evaluations
from appraisal.models import Cycle, Evaluation
from cases.models import ImprovementCase
from config.demo.stage import on
from organization import nip
from organization.actions import imports
from organization.actions.people import appoint
from organization.models import Appointment, Employee, Post
from tests.organization.conftest import workbook
from tests.year import facts
from tests.year.stage import Troupe, staff_of
from workflow.actors import Actor

HEAD = [
    "nip", "nama", "jenis_pegawai", "kode_unit", "jabatan", "jenis_jabatan", "kepala_unit", "tmt_jabatan",
    "nama_pengguna", "aktif",
]  # fmt: skip
NAMES = ("Ayu Lestari", "Bagas Pratama", "Citra Anggraini", "Dimas Saputra", "Eka Wulandari", "Fajar Nugroho")


def take_in(actor: Actor, rows: list[list[Any]]) -> None:
    """A file of people, checked and applied; a fault of the file is a fault of the play."""
    found = imports.upload(actor=actor, name="pegawai.xlsx", data=workbook(Pegawai=[HEAD, *rows]))
    assert [(one.row, one.column, one.code) for one in found.plan.faults] == []
    assert found.batch is not None
    imports.apply_batch(found.batch.public_id, actor=actor, version=found.batch.version)


def join(troupe: Troupe, day: date, count: int) -> list[UUID]:
    """New people in offices that have staff, with accounts; returns their public ids."""
    places = staff_of(troupe)[3 :: max(1, len(staff_of(troupe)) // count)][:count]
    rows, numbers = [], []
    for place, near in enumerate(Employee.objects.filter(pk__in=places).select_related("unit", "post").order_by("pk")):
        serial = len(troupe.joiners) + place + 1
        numbers.append(
            nip.make(birth_date=date(1996, 2, 3), start=day.replace(day=1), sex="female", serial=serial, kind="pns")
        )
        rows.append([
            numbers[-1], f"{NAMES[serial % len(NAMES)]} {serial}", "PNS", near.unit.code, near.post.title,  # type: ignore[union-attr]
            near.post.kind, "tidak", day.isoformat(), f"baru.{serial:03d}", "ya",  # type: ignore[union-attr]
        ])  # fmt: skip
    with on(day):
        take_in(troupe.cast.hr(), rows)
    made = Employee.objects.filter(nip__in=numbers).order_by("pk")
    troupe.joiners += [one.pk for one in made]
    return [one.public_id for one in made]


def move(troupe: Troupe, day: date, count: int) -> None:
    """People of the staff take the post of a colleague in another unit; their open cases follow them."""
    staff = [pk for pk in staff_of(troupe) if pk not in {*troupe.moved, *troupe.joiners}]
    troubled = list(
        ImprovementCase.objects.filter(employee__in=staff, state__in=("opened", "planned", "active"))
        .order_by("pk").values_list("employee_id", flat=True)[:2]
    )  # fmt: skip
    chosen = [*troubled, *[pk for pk in troupe.random.sample(staff, min(len(staff), count)) if pk not in troubled]]
    with on(day):
        for pk in chosen[:count]:
            person = Employee.objects.select_related("unit").get(pk=pk)
            others = Post.objects.filter(is_head=False, kind="pelaksana").exclude(unit=person.unit).order_by("pk")
            post = others[troupe.random.randrange(others.count())]
            appoint(person, actor=troupe.cast.hr(), post=post, capacity="definitive", valid_from=day)
            troupe.moved.append(pk)


def leave(troupe: Troupe, day: date, count: int, cycle: Cycle | None) -> None:
    """People of the staff retire: the last day of the post, the file says so, and an open form is cancelled."""
    needed = {*troupe.moved, *troupe.joiners, *facts.innovators(troupe)}
    staff = [pk for pk in staff_of(troupe) if pk not in needed]
    chosen = troupe.random.sample(staff, min(count, len(staff)))
    with on(day):
        rows = []
        for person in Employee.objects.filter(pk__in=chosen).select_related("unit", "post").order_by("pk"):
            held = Appointment.objects.filter(employee=person, capacity="definitive").latest("valid_from")
            rows.append([
                person.nip, person.full_name, person.kind.upper(), person.unit.code, person.post.title,  # type: ignore[union-attr]
                person.post.kind, "tidak", held.valid_from.isoformat(), "", "tidak",  # type: ignore[union-attr]
            ])  # fmt: skip
        take_in(troupe.cast.hr(), rows)
        open_forms = Evaluation.objects.filter(employee__in=chosen, state__in=("self_assessment", "supervisor_review"))
        for form in open_forms.filter(cycle=cycle).order_by("pk"):
            actor = troupe.officer_who_may("cancel", form)
            reason = "Pensiun sebelum penilaian selesai."
            evaluations.cancel(form.public_id, actor=actor, version=form.version, reason=reason)
    troupe.leavers += chosen
