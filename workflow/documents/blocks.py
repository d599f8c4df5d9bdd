"""The parts the forms are made of, as values for ``typst/form.typ``: signature blocks, lists of facts, tables, texts.

What belongs here: the shape of the parts and the words every signature block has. Which parts a form has is each
app's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.documents.registry import DocumentKind, Draft
from workflow.documents.wording import common, day_text, moment_text
from workflow.models import Document

CAPACITIES: Final[Mapping[str, str]] = {"plt": "Plt.", "plh": "Plh."}
UNSIGNED: Final[str | Promise] = gettext_lazy("Not signed.")
Rows = Iterable[tuple[str, str]]


def pairs_part(title: str, rows: Rows) -> dict[str, Any]:
    """A titled list of facts; empty ones are left out."""
    return {"form": "pairs", "title": title, "rows": [row for row in rows if row[1].strip()]}


def table_part(title: str, head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> dict[str, Any]:
    """A titled table; a sentence where it has no rows."""
    empty = _("There is nothing here.")
    return {
        "form": "table",
        "title": title,
        "head": list(head),
        "widths": list(widths),
        "rows": [list(row) for row in rows],
        "empty": empty,
    }


def text_part(title: str, text: str) -> dict[str, Any]:
    """A titled text."""
    return {"form": "text", "title": title, "text": text}


def post_text(signature: Any) -> str:
    """The post as it is signed; a delegate's with the absent official before it, in whose name the delegate signs."""
    return "\n".join(part for part in (signature.on_behalf, own_post_text(signature)) if part)


def own_post_text(signature: Any) -> str:
    """The signer's own post: with Plt. or Plh. before it and the letter behind."""
    post = " ".join(part for part in (CAPACITIES.get(signature.capacity, ""), signature.post) if part)
    if not signature.letter or signature.capacity not in CAPACITIES:
        return post
    return _("%(post)s (letter %(letter)s)") % {"post": post, "letter": signature.letter}


def signature_block(heading: str, signature: Any, *, zone: str, unsigned: str = "") -> dict[str, Any]:
    """The block of one who signs, frozen as it was signed; where nobody has, the sentence that says why."""
    if signature is None:
        return {"heading": heading, "unsigned": unsigned or str(UNSIGNED)}
    place = {"place": settings.OFFICE_PLACE, "day": day_text(signature.signed_at, zone)}
    return {
        "heading": heading,
        "unsigned": "",
        "place_date": _("%(place)s, %(day)s") % place,
        "capacity": signature.on_behalf,
        "post": own_post_text(signature),
        "electronic": _("Signed in the system with the own account on %(moment)s.")
        % {"moment": moment_text(signature.signed_at, zone)},
        "name": signature.name,
        "numbers": [part for part in (f"NIP {signature.nip}" if signature.nip else "", signature.grade) if part],
    }


def form_facts(draft: Draft, *, title: str, zone: str, head: Mapping[str, str], **more: Any) -> dict[str, Any]:
    """What every form says around its parts. `mark`: what must not be overlooked, such as a dispute."""
    found = {"subtitle": "", "mark": "", "wide": False, "parties": [], "parts": [], "signatures": [], "note": ""}
    return {**common(draft.document, title=title, zone=zone), "head": dict(head), **found, **more}


def is_stale(document: Document, subject: Any, kind: DocumentKind) -> bool:
    """Whether the subject went on since the document was ordered, so that its facts are no longer there to print."""
    return bool(document.source_version != kind.as_of(subject) or document.edition != kind.edition(subject))
