"""What an installation holds before its first import: the regency, an HR officer, published rules, one training.

Run as a script in the environment of the installation under test; prints as JSON what the journey must know.
"""

import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django

django.setup()

from appraisal.actions import rule_sets
from appraisal.default_rules import default_rules
from appraisal.rules import as_json
from cases.models import Training, TrainingIndicator
from organization import tree
from organization.actions.grants import grant_role
from organization.models import Appointment, Employee, Post, Unit, User
from workflow.actors import CLOCK, actor_of
from workflow.roles import Role
from workflow.transactions import durable

PASSWORD = "Jalan-panjang-2026"


def main() -> None:
    today = date.today()  # noqa: DTZ011 - the server under test runs on the real clock
    regency = Unit.objects.create(code="1", name="Kabupaten Merangin", kind="regency")
    with durable():
        tree.rebuild(tree.lock_all())
    regency.refresh_from_db()
    bupati = Employee.objects.create(full_name="Bupati Merangin", kind="elected", unit=regency)
    seat = Post.objects.create(unit=regency, title="Bupati", kind="elected", is_head=True)
    Appointment.objects.create(employee=bupati, post=seat, valid_from=date(2025, 2, 20))
    hana = User.objects.create_user("hana", PASSWORD)
    grant_role(hana, actor=CLOCK, role=Role.HR, unit=regency, basis="SK 1/2026")
    actor = actor_of(hana)
    content = as_json(default_rules(alternate_decider="1"))
    rules = rule_sets.create_rule_set(actor=actor, unit=regency.public_id, name="Aturan", content=content)
    rule_sets.publish(rules.public_id, actor=actor, version=0)
    training = Training.objects.create(
        code="P-1", title="Pelayanan Prima di Loket", kind="klasikal", provider="BKPSDMD", jp_hours=16, seats=20,
        starts_on=today, ends_on=today + timedelta(days=1),
    )  # fmt: skip
    TrainingIndicator.objects.create(training=training, code="mutu_layanan")
    print(json.dumps({"training": str(training.public_id), "rules": str(rules.public_id)}))  # noqa: T201


if __name__ == "__main__":
    main()
