"""The code printed on a document: 80 random bits a person can type, in groups, without letters that look alike."""

import re
import secrets
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH: Final = 16
GROUP: Final = 4
HASH: Final = re.compile(r"^[0-9a-f]{64}$")


def new_code() -> str:
    """A fresh code, as stored: without groups."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_of(digest: str) -> str:
    """The code that follows from a sha256: its first 80 bits, so that whoever has the code holds the hash to it."""
    number = int(digest[:20], 16)
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(LENGTH)))


def grouped(code: str) -> str:
    """The code as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def spaced(digest: str) -> str:
    """A hash in groups of eight, so that it breaks on narrow screens and can be compared by eye."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def read_code(typed: str) -> str:
    """The code as stored from what a person typed, or "" where it cannot be one."""
    found = re.sub(r"[\s-]", "", typed).upper()
    return found if len(found) == LENGTH and set(found) <= set(ALPHABET) else ""


def read_hash(typed: str) -> str:
    """A sha256 as hexadecimal digits from what a person typed, or ""."""
    found = re.sub(r"[\s:]", "", typed).lower()
    return found if HASH.match(found) else ""
