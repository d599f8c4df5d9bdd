"""An open calibration room in the office: Kadis moderates, Kabid sits in it, five people of a section on its table.

Run as a script in the environment of the installation with the name of the section; prints the address of the room
and of its first person.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django

django.setup()

from appraisal.actions import cycles
from appraisal.calibration import actions
from appraisal.default_rules import default_rules
from appraisal.models import CalibrationRoom
from organization import tree
from organization.days import today
from organization.models import Employee, Unit, User
from tests.appraisal import world as do
from tests.browser.low_result import wait_for_worker
from tests.browser.office import person
from workflow import demo_clock
from workflow.transactions import durable

NAMES = ("Ayu Kartika", "Bayu Saputra", "Dian Permata", "Eko Prasetyo", "Fitri Handayani")


def main(mark: str) -> None:
    demo_clock.refresh(force=True)
    agency, office = Unit.objects.get(code="2"), Unit.objects.get(code="2.1")
    Unit.objects.create(code=f"2.1.{mark}", name=f"Seksi {mark}", kind="section", parent=office)
    with durable():
        tree.rebuild(tree.lock_all())
    section = Unit.objects.get(code=f"2.1.{mark}")
    serial = User.objects.count()
    people = {
        f"{mark}{number}": person(
            f"{mark}{number}", f"199001012015012{serial + number:03d}", name, section, heads=False
        )
        for number, name in enumerate(NAMES, start=1)
    }
    users = {known.username: known for known in User.objects.all()}
    world = do.World(units={"regency": Unit.objects.get(code="1"), "agency": agency}, people=people, users=users)
    _propose(world, section)
    room = _room(world, section)
    entry = room.entries.order_by("employee_name").first()
    address = {"room": f"/calibration/{room.public_id}/", "entry": f"/calibration/people/{entry.public_id}/"}
    print(json.dumps(address))  # noqa: T201


def _propose(world: do.World, section: Unit) -> None:
    """A cycle of the section with calibration, every form handed over to it."""
    day = today(section.zone)
    windows = {
        "period_from": day - timedelta(days=100), "period_until": day - timedelta(days=8), "self_from": day,
        "self_until": day + timedelta(days=10), "review_until": day + timedelta(days=20),
        "calibration_until": day + timedelta(days=40), "close_by": day + timedelta(days=90),
    }  # fmt: skip
    rules = do.publish_rules(
        world, default_rules(alternate_decider="1", calibration=True), name=f"Aturan {section.name}"
    )
    cycle = do.draft_cycle(world, rules, name=f"Kalibrasi {section.name}", unit=section.public_id, **windows)
    cycles.open_cycle(cycle.public_id, actor=world.actor("hana"), version=cycle.version)
    wait_for_worker(cycle)
    do.let_clock_work()
    for name in world.people:
        do.approve(world, name)


def _room(world: do.World, section: Unit) -> CalibrationRoom:
    cycle = world.form_of(next(iter(world.people))).cycle
    seats = {name: Employee.objects.get(user__username=name).public_id for name in ("kadis", "kabid")}
    room = actions.prepare_room(
        actor=world.actor("hana"),
        cycle=cycle.public_id,
        unit=section.public_id,
        moderator=seats["kadis"],
        members=[seats["kabid"]],
    )
    actions.take(room.public_id, "open", actor=world.actor("hana"), version=0)
    return CalibrationRoom.objects.get(pk=room.pk)


if __name__ == "__main__":
    main(*sys.argv[1:])
