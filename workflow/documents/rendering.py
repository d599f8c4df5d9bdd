"""Facts and a template become a tagged PDF: the same facts give the same bytes.

Facts go to typst as JSON, so that a name like ``#eval(1) *x*`` is text and never markup. The fonts are those inside
the typst package (Libertinus Serif), never the machine's. PDF/UA-1 where the font has every character; a text with
an emoji still comes out, tagged, without the claim.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import typst
from django.conf import settings

from workflow.documents.registry import Draft

STANDARD: Final = "ua-1"
Facts = Callable[[Draft], Mapping[str, Any] | None]


def canonical_facts(facts: Mapping[str, Any]) -> str:
    """Facts as one text: sorted keys, no character that is invisible or turns the direction of reading."""
    return json.dumps(_clean(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of_facts(facts: Mapping[str, Any]) -> str:
    """The hash a document prints of its own facts."""
    return hashlib.sha256(canonical_facts(facts).encode()).hexdigest()


def render(template: str, facts: Mapping[str, Any]) -> bytes:
    """The PDF of a template (a path below the product's folder) and its facts."""
    compiler: Any = partial(
        typst.compile,
        str(settings.BASE_DIR / template),
        root=str(settings.BASE_DIR),
        ignore_system_fonts=True,
        sys_inputs={"data": canonical_facts(facts)},
    )
    try:
        return bytes(compiler(pdf_standards=STANDARD))
    except typst.TypstError:
        return bytes(compiler())


def printed(template: str, facts: Facts) -> Callable[[Draft], Iterator[None]]:
    """A maker: the facts printed with a template. Facts that are None say that there is nothing to tell any more."""

    def make(draft: Draft) -> Iterator[None]:
        found = facts(draft)
        if found is None:
            draft.outdated = True
            return
        draft.content_sha256 = digest_of_facts(found)
        sealed = {**found, "seal": {**found["seal"], "hash": draft.content_sha256}}
        draft.path.write_bytes(render(template, sealed))
        yield

    return make


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    if value is None or isinstance(value, bool | int):
        return value
    text = str(value).replace("\r\n", "\n")
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one)[0] != "C")
