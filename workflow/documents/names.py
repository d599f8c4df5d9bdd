"""How the file of a document is called when it is downloaded: what it is, its version, its code; no person's name."""

from django.utils import translation

from workflow.documents.codes import grouped
from workflow.documents.registry import kind_named
from workflow.models import Document


def file_name(document: Document) -> str:
    """`surat-keputusan-ABCD-EFGH-….pdf` in the language of the document."""
    kind = kind_named(document.document_kind)
    with translation.override(document.language):
        return f"{kind.file_name}-{grouped(document.code)}.{kind.ending}"
