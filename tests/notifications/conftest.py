"""Parcels that are told about: routes and words of their own, so that notices are tested without appraisal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from notifications import dispatch
from notifications.route import Route, routes_by_event, tell
from organization.models import Employee
from tests.sample.models import Parcel
from tests.workflow.conftest import NOW, clerk, loader, owner, parcel, stopped_clock
from workflow import actors, engine, notices, outbox
from workflow.notices import NoticeText
from workflow.roles import Role

__all__ = ["NOW", "clerk", "loader", "owner", "parcel", "stopped_clock"]

ROUTES = (
    tell("parcel.created", Role.HR, text="tests.check", urgent=True, mail=True),
    tell("parcel.extended", Role.HR, text="tests.extended"),
    tell("parcel.extended", Role.SUBJECT, Role.HR, text="tests.second"),
    tell("parcel.expired", Role.SUBJECT, Role.HR, text="tests.expired"),
)
TEXTS = {
    "tests.check": NoticeText(
        key="tests.check",
        title="Check parcel %(weight)s",
        body="From %(weight)s on",
        action="Open parcel",
        mail="A parcel waits.",
        params=lambda parcel: {"weight": parcel.weight},
    ),
    **{
        key: NoticeText(key=key, title=key.title(), mail="Something about a parcel.")
        for key in ("tests.extended", "tests.second", "tests.expired")
    },
}


@pytest.fixture(autouse=True)
def parcel_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    use_routes(monkeypatch, ROUTES)
    monkeypatch.setattr(notices, "_texts", {**notices._texts, **TEXTS})
    monkeypatch.setattr(outbox, "_receivers", [dispatch.deliver])


def use_routes(monkeypatch: pytest.MonkeyPatch, routes: Sequence[Route]) -> None:
    monkeypatch.setattr(dispatch, "_TABLE", routes_by_event(routes))


Send = Callable[..., Parcel]


@pytest.fixture
def send(owner: Any, clerk: Any) -> Send:
    """Begin a parcel and relay what follows."""

    def begin(**fields: Any) -> Parcel:
        made: Parcel = engine.begin(Parcel(owner=owner, clerk=clerk, **fields), actor=actors.actor_of(owner)).subject
        outbox.relay_all()
        return made

    return begin


def give_address(user: Any, address: str = "clerk@example.go.id") -> None:
    """Give an account a person with an e-mail address."""
    from organization.models import Unit

    unit = Unit.objects.first() or Unit.objects.create(
        code="U1", name="Unit", kind="dinas", lft=1, rght=2, depth=0, valid_from=NOW.date()
    )
    user.employee = Employee.objects.create(full_name="Rahasia Sekali", kind="elected", unit=unit, email=address)
    user.save()


def user_named(name: str) -> Any:
    return get_user_model().objects.create(username=name)
