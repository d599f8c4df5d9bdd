"""A person of the office whose form is with the assessor, all rated, ready to be approved.

Run as a script in the environment of the installation: `vacant` makes an office whose head's post nobody holds; else
user name, NIP and full name of the new person, and the code of the office above.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django

django.setup()

from organization import tree
from organization.models import Post, Unit
from tests.appraisal import world as do
from tests.browser.low_result import begin
from workflow import demo_clock
from workflow.transactions import durable

VACANT = "2.2"


def vacant() -> None:
    """An office of the agency, and the post of its head."""
    agency = Unit.objects.get(code="2")
    office = Unit.objects.create(code=VACANT, name="Bidang Pencegahan", kind="division", parent=agency)
    Post.objects.create(unit=office, title="Kepala Bidang Pencegahan", kind="administrator", is_head=True)
    with durable():
        tree.rebuild(tree.lock_all())
    print(json.dumps({"office": VACANT, "post": "Kepala Bidang Pencegahan"}))  # noqa: T201


def main(username: str, nip: str, name: str, office: str) -> None:
    demo_clock.refresh(force=True)
    world = begin(username, nip, name, office=office)
    form = do.submit(world, username)
    do.rate(world, username)
    print(json.dumps({"form": f"/evaluations/{form.public_id}/"}))  # noqa: T201


if __name__ == "__main__":
    vacant() if sys.argv[1:] == ["vacant"] else main(*sys.argv[1:])
