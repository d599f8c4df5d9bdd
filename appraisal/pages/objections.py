"""One objection as both sides and the decider see it: parties, deadline, strips, what follows, acts, history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal.guards import lack_of_ruling
from appraisal.machines.deciding import NAMING, RECUSING
from appraisal.machines.objection import ObjectionState as S
from appraisal.models import Evaluation, Objection
from appraisal.pages.hearings import Hearings, hearings_of
from appraisal.pages.objection_decision import Decision, decision_of
from appraisal.pages.objection_items import Choosable, Reading, Strip, choosable_of, read_contested, strips_of
from appraisal.pages.objection_parties import Party, parties_of
from appraisal.pages.objection_precedents import Precedents, precedents_of
from appraisal.pages.objection_receipt import Lateness, Receipt, lateness_of, receipt_of
from appraisal.pages.objection_story import story_of
from appraisal.pages.objection_thread import STEPS as THREAD_STEPS
from appraisal.pages.objection_thread import Thread, thread_of
from appraisal.pages.self_assessment import by_text, faults_by_item
from appraisal.pages.timeline import Entry, events_of
from appraisal.policies import ASSESSOR, DECIDER, HISTORY, SUBJECT
from appraisal.silence import sentence_of
from workflow.actors import Actor
from workflow.engine import Available, available
from workflow.errors import FieldFault
from workflow.models import Event
from workflow.pending import DueNote, pending_of
from workflow.policies import policy_for

Words = str | Promise

RAIL: tuple[tuple[str, Words], ...] = (
    (S.DRAFTED, _("Written")),
    (S.FILED, _("Filed")),
    (S.ANSWERED, _("Answered")),
    (S.DECIDED, _("Decided")),
    ("final", _("Final")),
)
# Who writes in which state, and which part.
PENS: Mapping[str, tuple[str, str]] = {
    S.DRAFTED: (SUBJECT, "claims"),
    S.FILED: (ASSESSOR, "answers"),
    S.ANSWERED: (DECIDER, "rulings"),
}
REVISIONS = {"claims": "claim_revision", "answers": "answer_revision", "rulings": "ruling_revision"}
DECISIVE: Mapping[str, tuple[str, ...]] = {
    S.LATE: ("admission_ends",),
    S.FILED: ("answer_ends",),
    S.ANSWERED: ("decision_ends", "silence_ends"),
}
# Acts that the page offers in a place of their own.
PLACED = frozenset({"file", "answer", "decide", *NAMING, *RECUSING, *THREAD_STEPS})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: the field groups that are open, the relations held, the part the reader writes now."""

    fields: frozenset[str]
    roles: frozenset[str]
    writing: str


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """Everything the page shows to one reader."""

    objection: Objection
    reader: Reader
    parties: tuple[Party, ...]
    due: DueNote | None
    strips: tuple[Strip, ...]
    choosable: tuple[Choosable, ...]
    statement: str
    decision: Decision
    precedents: Precedents
    thread: Thread
    hearings: Hearings
    receipt: Receipt | None
    late: Lateness
    offered: tuple[Available, ...]
    events: tuple[Event, ...]
    faults: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
    unsaved: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, Words], ...] = RAIL
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def fields(self) -> frozenset[str]:
        return self.reader.fields

    @property
    def writing(self) -> str:
        return self.reader.writing

    @property
    def own(self) -> bool:
        return SUBJECT in self.reader.roles

    @property
    def assesses(self) -> bool:
        return ASSESSOR in self.reader.roles

    @property
    def decides(self) -> bool:
        return DECIDER in self.reader.roles

    @property
    def current(self) -> str:
        """The step of the rail: a decided one is final as soon as its evaluation is."""
        settled = self.objection.state == S.DECIDED and self.objection.evaluation.state == "final"
        return "final" if settled else str(self.objection.state)

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.current == "final"

    @property
    def on_the_rail(self) -> bool:
        """Whether the five steps tell where it stands; a withdrawn or lapsed one left them."""
        return self.objection.state not in (S.WITHDRAWN, S.LAPSED, S.LATE, S.OUT_OF_TIME)

    @property
    def until(self) -> datetime | None:
        """The moment at which the next thing happens by itself."""
        return self.due.due_at if self.due else None

    @property
    def acts(self) -> tuple[Available, ...]:
        """The acts without a place of their own."""
        placed = PLACED | {"file_late"} if self.writing else PLACED
        return tuple(one for one in self.offered if one.name not in placed)

    @property
    def names_decider(self) -> bool:
        """Whether the reader may name the decider."""
        return any(one.name in NAMING for one in self.offered)

    @property
    def steps_aside(self) -> bool:
        """Whether the reader may step aside; who would follow stands on a page of its own."""
        return any(one.name in RECUSING for one in self.offered)

    @property
    def story(self) -> list[Entry]:
        return story_of(self.events)

    @property
    def silence(self) -> Words:
        """What follows when the decider stays silent."""
        return sentence_of(self.objection)

    @property
    def url(self) -> str:
        return reverse("appraisal:objection", args=[self.objection.public_id])

    @property
    def revision(self) -> int:
        """The revision of the part the reader writes."""
        return int(getattr(self.objection, REVISIONS.get(self.writing, "claim_revision")))


