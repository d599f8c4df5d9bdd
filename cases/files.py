"""Files of cases and trainings: stored before any transaction begins, gone again when the act is refused."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from workflow.errors import FieldFault, InvalidInput
from workflow.uploads import LARGEST, PRINTS, accept

Kept = TypeVar("Kept")
NAME_LIMIT = 120


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file already in the store, under a random name; no row points to it yet."""

    path: str
    name: str
    media_type: str
    size: int
    digest: str


def store(uploaded: Any, *, folder: str) -> StoredFile:
    """Check and store an uploaded PDF, JPEG or PNG. Raises `InvalidInput` with a sentence at `file`."""
    if uploaded is None:
        sentence = _("Please choose a file.")
        raise InvalidInput(details=[FieldFault("file", sentence)])
    taken = accept(uploaded.read(LARGEST + 1), uploaded.name or "", kinds=PRINTS)
    path = default_storage.save(f"{folder}/{uuid.uuid4().hex}", ContentFile(taken.content))
    return StoredFile(path, taken.name[-NAME_LIMIT:], taken.media_type, len(taken.content), taken.digest)


def discard(stored: StoredFile) -> None:
    """Remove a stored file that no row came to point to."""
    default_storage.delete(stored.path)


def keep(stored: StoredFile, work: Callable[[], Kept]) -> Kept:
    """Do the work that makes a row point to a stored file; if it is refused, the file goes again."""
    try:
        return work()
    except BaseException:
        discard(stored)
        raise
