"""What the tests run: the running settings, made quick and quiet, with a database of their own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from config.settings.base import *
from config.settings.base import DATABASES, ENVIRONMENT, INSTALLED_APPS
from config.settings.databases import uses_postgres

INSTALLED_APPS = [*INSTALLED_APPS, "tests.sample"]
DEMO = True
DEBUG = False
SECRET_KEY = "only-for-tests-" + "0" * 40
COUNSELLING_KEYS = ("b25seS1mb3ItdGVzdHMtMzItYnl0ZXMtb2Yta2V5ISE=",)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"kinerja-test-media-{os.getpid()}"
AXES_ENABLED = False
WHITENOISE_AUTOREFRESH = True
# Tables come from the models, half a minute sooner in each test process. That migrations lead to the same tables is
# told by `makemigrations --check` (make lint) and by the tests that migrate an installation of their own, on either
# database. The queue's tables exist in its migrations alone.
MIGRATION_MODULES = {name.split(".")[-1]: None for name in INSTALLED_APPS if not name.startswith("procrastinate.")}

_DATABASE = DATABASES["default"]
if uses_postgres(ENVIRONMENT):
    # A pool's threads would keep the test database from being dropped.
    _DATABASE["OPTIONS"].pop("pool", None)
else:
    # A file, not memory: tests with several threads or processes need the real locking.
    _FILE = tempfile.gettempdir() + f"/kinerja-test-{os.getpid()}.sqlite3"
    _DATABASE["TEST"] = {"NAME": _FILE}
    _DATABASE["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
