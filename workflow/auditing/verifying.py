"""Everything that can be verified, gathered: chains, seals, and the record against the seals. Each finding has a name.

Old seals that were never chained hold nothing here but their place in the chain of seals.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.auditing.sealed import seal_faults, sealed_faults
from workflow.chain import ChainFault
from workflow.errors import Text
from workflow.history import verify_all
from workflow.tables import machines

SEAL = "workflow.daily_seal"
SENTENCES: dict[str, Text] = {
    "altered": gettext_lazy("The event was altered: its hash does not fit its text."),
    "columns_differ": gettext_lazy("The event was altered: its columns say something else than its sealed text."),
    "missing": gettext_lazy("An event before this one is missing."),
    "broken_link": gettext_lazy("It does not follow the event before it: one was set in, taken out or swapped."),
    "head_differs": gettext_lazy("The last event is not the one the subject remembers: the end was cut or added to."),
    "no_events": gettext_lazy("The subject has no events at all."),
    "subject_missing": gettext_lazy("There are events of a subject that does not exist."),
    "cut": gettext_lazy("A daily seal holds this event, and it is gone: the end of the chain was cut."),
    "rewritten": gettext_lazy("A daily seal holds another event here: the chain was rewritten."),
    "inserted": gettext_lazy("It claims to be older than a daily seal that does not hold it: it was set in later."),
    "seal_altered": gettext_lazy("The daily seal was altered."),
    "seal_missing": gettext_lazy("The daily seal before this one is missing or was replaced."),
    "heads_altered": gettext_lazy("What the daily seal holds was altered."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that does not hold: a version of a subject, or the seal of a day (`on`, ISO)."""

    kind: str
    subject_id: int
    version: int
    fault: str
    on: str = ""

    @property
    def sentence(self) -> Text:
        """What is wrong, in words."""
        return SENTENCES[self.fault]

    def as_json(self) -> dict[str, Any]:
        """Plain values, for the cursor of a job."""
        return asdict(self)


def parts() -> tuple[str, ...]:
    """What is verified one after the other: every kind, then the seals."""
    return (*(model.kind for model in machines()), SEAL)


def findings_of(part: str) -> Iterator[Finding]:
    """Everything wrong in one part."""
    if part != SEAL:
        yield from map(_finding, verify_all(kinds=(part,)))
        return
    for one in seal_faults():
        yield Finding(SEAL, 0, 0, one.fault, one.on.isoformat())
    yield from map(_finding, sealed_faults())


def findings(*, kinds: tuple[str, ...] = ()) -> Iterator[Finding]:
    """Everything wrong; `kinds` names the parts (none: all)."""
    for part in parts():
        if not kinds or part in kinds:
            yield from findings_of(part)


def _finding(fault: ChainFault) -> Finding:
    return Finding(fault.kind, fault.subject_id, fault.version, fault.fault)


def line_of(one: Finding) -> str:
    """A finding as one line of the command."""
    if one.on:
        return _("seal of %(on)s: %(fault)s") % {"on": one.on, "fault": one.fault}
    return f"{one.kind} {one.subject_id} version {one.version}: {one.fault}"
