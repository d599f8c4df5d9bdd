"""What the frame of a page shows about its visitor: name, capacity, bell, navigation. Read when a page asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Count, FilteredRelation, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _

from config.navigation import MENU, Group, Link, Visitor, address_of, bar_and_rest, grouped, links_for, shown
from organization.days import in_force, today
from organization.models import Capacity, User
from workflow import clock
from workflow.actors import Actor, actor_for
from workflow.tally import tally


@dataclass(frozen=True)
class Person:
    """Who is signed in, and as what. `key` tells browser tabs of different people apart."""

    key: str
    name: str
    initials: str
    capacity: str
    capacities: tuple[str, ...]
    acting: bool


@dataclass(frozen=True)
class Held:
    """A post held today, and in which capacity."""

    capacity: str
    title: str
    is_head: bool


@dataclass(frozen=True)
class Bell:
    """Unread notices."""

    count: int
    url: str
    fragment_url: str

    @property
    def shown(self) -> str:
        """The count as the bell has room for it."""
        return shown(self.count)


@dataclass(frozen=True)
class Facts:
    """What the one statement of the frame tells: unread notices, tasks that wait, posts held today."""

    unread: int
    tasks: int
    held: tuple[Held, ...]


class Frame:
    """Everything around the page. Each part is read when a template first shows it: a fragment pays for itself only.

    A whole page costs a signed-in person one statement beside the account and the actor, a stranger none.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        user: Any = getattr(request, "user", None)
        self._user: Any = user if user is not None and user.is_authenticated else None

    @cached_property
    def person(self) -> Person | None:
        """Who is signed in."""
        return None if self._user is None else _person(self._user, self._held)

    @cached_property
    def bell(self) -> Bell | None:
        """The unread notices of the person."""
        if self._user is None:
            return None
        return Bell(
            count=self._facts.unread,
            url=_address("notifications:inbox"),
            fragment_url=self.counts_url,
        )

    @property
    def counts_url(self) -> str:
        """Where the counts of the frame are read again: the bell's, and those of entries that change meanwhile."""
        return _address("notifications:bell")

    @property
    def live_counts(self) -> tuple[Link, ...]:
        """The entries whose counts are read again together with the bell."""
        return tuple(entry for entry in self.navigation if entry.live)

    @cached_property
    def navigation(self) -> tuple[Link, ...]:
        """The entries this visitor has."""
        if self._user is None:
            return ()
        # A page may say under which entry it belongs: a form in review stands under the team, not under one's own.
        return links_for(self._visitor, path=getattr(self._request, "frame_path", self._request.path))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The entries under their headings."""
        return grouped(self.navigation)

    @property
    def bar(self) -> tuple[Link, ...]:
        """The entries of the phone's lower bar."""
        return bar_and_rest(self.navigation)[0]

    @property
    def more(self) -> tuple[Group, ...]:
        """The entries behind "More", under their headings."""
        return grouped(bar_and_rest(self.navigation)[1])

    @cached_property
    def menu(self) -> tuple[Link, ...]:
        """The person's own pages."""
        return () if self._user is None else links_for(self._visitor, path=self._request.path, entries=MENU)

    @property
    def search_url(self) -> str:
        """Where the search goes; empty when there is none."""
        return _address("search")

    @property
    def sign_out_url(self) -> str:
        """Where signing out is posted."""
        return _address("logout", "organization:logout")

    @property
    def demo_clock_url(self) -> str:
        """The page that moves the demo clock; empty when there is none."""
        return _address("demo_clock", "workflow:demo_clock")

    @property
    def demo_day(self) -> date | None:
        """The day of the demo clock, when it was moved."""
        return today() if clock.demo_offset() >= timedelta(days=1) else None

    @cached_property
    def _facts(self) -> Facts:
        return _facts_of(self._user.pk, actor_for(self._request))

    @property
    def _held(self) -> tuple[Held, ...]:
        return self._facts.held

    @cached_property
    def _visitor(self) -> Visitor:
        counts = {"tasks": self._facts.tasks}
        leads = any(held.is_head for held in self._held)
        return Visitor(actor=actor_for(self._request), leads=leads, counts=counts)


def _address(*names: str) -> str:
    return address_of(names)


def _facts_of(user_id: int, actor: Actor) -> Facts:
    """How many notices are unread and tasks wait, and the posts held today; one statement."""
    of_today = FilteredRelation("employee__appointments", condition=in_force(today(), "employee__appointments__"))
    account = User.objects.filter(pk=user_id).annotate(held=of_today, unread=Subquery(_unread_of(OuterRef("pk"))))
    columns = ("unread", "waiting", "held__capacity", "held__post__title", "held__post__is_head")
    rows = list(account.annotate(waiting=tally(actor)).order_by("-held__capacity", "held__id").values_list(*columns))
    posts = tuple(Held(*held) for _unread, _waiting, *held in rows if held[0])
    unread, waiting = rows[0][:2] if rows else (0, 0)
    return Facts(unread or 0, waiting, posts)


def _unread_of(user: OuterRef) -> QuerySet[Any, Any]:
    items = apps.get_model("notifications", "InboxItem")._default_manager
    waiting = items.filter(recipient_id=user, read_at__isnull=True).order_by().values("recipient_id")
    return waiting.annotate(count=Count("pk")).values("count")


def _person(user: Any, held: tuple[Held, ...]) -> Person:
    name = str(user.display_name)
    lines = tuple(capacity_line(one) for one in held)
    acting = [line for line, one in zip(lines, held, strict=True) if one.capacity != Capacity.DEFINITIVE]
    shown = acting[0] if acting else (lines[0] if lines else "")
    return Person(
        key=user.public_id.hex[:16],
        name=name,
        initials=initials_of(name),
        capacity=shown,
        capacities=lines,
        acting=bool(acting),
    )


def capacity_line(held: Held) -> str:
    """`as Plt Kepala Dinas …` for an acting official, the post's title for a definitive one."""
    if held.capacity == Capacity.DEFINITIVE:
        return held.title
    return _("as %(capacity)s %(post)s") % {"capacity": held.capacity.capitalize(), "post": held.title}


def initials_of(name: str) -> str:
    """Two letters for a name, titles after a comma left out."""
    words = [word for word in name.split(",", maxsplit=1)[0].replace(".", " ").split() if word[0].isalpha()]
    long_words = [word for word in words if len(word) > 2] or words
    return "".join(word[0] for word in long_words[:2]).upper()
