"""A person of the office whose low result has just been handed over, wherever the demo's clock stands.

Run as a script in the environment of the installation: user name, NIP and full name of the new person.
"""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django

django.setup()

from appraisal.actions import cycles, evaluations
from appraisal.models import Cycle, RuleSet
from organization import tree
from organization.days import today
from organization.models import Unit, User
from tests.appraisal import world as do
from tests.browser.office import person
from workflow import demo_clock
from workflow.transactions import durable


def main(username: str, nip: str, name: str) -> None:
    demo_clock.refresh(force=True)
    office = Unit.objects.get(code="2.1")
    section = Unit.objects.create(code=f"2.1.{username}", name=f"Seksi {name}", kind="section", parent=office)
    with durable():
        tree.rebuild(tree.lock_all())
    section.refresh_from_db()
    people = {username: person(username, nip, name, section, heads=True)}
    users = {known.username: known for known in User.objects.all()}
    world = do.World(units={"regency": section}, people=people, users=users)
    run_cycle(world, section)
    do.let_clock_work()
    assert world.form_of(username).state == "self_assessment"
    form = do.submit(world, username)
    do.rate(world, username, results=1, low=("hasil_utama", "disiplin"))
    version = type(form).objects.get(pk=form.pk).version
    evaluations.approve(form.public_id, actor=world.actor("kabid"), version=version)
    print(json.dumps({"form": f"/evaluations/{form.public_id}/"}))  # noqa: T201


def run_cycle(world: do.World, section: Unit) -> None:
    """A cycle for the person alone; the worker of the installation makes the form."""
    day = today(section.zone)
    windows = {
        "period_from": day - timedelta(days=100), "period_until": day - timedelta(days=8), "self_from": day,
        "self_until": day + timedelta(days=10), "review_until": day + timedelta(days=20),
        "close_by": day + timedelta(days=90),
    }  # fmt: skip
    cycle = do.draft_cycle(world, RuleSet.objects.get(name="Aturan"), name=f"Penilaian {section.name}", **windows)
    cycles.open_cycle(cycle.public_id, actor=world.actor("hana"), version=cycle.version)
    wait_for_worker(cycle)


def wait_for_worker(cycle: Cycle) -> None:
    """Opening is a job of the worker; it takes a moment."""
    for _turn in range(300):
        if Cycle.objects.get(pk=cycle.pk).state == "running":
            return
        time.sleep(0.1)
    raise SystemExit("the worker did not open the cycle")


if __name__ == "__main__":
    main(*sys.argv[1:])
