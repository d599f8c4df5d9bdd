"""Words nobody else writes, planted where something confidential stands, and looked for in every answer."""

from __future__ import annotations

import secrets

MARK = "zq"


def word() -> str:
    """A word nobody else writes; a question for its first half must not find it either."""
    return MARK + secrets.token_hex(12)
