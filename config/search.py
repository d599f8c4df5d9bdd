"""The search of the frame: people, forms, objections, cases and trainings, each as far as its own policy lets one see.

One statement per group, whatever is found; a group shows its first hits and leads on to its list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal.models import Evaluation, Objection
from cases.models import ImprovementCase, Training
from organization import selectors
from workflow.actors import Actor
from workflow.policies import policy_for

SHORTEST: Final = 2
LONGEST: Final = 100
MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, one line about it, its address, and the subject whose state is shown."""

    title: str
    note: str
    url: str
    subject: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind; ``more_url`` leads to the whole list where more was found than is shown."""

    label: str | Promise
    hits: tuple[Hit, ...]
    more_url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that can be found. ``listing`` is its list; ``narrows``: the list takes words as ``q``."""

    label: str | Promise
    find: Callable[[Actor, str], QuerySet[Any]]
    hit: Callable[[Any], Hit]
    listing: str
    narrows: bool = True


def cleaned(raw: str) -> str:
    """What was typed as one line of a sensible length."""
    return " ".join(raw.replace("\x00", "").split())[:LONGEST]


def search(actor: Actor, text: str) -> tuple[Group, ...]:
    """The groups in which something was found; nothing for fewer than two characters."""
    if len(text) < SHORTEST:
        return ()
    groups = (_group(kind, actor, text) for kind in KINDS)
    return tuple(group for group in groups if group.hits)


def _group(kind: Kind, actor: Actor, text: str) -> Group:
    found = list(kind.find(actor, text)[: MOST + 1])
    query = f"?{urlencode({'q': text})}" if kind.narrows else ""
    more = f"{reverse(kind.listing)}{query}" if len(found) > MOST else ""
    return Group(kind.label, tuple(kind.hit(row) for row in found[:MOST]), more)


def _words(text: str, *columns: str) -> Q:
    """Every word occurs in one of the columns."""
    every = Q()
    for word in text.split():
        some = Q()
        for column in columns:
            some |= Q(**{f"{column}__icontains": word})
        every &= some
    return every


def _people(actor: Actor, text: str) -> QuerySet[Any]:
    return selectors.employees(actor, text=text).order_by("full_name", "pk")


def _person(row: Any) -> Hit:
    return Hit(row.full_name, _line(row.post and row.post.title, row.unit.name), _address("organization:employee", row))


def _forms(actor: Actor, text: str) -> QuerySet[Any]:
    rows = policy_for(Evaluation).visible_to(actor).filter(_words(text, "employee_name", "cycle__name"))
    return rows.select_related("cycle__rule_set").order_by("-cycle__period_from", "employee_name", "pk")


def _form(row: Any) -> Hit:
    return Hit(row.employee_name, row.cycle.name, _address("appraisal:evaluation", row), row)


def _objections(actor: Actor, text: str) -> QuerySet[Any]:
    words = _words(text, "evaluation__employee_name", "evaluation__cycle__name")
    rows = policy_for(Objection).visible_to(actor).filter(words)
    return rows.select_related("evaluation__cycle").order_by("-pk")


def _objection(row: Any) -> Hit:
    about = row.evaluation
    return Hit(about.employee_name, about.cycle.name, _address("appraisal:objection", row), row)


def _cases(actor: Actor, text: str) -> QuerySet[Any]:
    rows = policy_for(ImprovementCase).visible_to(actor).filter(_words(text, "employee__full_name"))
    return rows.select_related("employee", "unit").order_by("-opened_at", "-pk")


def _case(row: Any) -> Hit:
    return Hit(row.employee.full_name, row.unit.name, _address("cases:case", row), row)


def _trainings(actor: Actor, text: str) -> QuerySet[Any]:
    rows = Training.objects.filter(active=True) if actor.active else Training.objects.none()
    return rows.filter(_words(text, "title", "provider", "code")).order_by("-starts_on", "-pk")


def _training(row: Any) -> Hit:
    return Hit(row.title, _line(row.provider, row.code), _address("cases:training", row))


def _line(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def _address(name: str, row: Any) -> str:
    return reverse(name, args=[row.public_id])


KINDS: Final = (
    Kind(_("People"), _people, _person, "organization:employees"),
    Kind(_("Forms"), _forms, _form, "appraisal:team"),
    Kind(_("Objections"), _objections, _objection, "appraisal:objections", narrows=False),
    Kind(_("Cases"), _cases, _case, "cases:board"),
    Kind(_("Trainings"), _trainings, _training, "cases:trainings"),
)
