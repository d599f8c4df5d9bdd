"""The sealed file of an ended improvement case: one indexed PDF, papers, evidence, certificates, the chains of events.

For those who may read all that stands in it: both sides, the coach and HR. The auditor may not read what the sides
said. Of a coaching session it holds what was agreed, never the notes; of a training never what the person thought of
it; of a change of coach never the hand-over note, which is not the supervisor's to read. The evaluation of competence
(B.1.9) is in it once it was handed in: all its readers may read that. Counselling and the feedback on guidance (B.1.8)
are not read here, so they cannot enter, not even that they took place.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.documents.report import (
    causes_of,
    duties_of,
    holds_of,
    letterhead_of,
    outcome_of,
    person_of,
    sessions_of,
    trainings_of,
)
from cases.guidance.pages import lines_of
from cases.guidance.policies import EVALUATION_FIELDS
from cases.guidance.wording import LEVELS
from cases.machines.improvement_case import CaseState
from cases.models import (
    Certificate,
    CoachingSession,
    Enrolment,
    GuidanceEvaluation,
    ImprovementCase,
    PlanItem,
    ProgressEntry,
)
from cases.policies import CASE_FIELDS, ENROLMENT_FIELDS, SESSION_FIELDS, CasePolicy
from cases.views.happenings import title_of
from workflow.actors import Actor
from workflow.documents.case_files import Contents, Piece, author_of, papers_of, part, sealed_file
from workflow.documents.registry import DocumentKind, register_document
from workflow.documents.wording import day_text, moment_text
from workflow.history import history_of
from workflow.models import Event

KIND: Final = "cases.case_file"
ENDED: Final = (CaseState.CLOSED, CaseState.WITHDRAWN)
# The field groups that stand in the file, with the tables of the policies that open them.
TOLD: Final = (
    (CASE_FIELDS, {"plan", "views", "outcome", "trainings", "reasons"}),
    (SESSION_FIELDS, {"agreements", "absence"}),
    (ENROLMENT_FIELDS, {"result", "certificate"}),
    (EVALUATION_FIELDS, {"content"}),
)
# Words of a step in a group that not every reader of the file may read (see `CASE_FIELDS`).
LEFT_OUT: Final = frozenset({"handover"})
READERS: Final = frozenset(
    role for role in CASE_FIELDS if all(readable.get(role, frozenset()) >= groups for readable, groups in TOLD)
)


class _Readers(CasePolicy):
    """Whoever may read every group that stands in the file."""

    viewers = READERS


def contents(case: ImprovementCase) -> Contents | None:
    """What the file of an ended case holds; nothing of one that was reopened meanwhile."""
    if not _has_ended(case):
        return None
    parts = [causes_of, messages_of, stages_of, sessions_of, evaluations_of, trainings_of, holds_of, duties_of]
    return Contents(
        title=_("Sealed file of an improvement case"),
        zone=case.zone,
        head=letterhead_of(case.unit),
        about=[*person_of(case), (_("State"), str(case.get_state_display())), *outcome_of(case)],
        items_title=_("The plan and what came of it"),
        items=[item_of(line, case.zone) for line in case.items.filter(removed=False).order_by("position", "pk")],
        parts=[one(case) for one in parts],
        pieces=[*evidence_of(case), *certificates_of(case)],
        subjects=chained(case),
        told=title_of,
    )


def item_of(line: PlanItem, zone: str) -> dict[str, Any]:
    """One line of the plan: what was agreed, and what came of it."""
    rows = [
        (_("Measure"), line.measure),
        (_("From and to"), " → ".join(one for one in (line.baseline, line.target) if one)),
        (_("Owner"), str(line.get_owner_display())),
        (_("Until"), day_text(line.due_on, zone)),
        (_("What came of it"), line.progress or _("Nothing was recorded.")),
        (_("Finished"), day_text(line.done_at, zone)),
    ]
    return {"title": f"{line.get_kind_display()}: {line.title}", "rows": [row for row in rows if row[1]]}


def messages_of(case: ImprovementCase) -> dict[str, Any]:
    """What people wrote with each step of the case, in their own words; what was erased stays erased."""
    rows = [
        (moment_text(event.effective_at, case.zone), author_of(event), title_of(event), text)
        for event in history_of(case)
        if (text := _words(event))
    ]
    return part(_("What the sides wrote"), [_("When"), _("Who"), _("Step"), _("Words")], [4, 4, 4, 7], rows)


def _words(event: Event) -> str:
    found = getattr(event, "text", None)
    if found is None or found.erased_at is not None:
        return ""
    typed = {name: text for name, text in json.loads(found.content).items() if name not in LEFT_OUT}
    return "\n".join(text for text in typed.values() if isinstance(text, str) and text)


def stages_of(case: ImprovementCase) -> dict[str, Any]:
    """The stages of the work, with what was said when each was closed."""
    rows = [
        (str(stage.month), day_text(stage.due_on, case.zone), day_text(stage.closed_at, case.zone), stage.statement)
        for stage in case.stages.order_by("position")
    ]
    return part(_("Stages"), [_("Month"), _("Due"), _("Closed"), _("What was reached")], [2, 4, 4, 8], rows)


def evaluations_of(case: ImprovementCase) -> dict[str, Any]:
    """Each score of an evaluation of competence with its reason, who signed it and when; no draft."""
    rows = [
        (
            day_text(form.handed_in_at, case.zone),
            form.written_by.full_name if form.written_by else "",
            line.text,
            f"{line.score} · {line.words}",
            line.reason,
        )
        for form in _evaluations(case).filter(handed_in_at__isnull=False).select_related("written_by")
        for line in lines_of(form, LEVELS)
    ]
    head = [_("Day"), _("Guide"), _("Competence"), _("Score"), _("Reason")]
    return part(_("Evaluation of competence"), head, [3, 4, 4, 4, 6], rows)


def _evaluations(case: ImprovementCase) -> Any:
    return GuidanceEvaluation.objects.filter(case=case).order_by("pk")


def evidence_of(case: ImprovementCase) -> Iterator[Piece]:
    """Every file that was handed in for the plan, in the order in which it came; a replaced one too."""
    for one in ProgressEntry.objects.filter(item__case=case).exclude(evidence="").select_related("item").order_by("pk"):
        yield Piece(
            one.evidence,
            one.evidence_name,
            one.item.title,
            one.evidence_type,
            one.evidence.size,
            one.evidence_digest,
        )


def certificates_of(case: ImprovementCase) -> Iterator[Piece]:
    """The certificates of the trainings of the case."""
    rows = Certificate.objects.filter(enrolment__case=case).select_related("enrolment__training").order_by("pk")
    for one in rows:
        yield Piece(one.file, one.name, one.enrolment.training.title, one.media_type, one.size, one.digest)


def chained(case: ImprovementCase) -> list[tuple[str, int]]:
    """The subjects whose events tell the story: the case, its sessions, its enrolments, evaluations of competence."""
    return [
        (ImprovementCase.kind, case.pk),
        *((CoachingSession.kind, pk) for pk in case.sessions.order_by("pk").values_list("pk", flat=True)),
        *((Enrolment.kind, pk) for pk in case.enrolments.order_by("pk").values_list("pk", flat=True)),
        *((GuidanceEvaluation.kind, pk) for pk in _evaluations(case).values_list("pk", flat=True)),
    ]


def edition(case: ImprovementCase) -> str:
    """Changes when a paper is made, or a session, training or evaluation goes on after the case has ended."""
    papers = sum(1 for _paper in papers_of(case, but=KIND))
    parts = (case.sessions, case.enrolments, _evaluations(case))
    steps = [version for rows in parts for version in rows.values_list("version", flat=True)]
    return f"parts-{papers}-{sum(steps)}"


def reach(actor: Actor) -> Any:
    """The cases whose file the actor may have."""
    return _Readers().visible_to(actor).filter(state__in=ENDED)


def _has_ended(case: ImprovementCase) -> bool:
    return str(case.state) in ENDED


CASE_FILE = register_document(
    DocumentKind(
        kind=KIND,
        label=gettext_lazy("Sealed file of the case"),
        subject_kind=ImprovementCase.kind,
        readers=READERS,
        reach=reach,
        ready=_has_ended,
        make=sealed_file(contents),
        every_language=False,
        ending="zip",
        file_name=gettext_lazy("sealed-file"),
        page="cases:case",
        edition=edition,
    )
)
