"""What the tests of sealed files have in common: unfolding one, changing one, asking script and page."""

import subprocess
import sys
import zipfile
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from workflow.documents import sealed


def browser(world: Any, name: str) -> Client:
    """The browser of a person of the world."""
    client = Client()
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


def names_in(data: bytes) -> list[str]:
    return zipfile.ZipFile(BytesIO(data)).namelist()


def member(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(BytesIO(data)).read(name)


def index_text(data: bytes) -> str:
    """The text of the index in one line."""
    pages = PdfReader(BytesIO(member(data, "index.pdf"))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def rebuilt(data: bytes, *, drop: Any = (), change: Any = None) -> bytes:
    """The archive written anew with valid checksums, some files left out or changed."""
    source, target = zipfile.ZipFile(BytesIO(data)), BytesIO()
    with zipfile.ZipFile(target, "w") as written:
        for entry in source.infolist():
            if entry.filename not in drop:
                body = source.read(entry.filename)
                written.writestr(entry.filename, (change or {}).get(entry.filename, lambda same: same)(body))
    return target.getvalue()


def faults(data: bytes) -> set[tuple[str, str]]:
    return {(fault.code, fault.where) for fault in sealed.check_archive(BytesIO(data)).faults}


def said_by_page(data: bytes) -> str:
    """What the public page says of a file, to a visitor without an account."""
    upload = SimpleUploadedFile("berkas.zip", data, content_type="application/zip")
    visitor = Client()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return visitor.post(reverse("workflow:verify"), {"file": upload}).content.decode()


def script(folder: Any, data: bytes, *more: str) -> Any:
    """Run the script that lies in the file itself on a copy of it, with Python alone."""
    (folder / "check.py").write_bytes(member(data, "check.py"))
    (folder / "file.zip").write_bytes(data)
    command = [sys.executable, "-I", "check.py", "file.zip", *more]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
