"""How texts without a name lie and what becomes of them: functions of values, nothing is known of people or moments.

Texts are kept by item, each item by itself, so that nobody tells which of them one person wrote. Their order follows
from the words and the secret of the box; the order in which they came leaves no trace, also not for whoever reads the
database. Under three givers nothing is ever shown, and of an item nothing that fewer than three wrote about.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

LEAST_GIVERS: Final = 3

Texts = Mapping[str, Sequence[str]]


def put(lying: Texts, new: Mapping[str, str], *, secret: str) -> dict[str, list[str]]:
    """The texts of a box with those of one more giver, by code of the item; both in the order of the secret."""
    found = {code: list(texts) for code, texts in lying.items()}
    for code, text in new.items():
        found.setdefault(code, []).append(text)
    return {code: in_secret_order(found[code], secret=secret) for code in sorted(found)}


def in_secret_order(texts: Sequence[str], *, secret: str) -> list[str]:
    """Sorted by a digest of secret and text: whoever came first or last stands anywhere."""
    return sorted(texts, key=lambda text: hashlib.sha256(f"{secret}\n{text}".encode()).hexdigest())


def released(lying: Texts, *, sheets: int) -> dict[str, list[str]]:
    """What may be shown of a closed round; `sheets` is how many gave."""
    if sheets < LEAST_GIVERS:
        return {}
    return {code: list(texts) for code, texts in lying.items() if len(texts) >= LEAST_GIVERS}
