"""The desk as its pages show it: counts, one page of differences in words, and the correction list as a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organization.exchange.kinds import exchange_kinds
from organization.machines.difference import DifferenceState
from organization.models import Difference
from workflow.access import Read, record_reads
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.errors import NotVisible
from workflow.history import history_of
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.sheets import KINDS
from workflow.streams import FilePieces, Row, table_pieces

PAGE: Final = 50
CHUNK: Final = 1_000
SOURCES: Final[Mapping[str, str | Promise]] = {
    "": "",
    "record": gettext_lazy("stored here"),
    "appointment": gettext_lazy("appointment"),
    "line": gettext_lazy("line of assessment"),
    "named": gettext_lazy("named by HR"),
    "result": gettext_lazy("final result"),
}


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One difference in words."""

    row: Difference
    about: str
    label: str
    who: str
    source: str
    our_source: str
    ours: str
    theirs: str
    our_date: date | None

    @property
    def ticket(self) -> str:
        """What is posted when the row is selected: the difference and the version the page showed."""
        return f"{self.row.public_id}:{self.row.version}"

    @property
    def title(self) -> str:
        """The row in a few words."""
        return f"{self.who}, {self.label}"


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of the desk. `following`: where the next page begins; empty on the last."""

    rows: list[DifferenceView]
    counts: list[tuple[str, str, int]]
    state: str
    about: str
    kinds: list[tuple[str, str]]
    following: str
    decides: bool

    @property
    def older_url(self) -> str:
        """The next page."""
        return f"?{urlencode({'state': self.state, 'about': self.about, 'before': self.following})}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference's history."""

    title: str
    at: Any
    who: str


def visible(actor: Actor) -> "QuerySet[Difference]":
    """The differences the reader may know of, with whom they are about."""
    rows: QuerySet[Difference] = policy_for(Difference).visible_to(actor)
    return rows.select_related("unit", "employee", "batch")


def desk_page(actor: Actor, *, state: str, about: str, before: int | None) -> DeskPage:
    """The newest first; three statements whatever the number of rows."""
    chosen = state if state in DifferenceState.values else DifferenceState.OPEN.value
    kinds = exchange_kinds()
    rows = visible(actor)
    if about in kinds:
        rows = rows.filter(about=about)
    counted = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    listed = rows.filter(state=chosen).order_by("-pk")
    if before is not None:
        listed = listed.filter(pk__lt=before)
    found = list(listed[: PAGE + 1])
    shown = found[:PAGE]
    note(shown, actor)
    return DeskPage(
        rows=[view_of(row) for row in shown],
        counts=[(str(code), str(label), counted.get(code, 0)) for code, label in DifferenceState.choices],
        state=chosen,
        about=about if about in kinds else "",
        kinds=[(key, str(kind.name)) for key, kind in kinds.items()],
        following=str(shown[-1].pk) if len(found) > PAGE else "",
        decides=actor.holds(Role.HR),
    )


def view_of(row: Difference) -> DifferenceView:
    """One difference in the language of the page."""
    kind = exchange_kinds()[row.about]
    who = row.employee.full_name if row.employee else row.subject_key
    return DifferenceView(
        row=row,
        about=str(kind.name),
        label=str(kind.labels.get(row.field, row.field)),
        who=who,
        source=str(kind.source),
        our_source=str(SOURCES.get(row.our_source, row.our_source)),
        ours=kind.value_label(row.field, row.ours),
        theirs=kind.value_label(row.field, row.theirs),
        our_date=row.our_date,
    )


def offers_of(row: Difference, actor: Actor) -> list[Available]:
    """What the reader may decide."""
    return list(available(row, actor))


def story_of(row: Difference) -> list[Line]:
    """The history, newest first."""
    titles = {
        "difference.created": _("Found in a file"),
        "difference.accepted": _("Taken over"),
        "difference.overridden": _("Kept as it is here"),
        "difference.listed": _("Put onto the correction list"),
        "difference.reopened": _("To be decided anew"),
        "difference.settled": _("No longer differs"),
    }
    events = history_of(row).select_related("actor__employee")
    system = _("Automatically, by the system")
    found = [
        Line(titles.get(one.name, one.name), one.effective_at, one.actor.display_name if one.actor else system)
        for one in events
    ]
    return found[::-1]


def note(rows: list[Difference], actor: Actor) -> None:
    """Who read what of whom: a difference shows a personal value of each side."""
    reads = (Read(row, (row.field,), "desk") for row in rows if row.employee_id is not None)
    record_reads(reads, actor=actor)


def correction_heads() -> Row:
    """Headings of the correction list."""
    return (
        _("Source"), _("Data of"), _("Kind"), _("NIP or unit code"), _("Name"), _("Field"),
        _("In the export"), _("Correct"), _("Note"),
    )  # fmt: skip


def corrections(actor: Actor) -> Iterator[Row]:
    """Everything on the correction list that the reader may see; one statement and one record per thousand."""
    last = 0
    while True:
        listed = visible(actor).filter(state=DifferenceState.LISTED, pk__gt=last).order_by("pk")
        rows = list(listed[:CHUNK])
        if not rows:
            return
        last = rows[-1].pk
        note(rows, actor)
        for view in map(view_of, rows):
            row = view.row
            key = row.subject_key.split("/")[0]
            yield (
                view.source, row.their_date.isoformat(), view.about, key, view.who if row.employee_id else "",
                view.label, view.theirs, view.ours, row.note,
            )  # fmt: skip


def sits_at_desk(actor: Actor) -> bool:
    """The desk is for HR officers and auditors; nobody else learns that it is there."""
    return actor.holds(Role.HR) or actor.holds(Role.AUDITOR)


def correction_file(actor: Actor, kind: str) -> FilePieces:
    """The correction list as a file that is written while it is sent. NotVisible for strangers and unknown kinds."""
    if not sits_at_desk(actor) or kind not in KINDS:
        raise NotVisible
    return table_pieces("daftar-koreksi", kind, correction_heads(), corrections(actor))
