"""The two forms that follow guidance, as documents: feedback of the employee (B.1.8), evaluation of competence (B.1.9).

Feedback is for the employee and the guide's superior alone: whoever guided or looks after the case learns from no list,
page or file that it was written. The evaluation is for everybody who may read its content.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.documents.report import letterhead_of
from cases.guidance.pages import Line, lines_of
from cases.guidance.policies import EVALUATION_FIELDS, FEEDBACK_FIELDS, EvaluationPolicy, FeedbackPolicy
from cases.guidance.wording import AGREEMENT, LEVELS
from cases.models import GuidanceEvaluation, GuidanceFeedback
from organization import tree
from workflow.actors import Actor
from workflow.documents import signing
from workflow.documents.blocks import form_facts, is_stale, pairs_part, signature_block, table_part, text_part
from workflow.documents.registry import DocumentKind, Draft, register_document
from workflow.documents.rendering import printed
from workflow.documents.signing import signatures_of
from workflow.documents.wording import day_text
from workflow.roles import Role

FORM = "workflow/documents/typst/form.typ"


class _FeedbackReaders(FeedbackPolicy):
    """Whoever may read what was answered, as one WHERE: see `FEEDBACK_FIELDS` and HR in the superior's place."""

    viewers = frozenset(FEEDBACK_FIELDS)

    def visible_to(self, actor: Actor) -> Any:
        return super().visible_to(actor).filter(handed_in_at__isnull=False)

    def _where(self, actor: Actor) -> Q:
        where = super()._where(actor)
        me, superiors = actor.employee_id, sorted(actor.superior_ids)
        office = tree.within(actor.intervals(Role.HR), f"{self.unit}__") & Q(reader__isnull=True)
        if superiors:
            office &= ~Q(case__employee_id__in=superiors)
        if me is not None:
            guides = Q(guide_id=me) | Q(case__supervisor_id=me) | Q(case__coach_id=me)
            office &= ~guides & ~Q(case__employee_id=me)
        return where | office


class _EvaluationReaders(EvaluationPolicy):
    """Whoever may read what was written."""

    viewers = frozenset(EVALUATION_FIELDS)

    def visible_to(self, actor: Actor) -> Any:
        return super().visible_to(actor).filter(handed_in_at__isnull=False)


def feedback_facts(draft: Draft) -> Mapping[str, Any] | None:
    """The nine statements with the answers, and the employee's own words."""
    form = draft.subject
    if is_stale(draft.document, form, FEEDBACK):
        return None
    case, zone = form.case, form.case.zone
    signed = signatures_of(form, upto=form.version)
    guide = form.guide.full_name if form.guide else ""
    scale = lines_of(form, AGREEMENT)
    head = [_("No."), _("Statement"), _("Answer")]
    groups: dict[str, list[Line]] = {}
    for line in scale:
        groups.setdefault(line.about, []).append(line)
    tables = [table_part(about, head, [1, 13, 6], answers(lines)) for about, lines in groups.items()]
    reader = _("Not read yet.") if form.read_at is None else ""
    return form_facts(
        draft,
        title=_("B.1.8 Feedback of the employee on the guidance"),
        zone=zone,
        head=letterhead_of(case.unit),
        mark=_("CONFIDENTIAL. For the superior of the guide alone."),
        parts=[
            pairs_part(_("Guidance"), about_rows(case, guide=guide)),
            *tables,
            text_part(_("Remarks"), form.remarks or _("None.")),
        ],
        signatures=[
            signature_block(_("Employee guided"), signed.get(signing.EMPLOYEE), zone=zone),
            signature_block(_("Read by the superior"), signed.get(signing.READER), zone=zone, unsigned=reader),
        ],
    )


def evaluation_facts(draft: Draft) -> Mapping[str, Any] | None:
    """Each competence with score and reason."""
    form = draft.subject
    if is_stale(draft.document, form, EVALUATION):
        return None
    case, zone = form.case, form.case.zone
    signed = signatures_of(form, upto=form.version)
    guide = form.written_by.full_name if form.written_by else ""
    rows = [
        (f"{one.number}.", f"{one.text}\n{one.about}", one.score, one.words, one.reason)
        for one in lines_of(form, LEVELS)
    ]
    head = [_("No."), _("Competence"), _("Score"), _("Meaning"), _("Reason")]
    return form_facts(
        draft,
        title=_("B.1.9 Evaluation of competence after guidance"),
        zone=zone,
        head=letterhead_of(case.unit),
        parts=[
            pairs_part(_("Guidance"), about_rows(case, guide=guide)),
            table_part(_("Competences, scored from 1 to 5"), head, [1, 6, 2, 4, 7], rows),
        ],
        signatures=[signature_block(_("Guide"), signed.get(signing.GUIDE), zone=zone)],
    )


def answers(lines: Iterable[Line]) -> list[tuple[str, ...]]:
    """Statement and answer."""
    return [(f"{one.number}.", one.text, f"{one.score} · {one.words}") for one in lines]


def about_rows(case: Any, *, guide: str) -> list[tuple[str, str]]:
    """Who was guided by whom, from when on."""
    return [
        (_("Employee"), case.employee.full_name),
        ("NIP", case.employee.nip or ""),
        (_("Unit"), case.unit.name),
        (_("Guide"), guide),
        (_("Guidance began"), day_text(case.started_at, case.zone)),
    ]


def was_handed_in(form: Any) -> bool:
    """Before it is handed in it is its writer's alone, and no document."""
    return form.handed_in_at is not None


FEEDBACK = register_document(
    DocumentKind(
        kind="cases.feedback_form",
        label=gettext_lazy("Feedback on guidance as a form (B.1.8)"),
        subject_kind=GuidanceFeedback.kind,
        readers=_FeedbackReaders.viewers,
        reach=lambda actor: _FeedbackReaders().visible_to(actor),
        ready=was_handed_in,
        make=printed(FORM, feedback_facts),
        every_language=False,
        file_name=gettext_lazy("form-b18"),
        page="cases:feedback",
    )
)
EVALUATION = register_document(
    DocumentKind(
        kind="cases.evaluation_form",
        label=gettext_lazy("Evaluation of competence as a form (B.1.9)"),
        subject_kind=GuidanceEvaluation.kind,
        readers=_EvaluationReaders.viewers,
        reach=lambda actor: _EvaluationReaders().visible_to(actor),
        ready=was_handed_in,
        make=printed(FORM, evaluation_facts),
        every_language=False,
        file_name=gettext_lazy("form-b19"),
        page="cases:evaluation",
    )
)
