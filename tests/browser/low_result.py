"""A person of the office whose low result has just been handed over, wherever the demo's clock stands.

Run as a script in the environment of the installation: user name, NIP and full name of the new person, and what the
rules say about a silent decider where it is not what they usually say.
"""

import json
import os
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django

django.setup()

from appraisal.actions import cycles, evaluations, rule_sets
from appraisal.default_rules import default_rules
from appraisal.models import Cycle, RuleSet
from appraisal.rules import as_json
from cases.models import Training
from organization import tree
from organization.days import today
from organization.models import Unit, User
from tests.appraisal import world as do
from tests.browser.office import person
from workflow import demo_clock
from workflow.actors import actor_of
from workflow.transactions import durable


def main(username: str, nip: str, name: str, silence: str = "") -> None:
    demo_clock.refresh(force=True)
    offer_trainings_ahead()
    world = begin(username, nip, name, rules=rules_of_silence(silence) if silence else "Aturan")
    form = do.submit(world, username)
    do.rate(world, username, results=1, low=("hasil_utama", "disiplin"))
    version = type(form).objects.get(pk=form.pk).version
    evaluations.approve(form.public_id, actor=world.actor("kabid"), version=version)
    print(json.dumps({"form": f"/evaluations/{form.public_id}/"}))  # noqa: T201


def offer_trainings_ahead() -> None:
    """The catalogue of the office lies ahead of the clock again, which another story may have moved beyond it."""
    begins = today() + timedelta(days=90)
    Training.objects.filter(code__in=("T-1", "T-2")).update(starts_on=begins, ends_on=begins)


def begin(
    username: str, nip: str, name: str, *, office: str = "2.1", rules: str = "Aturan", lasts: int = -8
) -> do.World:
    """The person heads a section of an office; the time for the self-assessment runs, the period `lasts` some days."""
    above = Unit.objects.get(code=office)
    section = Unit.objects.create(code=f"{office}.{username}", name=f"Seksi {name}", kind="section", parent=above)
    with durable():
        tree.rebuild(tree.lock_all())
    section.refresh_from_db()
    people = {username: person(username, nip, name, section, heads=True)}
    users = {known.username: known for known in User.objects.all()}
    world = do.World(units={"regency": section}, people=people, users=users)
    run_cycle(world, section, rules, lasts)
    do.let_clock_work()
    assert world.form_of(username).state == "self_assessment"
    return world


def rules_of_silence(silence: str) -> str:
    """The name of published rules in which a silent decider has this consequence."""
    name = f"Aturan {silence}"
    if not RuleSet.objects.filter(name=name).exists():
        actor = actor_of(User.objects.get(username="hana"))
        content = as_json(replace(default_rules(alternate_decider="1"), silence=silence))
        regency = Unit.objects.get(code="1").public_id
        made = rule_sets.create_rule_set(actor=actor, unit=regency, name=name, content=content)
        rule_sets.publish(made.public_id, actor=actor, version=0)
    return name


def run_cycle(world: do.World, section: Unit, rules: str, lasts: int) -> None:
    """A cycle for the person alone; the worker of the installation makes the form."""
    day, more = today(section.zone), timedelta(days=max(lasts, 0))
    windows = {
        "period_from": day - timedelta(days=100), "period_until": day + timedelta(days=lasts), "self_from": day,
        "self_until": day + timedelta(days=10) + more, "review_until": day + timedelta(days=20) + more,
        "close_by": day + timedelta(days=90) + more,
    }  # fmt: skip
    cycle = do.draft_cycle(world, RuleSet.objects.get(name=rules), name=f"Penilaian {section.name}", **windows)
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
