"""A person of the office whose form is with the assessor while the period still lasts; nobody has rated it yet.

Run as a script in the environment of the installation: user name, NIP and full name of the new person, and the code of
the office above. At the agency a post stands free for whoever is moved there.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django

django.setup()

from organization.models import Post, Unit
from tests.appraisal import world as do
from tests.browser.low_result import begin
from workflow import demo_clock

# Long enough that a month's fifteenth lies ahead, whatever the day.
LASTS = 40


def main(username: str, nip: str, name: str, office: str) -> None:
    demo_clock.refresh(force=True)
    Post.objects.create(unit=Unit.objects.get(code="2"), title="Analis Kebijakan", kind="pelaksana")
    form = do.submit(begin(username, nip, name, office=office, lasts=LASTS), username)
    print(json.dumps({"form": f"/evaluations/{form.public_id}/"}))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
