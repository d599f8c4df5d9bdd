"""Single comparisons of two rule sets: a value, a text in two languages, rows by code, lists of sentences, tables.

Each gives a `Change` per difference and nothing where both sides are the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.rules import Words


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: the whole sentence, and the two values it tells of; an empty one for added or removed."""

    sentence: str
    old: str
    new: str


def marked(shown: str) -> str:
    """A name between quotation marks."""
    return f"“{shown}”"


def text(found: Words) -> str:
    """A text in the active language."""
    return found.pick(get_language())


def quoted(found: Words) -> str:
    """The same as a name."""
    return marked(text(found))


def changed(what: str, old: str, new: str) -> Change:
    """Something has another value now."""
    values = {"what": what, "old": old or _("nothing"), "new": new or _("nothing")}
    return Change(_("%(what)s: from %(old)s to %(new)s.") % values, old, new)


def added(what: str, new: str) -> Change:
    """Something that was not there before."""
    return Change(_("%(what)s added: %(new)s.") % {"what": what, "new": new.rstrip(".")}, "", new)


def removed(what: str, old: str) -> Change:
    """Something that is not there any more."""
    return Change(_("%(what)s removed: %(old)s.") % {"what": what, "old": old.rstrip(".")}, old, "")


def values(what: str, old: Any, new: Any, show: Callable[[Any], Any] = str) -> Iterator[Change]:
    """One value."""
    if old != new:
        yield changed(what, str(show(old)), str(show(new)))


def words(what: str, old: Words, new: Words) -> Iterator[Change]:
    """A text in both languages; each is told where it differs."""
    for language, before, after in ((_("in Indonesian"), old.id, new.id), (_("in English"), old.en, new.en)):
        if before != after:
            yield changed(f"{what} ({language})", *(marked(one) if one else "" for one in (before, after)))


def _both(found: Words) -> str:
    return f"{marked(found.id)} / {marked(found.en)}"


def rows(
    what: str, old: Sequence[Any], new: Sequence[Any], compare: Callable[[Any, Any], Iterator[Change]]
) -> Iterator[Change]:
    """Rows known by their code: which came, which went, what differs in those that stayed, and their order."""
    before, after = {one.code: one for one in old}, {one.code: one for one in new}
    for code, one in before.items():
        if code not in after:
            yield removed(what, quoted(one.label))
    for code, one in after.items():
        if code not in before:
            yield added(what, quoted(one.label))
        else:
            yield from compare(before[code], one)
    stayed = ([code for code in before if code in after], [code for code in after if code in before])
    if stayed[0] != stayed[1]:
        names = (
            ", ".join(text(side[code].label) for code in codes)
            for side, codes in zip((before, after), stayed, strict=True)
        )
        yield changed(_("Order (%(what)s)") % {"what": what.lower()}, *names)


Show = Callable[[Any], str]


def lines(what: str, old: Sequence[Words], new: Sequence[Words]) -> Iterator[Change]:
    """Lines without a code, told in both languages."""
    yield from sequences(what, old, new, _both, _both)


def sequences(what: str, old: Sequence[Any], new: Sequence[Any], before: Show, after: Show) -> Iterator[Change]:
    """Things in order, compared as they are and shown in words; a pair is told as replaced where one stands for the
    other."""
    for kind, start, end, from_, until in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = min(end - start, until - from_)
        for gone, came in zip(old[start : start + pairs], new[from_ : from_ + pairs], strict=True):
            yield changed(what, before(gone).rstrip("."), after(came).rstrip("."))
        for gone in old[start + pairs : end]:
            yield removed(what, before(gone))
        for came in new[from_ + pairs : until]:
            yield added(what, after(came))


def tables(old: Mapping[Any, Any], new: Mapping[Any, Any], place: Show, before: Show, after: Show) -> Iterator[Change]:
    """Places with one value each; a place that only one side has is told as nothing on the other."""
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            shown = (show(side[key]) if key in side else "" for side, show in ((old, before), (new, after)))
            yield changed(place(key), *shown)
