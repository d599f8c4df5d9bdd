"""Role grants, delegations and imports in every situation of their tables, in the regency of the appraisals."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.urls import reverse

from organization.actions import delegations, exchange, grants, imports
from organization.actions.delegations import DelegationData
from organization.models import Delegation, Difference, ImportBatch, RoleGrant
from tests.appraisal import world as do
from tests.appraisal.world import NOW, World
from tests.matrix.doors import tables
from tests.matrix.doors.appraisal_scenes import REASON, of, posts_to
from tests.matrix.doors.harness import Page, Scene
from tests.organization.conftest import workbook
from tests.organization.test_imports import PEOPLE_HEAD, person
from workflow import clock, engine
from workflow.actors import CLOCK
from workflow.roles import Role


def _world() -> World:
    world = do.make_world()
    world.people["lama"] = do.add_person(world, "lama", "office", heads=False, number=80)
    return world


def revoking() -> Page:
    """The one road of the pages."""

    def page(subject: Any, name: str, payload: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        return reverse({"revoke": "organization:revoke-grant"}[name], args=[subject.public_id]), dict(payload)

    return page


def grant_in(world: World, role: str, situation: str) -> RoleGrant:
    """Rekan's role on the agency, given by the administrator."""
    admin = world.actor("admin")
    made = grants.grant_role(
        world.users["rekan"],
        actor=admin,
        role=role,
        unit=world.units["agency"],
        basis="SK 9",
        valid_to=date(2026, 12, 31),
    )
    if situation == "revoked":
        grants.revoke_role(made.public_id, actor=admin, version=0, **REASON)
    return RoleGrant.objects.get(pk=made.pk)


def _grant(kind: str, role: str, grid: Any, situation: str) -> Scene:
    world = _world()
    subject = grant_in(world, role, situation)

    def prepare(_subject: Any, name: str) -> dict[str, Any]:
        return dict(REASON) if name == "revoke" else {}

    return Scene(f"{kind}/{situation}", subject, world.users, of(grid, situation), "role-grants", revoking(), prepare)


@contextmanager
def grant(situation: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        yield _grant("grant", Role.LEADER, tables.grant(), situation)


@contextmanager
def watcher(situation: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        yield _grant("watcher", Role.AUDITOR, tables.watcher(), situation)


def batch_in(world: World, situation: str) -> ImportBatch:
    """A file of Hana with one new person; with a fault where it is refused."""
    hana = world.actor("hana")
    row = person(400, "Baru", "9.9" if situation == "refused" else "office")
    found = imports.upload(actor=hana, name="baru.xlsx", data=workbook(Pegawai=[PEOPLE_HEAD, row])).batch
    assert found is not None
    if situation in ("applied", "discarded"):
        act = imports.apply_batch if situation == "applied" else imports.discard_batch
        act(found.public_id, actor=hana, version=found.version)
    if situation == "uploaded":
        names = ("size", "scope", "uploaded_by", "uploaded_at", "content", "counts", "plan_digest")
        same = {name: getattr(found, name) for name in names}
        engine.begin(fresh := ImportBatch(file_name="b.xlsx", sha256="0" * 64, **same), actor=hana)
        found = fresh
    return ImportBatch.objects.get(pk=found.pk)


@contextmanager
def import_batch(situation: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        world = _world()
        subject = batch_in(world, situation)
        cells, address = of(tables.import_batch(), situation), posts_to("organization:move-import")
        yield Scene(f"import/{situation}", subject, world.users, cells, "imports", address, lambda _s, _n: {})


def difference_in(world: World, situation: str) -> Difference:
    """An export gives Rekan another name; Hana has kept that, and perhaps decided."""
    hana, rekan = world.actor("hana"), world.people["rekan"]
    rows = [["nip", "nama", "tanggal_data"], [rekan.nip, "Rekan Lain", "2026-10-01"]]
    found = imports.upload(
        actor=hana, name="siasn.xlsx", data=workbook(**{"Pegawai SIASN": rows}), about="exchange-people"
    ).batch
    assert found is not None
    imports.apply_batch(found.public_id, actor=hana, version=found.version)
    row = Difference.objects.get(batch=found)
    acts = {"accepted": "accept", "overridden": "override", "listed": "list"}
    if situation in acts:
        payload = {} if situation == "accepted" else dict(REASON)
        exchange.take(row.public_id, acts[situation], actor=hana, version=row.version, payload=payload)
    if situation == "settled":
        engine.fire(row, "settle", actor=CLOCK, version=row.version)
    return Difference.objects.get(pk=row.pk)


@contextmanager
def difference(situation: str) -> Iterator[Scene]:
    def prepare(_subject: Any, name: str) -> dict[str, Any]:
        return dict(REASON) if name in ("override", "list") else {}

    with clock.frozen(NOW):
        world = _world()
        subject = difference_in(world, situation)
        cells, address = of(tables.difference(), situation), posts_to("organization:move-difference")
        yield Scene(f"difference/{situation}", subject, world.users, cells, "differences", address, prepare)


def delegation_in(world: World, situation: str) -> Delegation:
    """Kabid's delegation to Kaban for two days."""
    kabid, today = world.actor("kabid"), NOW.date()
    data = DelegationData(("assessing", "deciding"), today, date(2026, 10, 6), "800/7", today, "Dinas luar")
    row = delegations.draft_delegation(world.people["kabid"], actor=kabid, delegate=world.people["kaban"], data=data)
    if situation == "discarded":
        delegations.take(row.public_id, "discard", actor=kabid, version=0, key=None)
    elif situation != "drafted":
        delegations.take(row.public_id, "activate", actor=kabid, version=0, key=None)
    if situation == "revoked":
        delegations.take(row.public_id, "revoke", actor=kabid, version=1, payload=dict(REASON), key=None)
    if situation == "ended":
        engine.fire(Delegation.objects.get(pk=row.pk), "end", actor=CLOCK, version=None)
    return Delegation.objects.get(pk=row.pk)


@contextmanager
def delegation(situation: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        world = _world()
        subject = delegation_in(world, situation)

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return dict(REASON) if name == "revoke" else {}

        cells, address = of(tables.delegation(), situation), posts_to("organization:move-delegation")
        yield Scene(f"delegation/{situation}", subject, world.users, cells, "delegations", address, prepare)
