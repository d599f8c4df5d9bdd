"""Word-by-word difference of two texts. Pure; the template escapes every part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

WORDS: Final = re.compile(r"\s+|[^\s]+")
MOST_WORDS: Final = 4000


@dataclass(frozen=True)
class Change:
    """A run of text. `kind` is same, added or removed."""

    kind: str
    text: str


def text_changes(old: str, new: str) -> tuple[Change, ...]:
    """How `old` became `new`. Very long texts are shown whole, removed and added."""
    if old == new:
        return (Change("same", new),) if new else ()
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return _present(Change("removed", old), Change("added", new))
    changes: list[Change] = []
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for operation, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        removed, added = "".join(before[old_from:old_to]), "".join(after[new_from:new_to])
        if operation == "equal":
            changes.append(Change("same", removed))
        else:
            changes.extend(_present(Change("removed", removed), Change("added", added)))
    return tuple(changes)


def _present(*changes: Change) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.text)
