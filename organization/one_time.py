"""One-time passwords for printed slips: made here, shown once, kept only as a salted digest."""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password

VALID_FOR = timedelta(days=30)
# No letters or digits that look alike in print.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 3, 4
# Twelve random signs are 59 bits: a slow digest adds nothing to them and would keep a unit's printing waiting for
# minutes. Signing in once replaces it by the full one.
ITERATIONS = 20_000


def new_password() -> str:
    """A random password in groups that can be read from paper."""
    signs = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH)]
    return "-".join("".join(signs[start : start + GROUP_LENGTH]) for start in range(0, len(signs), GROUP_LENGTH))


def digest(password: str) -> str:
    """What is stored of it, in the form Django checks passwords in."""
    hasher = get_hasher()
    if type(hasher) is PBKDF2PasswordHasher:
        return hasher.encode(password, hasher.salt(), iterations=ITERATIONS)
    return make_password(password)
