"""People who use the API, and an office in which something of every kind exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from appraisal.actions import evaluations
from appraisal.models import Cycle, Evaluation, MetricReading, Objection, ServiceMetric
from appraisal.recognition.actions import give
from cases.actions import add_training, plan_session, request_enrolment
from cases.models import ImprovementCase
from organization.actions.imports import upload
from organization.actions.tokens import issue_token
from tests.appraisal import world as do
from tests.appraisal.rule_changes import MOVE_ALL, draft
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.awards import world as rewards
from tests.layers import Layer, given, stands_on
from tests.organization.conftest import make_nip, workbook
from workflow import clock, outbox

Clients = Callable[[str], APIClient]


@dataclass
class Office:
    """The people, and one of each thing that has a long life."""

    world: World
    form: Evaluation
    objection: Objection
    case: ImprovementCase


def make_office() -> Office:
    """A running cycle with a disputed low result, a final one with its case, and everything around them."""
    with clock.frozen(NOW):
        world = do.make_world()
        do.running_cycle(world)
    do.let_clock_work()
    return populate(world)


OFFICE = Layer(make_office, at=IN_WINDOW)


@pytest.fixture
@stands_on(OFFICE)
def office(db: Any) -> Iterator[Office]:
    """The office of `make_office`, in the window of self-assessment."""
    with clock.frozen(IN_WINDOW):
        yield given(OFFICE)


def populate(world: World) -> Office:
    """Bring the office to life by the acts of its people."""
    form = do.approve(world, "siti", results=1, low=("disiplin", "inovasi"))
    objection = do.file_objection(world, "siti", "disiplin")
    accepted = do.approve(world, "rekan", results=1, low=("disiplin",))
    evaluations.accept(accepted.public_id, actor=world.actor("rekan"), version=accepted.version)
    do.submit(world, "wati")
    case = ImprovementCase.objects.get()
    help_for(world, case)
    add_side_things(world)
    outbox.relay_all()
    return Office(world, form, objection, case)


def help_for(world: World, case: ImprovementCase) -> None:
    """A planned talk and a training somebody asked for."""
    plan_session(case, actor=world.actor("kabid"), planned_at=clock.now() + timedelta(days=2), place="Ruang rapat")
    days = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 2)}
    values = {"code": "D-1", "title": "Tertib", "kind": "klasikal", "provider": "BKPSDMD", "jp_hours": 16, **days}
    training = add_training(actor=world.actor("hana"), values=values, indicators=["disiplin"])
    request_enrolment(training, actor=world.actor("rekan"), wish="Agar tertib.")


def add_side_things(world: World) -> None:
    """An import, a token, a note, a programme, a metric with a reading, a change of rules that waits."""
    draft(world, MOVE_ALL)
    rewards.programme(world, Cycle.objects.get(), rewards.NO_CASE)
    give(actor=world.actor("wati"), to="Siti", text="Terima kasih atas bantuannya di loket.")
    head = ["nip", "nama", "jenis_pegawai", "kode_unit", "jabatan", "jenis_jabatan", "kepala_unit", "tmt_jabatan"]
    row = [make_nip(77), "Orang Baru", "PNS", "office", "Analis", "pelaksana", "tidak", "2026-01-01"]
    upload(actor=world.actor("hana"), name="baru.xlsx", data=workbook(Pegawai=[head, row]))
    issue_token(world.users["siti"], actor=world.actor("siti"), name="telepon")
    metric = ServiceMetric.objects.create(
        unit=world.units["office"],
        name="Waktu tunggu",
        unit_of_measure="menit",
        direction="down",
        baseline=Decimal(60),
        target=Decimal(20),
    )
    MetricReading.objects.create(metric=metric, on=date(2026, 10, 1), value=Decimal(45))


@pytest.fixture
def client_for(office: Office) -> Clients:
    """`client_for("hana")` speaks to the API as a signed-in person."""

    def make(name: str) -> APIClient:
        client = APIClient()
        client.force_login(office.world.users[name], backend="organization.authentication.NipOrUsernameBackend")
        return client

    return make
