"""The people the short stories of the browser share: an agency with its head, an office with its head, coach, trainer.

Run as a script in the environment of an installation that `install.py` has set up.
"""

import os
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django

django.setup()

from cases.models import Training, TrainingIndicator
from organization import tree
from organization.actions.grants import grant_role
from organization.models import Appointment, Employee, Post, Unit, User
from tests.browser.install import PASSWORD
from workflow.actors import CLOCK
from workflow.roles import Role
from workflow.transactions import durable

PEOPLE = (
    ("kadis", "197001012000011001", "Rahmat Hidayat", "2", True),
    ("kabid", "197501012000011002", "Dewi Lestari", "2.1", True),
    ("citra", "198001012005012004", "Citra Anggraini", "2", False),
    ("tita", "198201012008012005", "Tita Marlina", "2", False),
)


def person(username: str, nip: str, name: str, unit: Unit, *, heads: bool) -> Employee:
    """Somebody with a post, an appointment and an account."""
    kind = "administrator" if heads else "pelaksana"
    title = f"Kepala {unit.name}" if heads else f"Analis ({name})"
    post = Post.objects.create(unit=unit, title=title, kind=kind, is_head=heads)
    made = Employee.objects.create(nip=nip, full_name=name, kind="pns", unit=unit, post=post)
    Appointment.objects.create(employee=made, post=post, valid_from=date(2024, 1, 1))
    User.objects.create_user(username, PASSWORD, employee=made)
    return made


def main() -> None:
    regency = Unit.objects.get(code="1")
    agency = Unit.objects.create(code="2", name="Dinas Kesehatan", kind="agency", parent=regency)
    Unit.objects.create(code="2.1", name="Bidang Pelayanan", kind="division", parent=agency)
    with durable():
        tree.rebuild(tree.lock_all())
    units = {unit.code: unit for unit in Unit.objects.all()}
    for username, nip, name, unit, heads in PEOPLE:
        person(username, nip, name, units[unit], heads=heads)
    User.objects.create_user("bupati", PASSWORD, employee=Employee.objects.get(full_name="Bupati Merangin"))
    trainer = User.objects.get(username="tita")
    grant_role(trainer, actor=CLOCK, role=Role.TRAINING_OFFICER, unit=units["2"], basis="SK 7/2026")
    for code, title, weak in (("T-1", "Tertib Berkas", "hasil_utama"), ("T-2", "Hadir Tepat Waktu", "disiplin")):
        # Ahead of the day; `low_result.py` brings them ahead of wherever the demo's clock stands.
        begin = date.today() + timedelta(days=90)  # noqa: DTZ011
        offer = {"kind": "klasikal", "provider": "BKPSDMD", "jp_hours": 16, "seats": 20}
        made = Training.objects.create(code=code, title=title, starts_on=begin, ends_on=begin, **offer)
        TrainingIndicator.objects.create(training=made, code=weak)
    print("{}")  # noqa: T201


if __name__ == "__main__":
    main()
