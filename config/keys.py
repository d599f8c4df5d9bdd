"""The keys of a local installation: made once, kept beside its data, readable by their owner only.

They lie outside the database and outside the uploads, so a backup holds neither.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from typing import Final

KEY_BYTES: Final = 48
SEALING_KEY_BYTES: Final = 32


def local_secret_key(data_dir: Path) -> str:
    """The key that signs sessions and links."""
    return _kept(data_dir / "secret_key", secrets.token_urlsafe(KEY_BYTES))


def local_counselling_key(data_dir: Path) -> str:
    """The key that seals the notes of counselling."""
    return _kept(
        data_dir / "counselling_key", base64.urlsafe_b64encode(secrets.token_bytes(SEALING_KEY_BYTES)).decode()
    )


def _kept(path: Path, fresh: str) -> str:
    """Read a key, or keep the fresh one. Exclusive creation lets two starting processes agree on one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(fresh)
    return path.read_text(encoding="ascii")
