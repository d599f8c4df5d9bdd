"""Reads, merges, writes and compiles the catalogues of the apps, one per app and language."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.extraction import ROOT, Text, texts_of

LANGUAGE: Final = "id"
LINE_WIDTH: Final = 110
# Indonesian has one form for every number; Babel's table does not know the language.
PLURAL_FORMS: Final = "nplurals=1; plural=0;"
PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|(?<!%)\{\w*\}")
# A fixed date: a catalogue changes when a text changes, not when a tool runs.
DATE: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """Where the catalogue of an app stands."""

    app: str

    @property
    def po(self) -> Path:
        return ROOT / self.app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")


def stored(place: Place) -> Catalog:
    """The catalogue as it is on disk, or an empty one."""
    if not place.po.exists():
        return _empty(place.app)
    with place.po.open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain="django")


def merged(place: Place, *, keep_unused: bool = True) -> Catalog:
    """The texts found in the code with the translations found on disk."""
    before = stored(place)
    after = _empty(place.app)
    known = _translations(before)
    for text in texts_of(place.app):
        _add(after, text=text, known=known)
    if keep_unused:
        _keep_unused(after, before=before)
    return after


def _empty(app: str) -> Catalog:
    catalog = Catalog(
        locale=LANGUAGE,
        domain="django",
        project=f"kinerja {app}",
        version="1",
        header_comment=f"# Texts of {app}, English to Indonesian.",
        creation_date=DATE,
        revision_date=DATE,
        last_translator="the maintainers",
        language_team="Indonesian",
        msgid_bugs_address="the maintainers",
        fuzzy=False,
    )
    headers = [*catalog.mime_headers, ("Plural-Forms", PLURAL_FORMS)]
    catalog.mime_headers = headers
    return catalog


def _translations(catalog: Catalog) -> dict[tuple[str, str], Message]:
    """Translated messages by context and singular, unused ones too: a text may come back."""
    messages = [*catalog.obsolete.values(), *catalog]
    return {(message.context or "", _singular(message)): message for message in messages if message.id}


def _forms(message: Message) -> tuple[str, ...]:
    """The translation as a tuple of forms; an untranslated one is empty text."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return tuple(form or "" for form in forms)


def _singular(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)


def _add(catalog: Catalog, *, text: Text, known: dict[tuple[str, str], Message]) -> None:
    old = known.get((text.context, text.singular))
    identity: str | tuple[str, str] = (text.singular, text.plural) if text.plural else text.singular
    translation: str | tuple[str, ...] = ""
    if old is not None:
        forms = _forms(old)
        translation = forms[:1] if text.plural else forms[0]
    elif text.plural:
        translation = ("",)
    comments = old.user_comments if old is not None else []
    flags = {"fuzzy"} if old is not None and old.fuzzy else set()
    catalog.add(
        identity,
        translation,
        locations=[(text.file, 0)],
        flags=flags,
        user_comments=comments,
        context=text.context or None,
    )


def _keep_unused(catalog: Catalog, *, before: Catalog) -> None:
    """Translations whose text is not in the code now stay as comments until somebody prunes them."""
    for message in [*before.obsolete.values(), *before]:
        used = catalog.get(_singular(message), context=message.context)
        if message.id and message.string and used is None:
            message.locations = []
            catalog.obsolete[catalog._key_for(message.id, message.context)] = message  # noqa: SLF001


def write(place: Place, catalog: Catalog) -> None:
    """Write both files, each only when its content changes."""
    place.po.parent.mkdir(parents=True, exist_ok=True)
    _write_if_changed(place.po, _po_bytes(catalog))
    _write_if_changed(place.mo, compiled(stored(place)))


def _po_bytes(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=LINE_WIDTH, sort_output=True, include_lineno=False)
    return buffer.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """The binary form that the program reads."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def _write_if_changed(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def faults(place: Place) -> list[str]:
    """What is wrong with a catalogue, one sentence per fault; empty when it is in step with the code."""
    now = merged(place, keep_unused=False)
    disk = stored(place)
    found = [f"{place.app}: not in the catalogue: {_short(message)}" for message in _missing(now, disk=disk)]
    found += [f"{place.app}: not translated: {_short(message)}" for message in now if _is_untranslated(message)]
    found += [f"{place.app}: marked fuzzy: {_short(message)}" for message in now if message.id and message.fuzzy]
    found += [
        f"{place.app}: other placeholders than in {_short(message)}" for message in now if _loses_a_value(message)
    ]
    if not place.mo.exists() or place.mo.read_bytes() != compiled(disk):
        found.append(f"{place.app}: the compiled catalogue is stale; run make messages")
    return found


def _missing(now: Catalog, *, disk: Catalog) -> Iterable[Message]:
    return [message for message in now if message.id and disk.get(_singular(message), context=message.context) is None]


def _is_untranslated(message: Message) -> bool:
    if not message.id:
        return False
    return not all(_forms(message))


def _loses_a_value(message: Message) -> bool:
    """Whether the translation shows other values than the text: one would be lost, or break the page."""
    if not message.id or _is_untranslated(message):
        return False
    wanted = set(PLACEHOLDER.findall(message.id[-1] if isinstance(message.id, (tuple, list)) else message.id))
    return any(set(PLACEHOLDER.findall(form)) != wanted for form in _forms(message))


def _short(message: Message) -> str:
    file = message.locations[0][0] if message.locations else ""
    return f"{_singular(message)!r} ({file})"
