"""The entries of the navigation: one line each. Whoever adds a part of the product adds its line here.

An entry is shown when its address exists and its predicate holds for the visitor. Predicates look only at the
`Visitor`, which is read once per page; they ask the database nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.actors import Actor
from workflow.roles import Role

Words = str | Promise
MOST_SHOWN = 99


@dataclass(frozen=True)
class Visitor:
    """Who looks at the page: the actor, whether they head a unit (also as Plt or Plh), and counts by entry key."""

    actor: Actor
    leads: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)

    def holds_any(self, *roles: Role) -> bool:
        """Whether one of the roles was granted anywhere."""
        return any(self.actor.holds(role) for role in roles)


@dataclass(frozen=True)
class Entry:
    """One entry: address names in order of preference, the first that exists is taken; `live`: its count changes."""

    key: str
    label: Words
    icon: str
    addresses: tuple[str, ...]
    shown_to: Callable[[Visitor], bool]
    short: Words = ""
    urgent: bool = False
    group: str = ""
    live: bool = False


@dataclass(frozen=True)
class Link:
    """An entry as a page shows it."""

    key: str
    label: Words
    short: Words
    icon: str
    url: str
    active: bool
    exact: bool
    count: int
    urgent: bool
    group: str = ""
    live: bool = False

    @property
    def shown(self) -> str:
        """The count as the navigation has room for it."""
        return shown(self.count)


@dataclass(frozen=True)
class Group:
    """Links under one heading; the first ones have none."""

    key: str
    label: Words
    links: tuple[Link, ...]


def shown(count: int) -> str:
    """A count where there is room for two digits."""
    return str(count) if count <= MOST_SHOWN else f"{MOST_SHOWN}+"


def everybody(visitor: Visitor) -> bool:
    """Anyone who is signed in."""
    return visitor.actor.user_id is not None


def employees(visitor: Visitor) -> bool:
    """Who is appraised or appraises: accounts of a person."""
    return visitor.actor.employee_id is not None


def holders(*roles: Role) -> Callable[[Visitor], bool]:
    """Who was granted one of the roles."""
    return lambda visitor: visitor.holds_any(*roles)


def leading_or(*roles: Role) -> Callable[[Visitor], bool]:
    """Who heads a unit, stands in for an absent official, or was granted one of the roles."""
    return lambda visitor: visitor.leads or bool(visitor.actor.stands_in) or visitor.holds_any(*roles)


OFFICE = (Role.HR, Role.AUDITOR, Role.LEADER)
GROUPS: Mapping[str, Words] = {
    "own": _("My performance"),
    "team": _("Team"),
    "help": _("Help and services"),
    "office": _("Administration"),
}
FIRST: tuple[Entry, ...] = (
    Entry("home", pgettext_lazy("navigation", "Home"), "home", ("home",), everybody),
    Entry("tasks", _("Tasks"), "tasks", ("tasks",), everybody, urgent=True, live=True),
)
OWN: tuple[Entry, ...] = (
    Entry("forms", _("My forms"), "form", ("appraisal:mine",), employees, short=pgettext_lazy("navigation", "Forms")),
    Entry("plans", _("My plans"), "flag", ("appraisal:plans",), employees, short=pgettext_lazy("navigation", "Plans")),
    Entry("dialogue", _("Performance dialogue"), "return", ("appraisal:dialogue",), employees, short=_("Dialogue")),
    Entry("objections", _("Objections"), "scales", ("appraisal:objections",), employees),
    Entry("development", _("My development"), "up", ("appraisal:development",), employees),
    Entry("annual", _("Annual results"), "calendar", ("appraisal:annuals",), everybody),
)
TEAM: tuple[Entry, ...] = (
    Entry("team", _("Forms of the team"), "team", ("appraisal:team",), leading_or(*OFFICE), short=_("Team")),
    Entry("team_plans", _("Plans of the team"), "units", ("appraisal:plans-team",), leading_or(*OFFICE)),
    Entry("calibration", _("Calibration"), "scales", ("appraisal:rooms",), leading_or(Role.HR, Role.AUDITOR)),
)
HELP: tuple[Entry, ...] = (
    Entry("cases", _("Cases"), "case", ("cases:board", "cases:list"), everybody),
    Entry("trainings", _("Training"), "training", ("cases:trainings",), everybody),
    Entry("honours", _("Awards"), "flag", ("appraisal:honours",), everybody),
    Entry("metrics", _("Services"), "chart", ("appraisal:metrics",), everybody),
    Entry("innovations", _("Innovations"), "flag", ("appraisal:innovations",), everybody),
)
ADMINISTRATION: tuple[Entry, ...] = (
    Entry("cycles", _("Cycles"), "calendar", ("appraisal:cycles",), holders(*OFFICE)),
    Entry("reports", _("Reports"), "chart", ("appraisal:reports",), leading_or(*OFFICE)),
    Entry("process", _("Process map"), "chart", ("workflow:process",), holders(*OFFICE)),
    Entry("effects", _("Effect of help"), "chart", ("appraisal:help-effects",), holders(Role.TRAINING_OFFICER)),
    Entry("protection", _("Protection watch"), "eye", ("appraisal:protection",), holders(Role.AUDITOR)),
    Entry("audit", _("Audit desk"), "eye", ("workflow:audit",), holders(Role.AUDITOR)),
    Entry("rule_sets", _("Rule sets"), "rules", ("appraisal:rule-sets",), holders(Role.HR, Role.AUDITOR)),
    Entry("people", _("People and units"), "units", ("organization:units",), holders(*OFFICE, Role.ADMIN)),
    Entry("settings", _("Settings"), "settings", ("organization:settings",), holders(Role.HR, Role.ADMIN)),
)
ENTRIES: tuple[Entry, ...] = (
    *FIRST,
    *(
        replace(entry, group=group)
        for group, entries in (("own", OWN), ("team", TEAM), ("help", HELP), ("office", ADMINISTRATION))
        for entry in entries
    ),
)
MENU: tuple[Entry, ...] = (
    Entry("profile", _("My profile"), "person", ("organization:profile",), everybody),
    Entry("where", _("Where is my form?"), "eye", ("workflow:where_list",), employees),
    Entry("attendance", _("My attendance"), "calendar", ("appraisal:attendance",), everybody),
    Entry("password", _("Password"), "lock", ("organization:password",), everybody),
    Entry("tokens", _("Access for programs"), "key", ("organization:tokens",), everybody),
)
# What the phone's lower bar holds: the first of these that the visitor has.
BAR: tuple[str, ...] = ("home", "tasks", "forms", "team", "plans", "dialogue", "annual", "cases")
BAR_SIZE = 4


@cache
def address_of(names: tuple[str, ...]) -> str:
    """The first address that exists, or nothing."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def links_for(visitor: Visitor, *, path: str, entries: tuple[Entry, ...] = ENTRIES) -> tuple[Link, ...]:
    """The entries for one visitor on one page, in their order; the longest matching address is the active one."""
    shown = [(entry, address_of(entry.addresses)) for entry in entries if entry.shown_to(visitor)]
    shown = [(entry, url) for entry, url in shown if url]
    here = max((url for _, url in shown if is_within(path, url)), key=len, default="")
    return tuple(
        Link(
            key=entry.key,
            label=entry.label,
            short=entry.short or entry.label,
            icon=entry.icon,
            url=url,
            active=url == here,
            exact=url == path,
            count=visitor.counts.get(entry.key, 0),
            urgent=entry.urgent,
            group=entry.group,
            live=entry.live,
        )
        for entry, url in shown
    )


def is_within(path: str, url: str) -> bool:
    """Whether a page lies under an entry's address; everything lies under the home page only by being it."""
    return path == url or (url != "/" and path.startswith(url))


def bar_and_rest(links: tuple[Link, ...]) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """The four entries of the phone's lower bar, and what goes behind "More"."""
    by_key = {link.key: link for link in links}
    bar = tuple(by_key[key] for key in BAR if key in by_key)[:BAR_SIZE]
    return bar, tuple(link for link in links if link not in bar)


def grouped(links: tuple[Link, ...]) -> tuple[Group, ...]:
    """The links under their headings, in the order of the entries."""
    return tuple(
        Group(key=key, label=GROUPS.get(key, ""), links=tuple(found))
        for key, found in groupby(links, key=lambda link: link.group)
    )
