"""Ratings that look copied: the same words for many, words that say nothing, no grounds, many in a minute. Pure.

A sign is a reason to look again, never a verdict: two people may have earned the same sentence. The rater is told
first, on the own page; the reviewer gets the list.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SAME_FOR: Final = 3
SHORTEST_SAME: Final = 12
SHORTEST_WORDS: Final = 4
IN_A_MINUTE: Final = 5
MINUTE: Final = timedelta(minutes=1)
WITHOUT_GROUNDS: Final = 3
SAME_TEXT, PLACEHOLDER, NO_GROUNDS, HASTE = "same_text", "placeholder", "no_grounds", "haste"
KINDS: Final = (SAME_TEXT, PLACEHOLDER, NO_GROUNDS, HASTE)
# Words that stand where something should be said; compared without case, space and sign.
EMPTY_WORDS: Final = frozenset(
    {
        *("ok", "oke", "baik", "bagus", "cukup", "sesuai", "mantap", "sip", "ya", "iya", "tes", "test", "coba"),
        *("good", "fine", "nihil", "kosong", "tidakada", "na", "tba", "tbd", "todo", "xxx", "lihatdiatas", "idem"),
        *("sama", "samadengandiatas", "loremipsum", "isidisini", "komentar", "catatan"),
    }
)
_REPEATED: Final = re.compile(r"(.)\1*")


@dataclass(frozen=True, slots=True)
class Use:
    """How often one rater wrote one text: for how many people."""

    text: str
    people: int


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason to look again: its kind, how many people it is about, the text where there is one."""

    kind: str
    people: int
    text: str = ""


def plain(text: str) -> str:
    """A text without case, accents, spaces and signs: what is the same to a reader is the same here."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in split if one.isalnum())


def is_placeholder(text: str) -> bool:
    """Whether a text that is there says nothing: a sign, a repeated letter, a word that fits everybody."""
    if not text.strip():
        return False
    words = plain(text)
    return len(words) < SHORTEST_WORDS or words in EMPTY_WORDS or bool(_REPEATED.fullmatch(words))


def same_texts(uses: Iterable[Use]) -> list[Sign]:
    """Texts that one rater wrote for at least `SAME_FOR` people, most often used first. Short ones are judged by
    `placeholders`."""
    found: dict[str, list[Use]] = {}
    for use in uses:
        key = plain(use.text)
        if len(key) >= SHORTEST_SAME and not is_placeholder(use.text):
            found.setdefault(key, []).append(use)
    counted = [(sum(one.people for one in group), max(group, key=lambda one: one.people)) for group in found.values()]
    signs = [Sign(SAME_TEXT, people, use.text) for people, use in counted if people >= SAME_FOR]
    return sorted(signs, key=lambda one: (-one.people, one.text))


def placeholders(uses: Iterable[Use]) -> list[Sign]:
    """Texts of one rater that say nothing, most often used first."""
    found: dict[str, list[Use]] = {}
    for use in uses:
        if is_placeholder(use.text):
            found.setdefault(plain(use.text), []).append(use)
    signs = [Sign(PLACEHOLDER, sum(one.people for one in group), group[0].text) for group in found.values()]
    return sorted(signs, key=lambda one: (-one.people, one.text))


def without_grounds(people: int) -> list[Sign]:
    """Forms of one rater in which a rating that is not as expected has neither words nor a file beside it."""
    return [Sign(NO_GROUNDS, people)] if people >= WITHOUT_GROUNDS else []


def haste(moments: Sequence[datetime]) -> list[Sign]:
    """The most forms one rater handed over within one minute, where that is too many to have been read."""
    ordered = sorted(moments)
    most, start = 0, 0
    for end, moment in enumerate(ordered):
        while moment - ordered[start] >= MINUTE:
            start += 1
        most = max(most, end - start + 1)
    return [Sign(HASTE, most)] if most >= IN_A_MINUTE else []
