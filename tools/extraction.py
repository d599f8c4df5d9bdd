"""Finds every text that is shown to people: in Python by Babel, in templates by Django's own lexer."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.extract import extract
from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import block_re, constant_re, endblock_re, inline_re, plural_re

ROOT: Final = Path(__file__).resolve().parent.parent
APPS: Final = ("workflow", "organization", "cases", "appraisal", "notifications", "config")
SHARED_OWNER: Final = "config"

Positions = tuple[int | tuple[int, int] | tuple[int, str], ...]
PYTHON_KEYWORDS: Final[dict[str, dict[int | None, Positions | None] | Positions | None]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CONTEXT: Final = re.compile(r"""\bcontext\s+("[^"]*"|'[^']*')""")
TRIMMED: Final = re.compile(r"\btrimmed\b")
VARIABLE: Final = re.compile(r"^\s*([\w.]+)")


@dataclass(frozen=True)
class Text:
    """One text to translate: singular, plural or empty, context or empty, and the file that shows it."""

    singular: str
    plural: str
    context: str
    file: str


def texts_of(app: str) -> list[Text]:
    """Every text of one app's catalogue."""
    found: list[Text] = []
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            found += from_python(path.read_bytes(), file=str(path.relative_to(ROOT)))
    for path in template_files(app):
        found += from_template(path.read_text(encoding="utf-8"), file=str(path.relative_to(ROOT)))
    return found


def template_files(app: str) -> list[Path]:
    """Templates whose texts belong to an app; what belongs to no app is shared and stands with config."""
    folders = [ROOT / app / "templates", ROOT / "templates" / app]
    paths = [path for folder in folders if folder.is_dir() for path in _templates_below(folder)]
    if app == SHARED_OWNER:
        others = {ROOT / "templates" / name for name in APPS}
        shared = [path for path in _templates_below(ROOT / "templates") if not others & set(path.parents)]
        paths += shared
    return sorted(paths)


def _templates_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in {".html", ".txt", ".svg"}]


def from_python(source: bytes, *, file: str) -> list[Text]:
    """Texts in calls of the gettext family."""
    found = []
    for _line, message, _comments, context in extract("python", io.BytesIO(source), PYTHON_KEYWORDS):
        singular, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
        found.append(Text(singular=singular, plural=plural, context=context or "", file=file))
    return found


def from_template(source: str, *, file: str) -> list[Text]:
    """Texts in translate and blocktranslate tags and in `_("…")` arguments."""
    return list(_walk(iter(Lexer(source).tokenize()), file=file))


def _walk(tokens: Iterator[Token], *, file: str) -> Iterator[Text]:
    for token in tokens:
        if token.token_type not in {TokenType.BLOCK, TokenType.VAR}:
            continue
        for constant in constant_re.findall(token.contents):
            yield Text(singular=_unquoted(constant), plural="", context="", file=file)
        if token.token_type != TokenType.BLOCK:
            continue
        if inline := inline_re.match(token.contents):
            yield Text(singular=_unquoted(inline[1]), plural="", context=_context(token.contents), file=file)
        elif block_re.match(token.contents):
            yield _block(token, tokens, file=file)


def _block(opening: Token, tokens: Iterator[Token], *, file: str) -> Text:
    """The texts between blocktranslate and its end, as Django looks them up."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token.token_type == TokenType.BLOCK and endblock_re.match(token.contents):
            break
        if token.token_type == TokenType.BLOCK and plural_re.match(token.contents):
            parts.append([])
        elif token.token_type == TokenType.VAR:
            name = VARIABLE.match(token.contents)
            parts[-1].append(f"%({name[1] if name else token.contents})s")
        elif token.token_type == TokenType.TEXT:
            parts[-1].append(token.contents.replace("%", "%%"))
    joined = ["".join(part) for part in parts]
    if TRIMMED.search(opening.contents):
        joined = [trim_whitespace(text) for text in joined]
    return Text(
        singular=joined[0],
        plural=joined[1] if len(joined) > 1 else "",
        context=_context(opening.contents),
        file=file,
    )


def _context(contents: str) -> str:
    found = CONTEXT.search(contents)
    return found[1][1:-1] if found else ""


def _unquoted(literal: str) -> str:
    return literal[1:-1].replace("\\" + literal[0], literal[0]).replace("%", "%%")