@dataclass(frozen=True, slots=True)
class Typed:
    """What a refused post carried."""

    items: Mapping[UUID, Mapping[str, str]]
    loose: Mapping[str, str]
    faults: Sequence[FieldFault] = ()
    raw: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


NOTHING_TYPED = Typed({}, {})


def writing_of(objection: Objection, roles: frozenset[str]) -> str:
    """The part that is the reader's to write in the present state; empty where there is none."""
    role, part = PENS.get(S(objection.state), ("", ""))
    return part if role in roles else ""


def page_of(objection: Objection, actor: Actor, *, typed: Typed = NOTHING_TYPED) -> ObjectionPage:
    """The page for one reader; a constant number of queries."""
    reader = reader_of(objection, actor)
    read_contested(objection)
    strips = strips_of(objection, reading_of(objection, actor, reader, typed))
    offered = tuple(available(objection, actor))
    names = {one.name for one in offered}
    labels = {strip.item.code: strip.item.label for strip in strips}
    events = tuple(events_of(objection)) if HISTORY in reader.fields else ()
    return ObjectionPage(
        objection=objection,
        reader=reader,
        parties=parties_of(objection, own=SUBJECT in reader.roles),
        due=due_of(objection, reader.roles),
        strips=strips,
        choosable=choosable_of(objection) if reader.writing == "claims" else (),
        statement=typed.loose.get("statement", objection.statement),
        decision=decision_of(objection, reader.fields, typed.loose, rules=reader.writing == "rulings"),
        precedents=precedents_of(objection, labels) if reader.writing == "rulings" else Precedents(),
        thread=thread_of(objection, strips, fields=reader.fields, offered=names, posted=typed.raw),
        hearings=hearings_of(
            objection,
            actor,
            roles=reader.roles,
            posted=typed.raw,
            about=typed.about,
            faults={one.field: str(one.message) for one in typed.faults},
        ),
        offered=offered,
        receipt=receipt_of(objection, events),
        late=lateness_of(objection, actor),
        events=events,
        faults=tuple((f"id_{one.field}", str(one.message)) for one in typed.faults),
        missing=missing_of(strips, reader.writing),
        unsaved=() if reader.writing else unsaved_of(typed),
    )


def reader_of(objection: Objection, actor: Actor) -> Reader:
    """What the actor is to this objection."""
    policy = policy_for(objection)
    roles = policy.roles_of(actor, objection)
    return Reader(policy.fields_for(actor, objection), roles, writing_of(objection, roles))


def reading_of(objection: Objection, actor: Actor, reader: Reader, typed: Typed) -> Reading:
    """The same for the strips, with what is open of the form."""
    form = objection.evaluation
    return Reading(
        fields=reader.fields,
        form_fields=policy_for(form).fields_for(actor, form),
        writing=reader.writing,
        typed=by_text(typed.items),
        errors=faults_by_item(typed.faults),
    )


def due_of(objection: Objection, roles: frozenset[str]) -> DueNote | None:
    """The deadline that decides what comes next; of a draft the end of the window."""
    if objection.state == S.DRAFTED:
        if SUBJECT not in roles or objection.evaluation.state == "final":
            return None
        return pending_of(Evaluation, (objection.evaluation_id,))[objection.evaluation_id].get("window_ends")
    names = DECISIVE.get(S(objection.state), ())
    notes = pending_of(Objection, (objection.pk,))[objection.pk] if names else {}
    return next((notes[name] for name in names if name in notes), None)


def missing_of(strips: Sequence[Strip], writing: str) -> tuple[tuple[str, str], ...]:
    """Every field without which it cannot be handed on: its id in the page and the words of the link."""
    lacking = ((strip, lacks(strip, writing)) for strip in strips)
    return tuple((f"id_{strip.names[name]}", said_of(strip, writing)) for strip, name in lacking if name)


def said_of(strip: Strip, writing: str) -> str:
    """The words of the link: the item; of a ruling also what it lacks, as every door says it."""
    return lack_of_ruling(strip.row, strip.item.label) if writing == "rulings" else strip.item.label


def lacks(strip: Strip, writing: str) -> str:
    """The field of a strip that is still empty."""
    row = strip.row
    if writing == "rulings":
        return "" if row.is_ruled else "ruling_reason" if row.ruling and not row.ruling_reason.strip() else "verdict"
    name = {"claims": "claim", "answers": "answer"}.get(writing, "")
    return name if name and not getattr(row, name).strip() else ""


def unsaved_of(typed: Typed) -> tuple[tuple[str, str], ...]:
    """Texts of a post that came too late, to be copied from the page."""
    texts = [text for values in typed.items.values() for name, text in values.items() if "rating" not in name]
    texts += [typed.loose[name] for name in ("statement", "private_note") if name in typed.loose]
    return tuple((str(number), text) for number, text in enumerate(filter(str.strip, texts), 1))
