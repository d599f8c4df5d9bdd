"""The answer to an act on many rows: who was taken, who was refused and why."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.bulk import BulkLine


def bulk_result(
    request: HttpRequest, lines: Sequence[BulkLine], *, heading: str, back: str, address: str
) -> HttpResponse:
    """The page of a bulk act; `address` names the page of one row, `back` is where the rows were chosen."""
    rows: list[dict[str, Any]] = [{"line": line, "url": reverse(address, args=[line.public_id])} for line in lines]
    taken = sum(line.taken for line in lines)
    context = {"rows": rows, "heading": heading, "back": back, "taken": taken, "asked": len(lines)}
    return render(request, "cases/bulk_result.html", context)
