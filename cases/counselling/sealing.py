"""Notes under seal: AES-256-GCM with a key that is not in the database.

A seal is bound to the note, the counsellor who wrote it and the person it is about: a row that is moved, or whose
columns are altered to name another reader, no longer opens. Nothing here knows rows, people or rights.
"""

import base64
import binascii
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
FORMAT: Final = "v1"
# Lengths are rounded up, so that a database reader cannot tell "yes" from a page.
BLOCK: Final = 256


class SealBroken(Exception):
    """The seal does not fit: altered, moved to another row, or not a seal."""


class KeyMissing(Exception):
    """The note was sealed with a key that is not installed."""


class BadKey(Exception):
    """A text is no key: it must be 32 random bytes, base64."""


def new_key() -> str:
    """A fresh key as text, to be put into COUNSELLING_KEY."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def key_name(key: bytes) -> str:
    """What a key is called inside a seal; says nothing about the key."""
    return sha256(b"counselling key\n" + key).hexdigest()[:12]


def read_key(text: str) -> bytes:
    """The bytes of a key; raises BadKey."""
    try:
        key = base64.urlsafe_b64decode(text.encode("ascii"))
    except (binascii.Error, ValueError) as fault:
        raise BadKey from fault
    if len(key) != KEY_BYTES:
        raise BadKey
    return key


@dataclass(frozen=True)
class Keyring:
    """The installed keys; the first seals, all of them open."""

    keys: tuple[bytes, ...]

    @staticmethod
    def of(texts: Sequence[str]) -> "Keyring":
        """The keyring of an installation; raises BadKey."""
        return Keyring(tuple(read_key(text) for text in texts))

    def __bool__(self) -> bool:
        return bool(self.keys)

    def __repr__(self) -> str:
        return f"<{len(self.keys)} counselling keys>"

    @property
    def newest(self) -> str:
        """Name of the key that seals; KeyMissing without any."""
        if not self.keys:
            raise KeyMissing
        return key_name(self.keys[0])

    def seal(self, text: str, *, binding: str) -> str:
        """A text under seal, bound to `binding`."""
        if not self.keys:
            raise KeyMissing
        plain = text.encode()
        padded = len(plain).to_bytes(4) + plain + bytes(-(len(plain) + 4) % BLOCK)
        nonce = secrets.token_bytes(NONCE_BYTES)
        hidden = AESGCM(self.keys[0]).encrypt(nonce, padded, binding.encode())
        return f"{FORMAT}.{self.newest}.{base64.urlsafe_b64encode(nonce + hidden).decode()}"

    def open(self, sealed: str, *, binding: str) -> str:
        """The text of a seal; raises KeyMissing for a key that is not here, SealBroken for what does not fit."""
        try:
            form, name, body = sealed.split(".")
            raw = base64.urlsafe_b64decode(body.encode("ascii"))
        except (ValueError, binascii.Error) as fault:
            raise SealBroken from fault
        if form != FORMAT:
            raise SealBroken
        key = next((key for key in self.keys if key_name(key) == name), None)
        if key is None:
            raise KeyMissing
        try:
            padded = AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], binding.encode())
        except (InvalidTag, ValueError) as fault:
            raise SealBroken from fault
        length = int.from_bytes(padded[:4])
        return padded[4 : 4 + length].decode()

    @staticmethod
    def key_of(sealed: str) -> str:
        """Name of the key a seal was made with."""
        return sealed.split(".")[1] if sealed.count(".") == 2 else ""
