"""Invented content of the living page of components: a form with faults, items, a timeline, plots."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LEVELS = (
    (1, gettext_lazy("Below expectation")),
    (2, gettext_lazy("As expected")),
    (3, gettext_lazy("Above expectation")),
)


class ExampleForm(forms.Form):
    """One control of each kind."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for returning"),
        help_text=gettext_lazy("The employee reads these words. Say what is missing and what would do."),
        widget=forms.Textarea,
        max_length=500,
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        choices=(("", "–"), ("1", "Dinas Kependudukan dan Pencatatan Sipil"), ("2", "Puskesmas Bangko")),
        required=False,
    )
    due = forms.DateField(label=gettext_lazy("Until when"), widget=forms.DateInput)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=(("met", gettext_lazy("Goal reached")), ("part", gettext_lazy("Partly reached"))),
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(label=gettext_lazy("We both agree to this plan"))


def example_form() -> ExampleForm:
    """A form sent with faults, so that the summary and the marked fields can be seen."""
    return ExampleForm({"reason": "Bukti layanan bulan Agustus belum ada.", "unit": "1", "due": "2026-13-01"})


def parts(*, now: datetime) -> dict[str, Any]:
    """All example values by the name the template uses."""
    return {
        "levels": LEVELS,
        "rail": _rail(),
        "facts": _facts(now),
        "entries": _entries(now),
        "files": _files(),
        "rows": _rows(),
        "bars": _bars(),
        "series": _series(),
        "matrix": _matrix(),
        "available": _available(),
        "channels": (("bell", _("Bell on this page")), ("mail", _("Mail"), _("once a day, at 07.00"))),
        "unit_options": (("", _("All units")), ("1", "Disdukcapil"), ("2", "Puskesmas Bangko")),
        "why": (
            _("Counted from the hand-over on 20 November, five working days."),
            _("Saturday and Sunday do not count. No holiday lies between."),
        ),
        **_texts(),
    }


def _rail() -> list[tuple[str, str]]:
    return [
        ("draft", _("Prepared")),
        ("self_assessment", _("Self-assessment")),
        ("supervisor_review", _("Assessor's review")),
        ("objection", _("Time to object")),
        ("final", _("Final")),
    ]


def _facts(now: datetime) -> list[tuple[Any, ...]]:
    from config.ui.formats import moment

    return [
        (_("Post in this period"), "Pengelola Layanan Kependudukan"),
        (_("Unit"), "Dinas Kependudukan dan Pencatatan Sipil"),
        (_("Assessor"), "Drs. H. Marwan Effendi, M.Si. (Plt Kepala Bidang)", "#facts", _("Report a wrong assessor")),
        (_("Handed over"), moment(now - timedelta(days=1))),
    ]


def _entries(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "title": _("Returned with a reason"),
            "at": now - timedelta(hours=3),
            "who": "Drs. H. Marwan Effendi, M.Si.",
            "capacity": "Plt",
            "text": "Bukti untuk butir 2 belum ada. Lampirkan rekap loket bulan Agustus, lalu kirim lagi.",
            "tone": "attention",
        },
        {"title": _("Self-assessment sent"), "at": now - timedelta(days=2), "who": "Siti Aminah"},
        {"title": _("Cycle opened"), "at": now - timedelta(days=20), "who": "BKPSDMD", "tone": "good"},
    ]


def _files() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            name="rekap-loket-agustus-2026.pdf", url="#", size=845_200, media_type="application/pdf", remove_url="#x"
        ),
        SimpleNamespace(name="foto-antrean-setelah-perbaikan.jpg", url="#", size=2_310_000, media_type="image/jpeg"),
    ]


def _rows() -> list[SimpleNamespace]:
    people = (
        ("Siti Aminah", "Disdukcapil", "supervisor_review", _("Assessor's review"), "92.5", 3),
        ("Ahmad Fauzi", "Puskesmas Bangko", "objection", _("Time to object"), "71.25", 9),
        ("Yulia Rahmawati", "DPMPTSP", "final", _("Final"), "88", 0),
        ("Bambang Hermanto", "Dinas Pendidikan", "self_assessment", _("Self-assessment"), "", 14),
    )
    keys = ("name", "unit", "state", "label", "score", "days")
    return [SimpleNamespace(id=place, **dict(zip(keys, person, strict=True))) for place, person in enumerate(people)]


def _bars() -> list[tuple[Any, ...]]:
    return [
        ("Puskesmas Pamenang", 41, _("12 of 29 people"), "attention"),
        ("Dinas Pendidikan", 68, _("210 of 309 people")),
        ("Disdukcapil", 93, _("41 of 44 people")),
        ("Kecamatan Lembah Masurai", None),
    ]


def _series() -> list[tuple[str, list[tuple[date, float]]]]:
    days = [date(2026, month, 1) for month in range(4, 11)]
    return [
        ("Loket", list(zip(days, (14, 12.5, 12, 10, 8.5, 7, 6), strict=True))),
        (_("Online"), list(zip(days, (9, 9.5, 8, 6, 5, 4, 3.5), strict=True))),
    ]


def _matrix() -> dict[str, Any]:
    levels = [str(label) for _value, label in reversed(LEVELS)]
    return {
        "rows": levels,
        "columns": [str(label) for _value, label in LEVELS],
        "cells": [
            [_("Poor"), _("Good"), _("Very good")],
            [_("Poor"), _("Good"), _("Good")],
            [_("Very poor"), _("Needs improvement"), _("Needs improvement")],
        ],
    }


def _available() -> dict[str, SimpleNamespace]:
    reason = SimpleNamespace(name="reason", label=_("Reason"), kind="text", required=True, max_length=4000, choices=())
    return {
        "approve": SimpleNamespace(
            name="approve", label=_("Approve"), needs=(), blocked=_("Two items have no rating yet: 2 and 5.")
        ),
        "return": SimpleNamespace(name="return_form", label=_("Return"), needs=(reason,), blocked=""),
    }


def _texts() -> dict[str, str]:
    return {
        "old_text": "Melayani 40 pemohon akta kelahiran setiap hari dengan waktu tunggu rata-rata 14 hari.",
        "new_text": "Melayani 55 pemohon akta kelahiran setiap hari dengan waktu tunggu rata-rata 6 hari kerja.",
    }
