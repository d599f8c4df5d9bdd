"""The sealed file of an objection: one indexed PDF, every document and piece of evidence, the chains of events.

For the one who decides, HR and the auditor; never for a party under another hat. The decider's private note and the
records of counselling are not read here, so they cannot enter.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appraisal.documents.letter import item_of, letterhead_of, outcome_of, rows_of
from appraisal.machines.objection import ObjectionState
from appraisal.models import Evaluation, Evidence, Hearing, Objection
from appraisal.policies import ASSESSOR, AUDITOR, DECIDER, HR, SUBJECT, answers_objections
from workflow.actors import Actor
from workflow.documents.case_files import Contents, Piece, papers_of, part, sealed_file
from workflow.documents.registry import DocumentKind, register_document
from workflow.documents.wording import moment_text
from workflow.policies import policy_for

KIND = "appraisal.case_file"
ENDED = (ObjectionState.DECIDED, ObjectionState.WITHDRAWN)


def contents(objection: Objection) -> Contents | None:
    """What the file of an ended objection holds."""
    if not _has_ended(objection):
        return None
    form = objection.evaluation
    zone = form.cycle.zone
    return Contents(
        title=_("Sealed file of an objection"),
        zone=zone,
        head=letterhead_of(form.unit),
        about=about(objection),
        items_title=_("Contested items"),
        items=[item_of(number, row, form) for number, row in enumerate(rows_of(objection), 1)],
        parts=[questions_part(objection, zone), hearings_part(objection, zone)],
        pieces=list(evidence_of(objection)),
        subjects=chained(objection),
    )


def evidence_of(objection: Objection) -> Iterator[Piece]:
    """What both sides put forward for the contested items."""
    for row in rows_of(objection):
        own = Evidence.objects.filter(item=row.item, removed_at__isnull=True).order_by("pk")
        for one in (*own, *row.evidence.filter(removed_at__isnull=True).order_by("pk")):
            yield Piece(one.file, one.name, row.item.label, one.media_type, one.size, one.sha256)


def chained(objection: Objection) -> list[tuple[str, int]]:
    """The subjects whose events tell the story: the objection, its evaluation, its hearings."""
    hearings = Hearing.objects.filter(objection=objection).order_by("pk").values_list("pk", flat=True)
    return [
        (Objection.kind, objection.pk),
        (Evaluation.kind, objection.evaluation_id),
        *((Hearing.kind, pk) for pk in hearings),
    ]


def about(objection: Objection) -> list[tuple[str, str]]:
    """Who objected, who rated, who decided, and with which outcome."""
    form = objection.evaluation
    zone = form.cycle.zone
    return [
        (_("Period"), form.cycle.name),
        (_("Employee"), f"{form.employee_name}\n{form.employee_post}"),
        (_("Assessor"), f"{form.assessor_name}\n{form.assessor_post}"),
        *([(_("Rated by"), f"{form.rated_by_name}\n{form.rated_on_behalf}")] if form.rated_by_name else []),
        (_("Decider"), f"{objection.decider_name}\n{objection.decider_post}"),
        (_("Decided by"), "\n".join(part for part in (objection.signed_name, objection.signed_on_behalf) if part)),
        (_("Filed"), moment_text(objection.filed_at, zone)),
        (_("Answered"), moment_text(objection.answered_at, zone)),
        (_("Decided"), moment_text(objection.decided_at, zone)),
        (_("State"), str(objection.get_state_display())),
        (_("Statement"), objection.statement),
        *(outcome_of(objection)["rows"] if objection.decided_at else ()),
    ]


def questions_part(objection: Objection, zone: str) -> dict[str, Any]:
    """Questions of the decider and their answers."""
    rows = [
        (str(one.get_addressee_display()), moment_text(one.asked_at, zone), one.text, one.answer)
        for one in objection.questions.order_by("pk")
    ]
    head = [_("Asked of"), _("When"), _("Question"), _("Answer")]
    return part(_("Questions and answers"), head, [2, 3, 5, 5], rows)


def hearings_part(objection: Objection, zone: str) -> dict[str, Any]:
    """Hearings with their minutes and what each side said of them."""
    rows = []
    for one in objection.hearings.order_by("pk"):
        sides = (
            (_("Employee"), one.get_employee_answer_display(), one.employee_view),
            (_("Assessor"), one.get_assessor_answer_display(), one.assessor_view),
        )
        answers = "\n".join(f"{side}: {answer}. {view}".strip() for side, answer, view in sides if answer)
        when = f"{moment_text(one.held_at or one.planned_at, zone)}\n{one.get_state_display()}"
        rows.append((when, one.minutes, answers))
    head = [_("Hearing"), _("Minutes"), _("Both sides on the minutes")]
    return part(_("Hearings"), head, [3, 7, 5], rows)


def edition(objection: Objection) -> str:
    """Changes when a document of the objection is made, so that a new file can be ordered."""
    return f"papers-{sum(1 for _paper in papers_of(objection, but=KIND))}"


def reach(actor: Actor) -> Any:
    """The objections whose file the actor may have: visible ones that have ended, but for those he is a party of."""
    rows = policy_for(Objection).visible_to(actor).filter(state__in=ENDED, filed_at__isnull=False)
    if actor.employee_id is None:
        return rows
    return rows.exclude(evaluation__employee_id=actor.employee_id).exclude(answers_objections(actor))


def _has_ended(objection: Objection) -> bool:
    return str(objection.state) in ENDED and objection.filed_at is not None


CASE_FILE = register_document(
    DocumentKind(
        kind=KIND,
        label=gettext_lazy("Sealed file of the objection"),
        subject_kind=Objection.kind,
        readers=frozenset({DECIDER, HR, AUDITOR}),
        closed_to=frozenset({SUBJECT, ASSESSOR}),
        reach=reach,
        ready=_has_ended,
        make=sealed_file(contents),
        every_language=False,
        ending="zip",
        file_name=gettext_lazy("sealed-file"),
        page="appraisal:objection",
        edition=edition,
    )
)
