"""The objection as one form: what was claimed, what the assessor explained, what was decided, signed by each.

Field form (DOMAIN 5.1): objection of the employee, explanation of the assessor, decision of the assessor's superior,
each with its date and signature. The decider's private note is not read here, so it cannot enter.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from appraisal.documents.letter import letterhead_of, outcome_of, rows_of
from appraisal.machines.objection import PENDING, ObjectionState
from appraisal.models import Evaluation, Objection, ObjectionItem
from appraisal.policies import ObjectionPolicy
from workflow.documents import signing
from workflow.documents.blocks import form_facts, is_stale, pairs_part, signature_block, table_part, text_part
from workflow.documents.registry import DocumentKind, Draft, register_document
from workflow.documents.rendering import printed
from workflow.documents.signing import signatures_of
from workflow.documents.wording import moment_text
from workflow.policies import policy_for

KIND = "appraisal.objection_form"
# From here on every reader may read the explanation (see `ObjectionPolicy`).
EXPLAINED = (ObjectionState.ANSWERED, ObjectionState.DECIDED)


def facts(draft: Draft) -> Mapping[str, Any] | None:
    """Everything the form says; nothing where the objection went on meanwhile."""
    objection = draft.subject
    if is_stale(draft.document, objection, OBJECTION_FORM) or not is_explained(objection):
        return None
    form, zone = objection.evaluation, objection.evaluation.cycle.zone
    decided = objection.state == ObjectionState.DECIDED
    return form_facts(
        draft,
        title=_("Objection to a performance appraisal, with explanation and decision"),
        zone=zone,
        head=letterhead_of(form.unit),
        subtitle=form.cycle.name,
        mark=_("UNDECIDED. The rating stands until the decision.") if objection.state in PENDING else "",
        parties=[
            {"title": _("Objection of"), "rows": [(_("Name"), form.employee_name), (_("Post"), form.employee_post)]},
            {"title": _("Rated by"), "rows": rater_rows(form)},
        ],
        parts=[
            *objection_parts(objection, zone),
            explanation_part(objection, zone),
            *(decision_parts(objection, zone) if decided else ()),
        ],
        signatures=blocks_of(objection, zone, decided=decided),
    )


def rater_rows(form: Evaluation) -> list[tuple[str, str]]:
    """The assessor, or the delegate who rated in that place, and in whose name."""
    if not form.rated_by_name:
        return [(_("Name"), form.assessor_name), (_("Post"), form.assessor_post)]
    posts = (form.rated_on_behalf, form.rated_by_post)
    return [(_("Name"), form.rated_by_name), (_("Post"), "\n".join(part for part in posts if part))]


def objection_parts(objection: Objection, zone: str) -> list[dict[str, Any]]:
    """What the employee says, item by item and on the whole."""
    rows = [
        (f"{number}.", row.item.label, _level(row, row.rating), row.claim, _level(row, row.wished_rating))
        for number, row in enumerate(rows_of(objection), 1)
    ]
    head = [_("No."), _("Item"), _("Rating contested"), _("Objection"), _("Rating asked for")]
    title = _("A. Objection of the employee, %(moment)s") % {"moment": moment_text(objection.filed_at, zone)}
    found = [table_part(title, head, [1, 5, 3, 8, 3], rows)]
    return [*found, text_part(_("On the whole"), objection.statement)] if objection.statement else found


def explanation_part(objection: Objection, zone: str) -> dict[str, Any]:
    """What the assessor explains, or that no explanation came in time."""
    moment = moment_text(objection.answered_at, zone)
    title = _("B. Explanation of the assessor, %(moment)s") % {"moment": moment}
    if objection.unanswered or objection.answered_at is None:
        return text_part(_("B. Explanation of the assessor"), _("The assessor gave no explanation in time."))
    rows = [(f"{number}.", row.item.label, row.answer) for number, row in enumerate(rows_of(objection), 1)]
    return table_part(title, [_("No."), _("Item"), _("Explanation")], [1, 5, 14], rows)


def decision_parts(objection: Objection, zone: str) -> list[dict[str, Any]]:
    """What the assessor's superior decided, item by item, and the predicate before and after."""
    rows = [
        (f"{number}.", row.item.label, str(row.get_ruling_display()), _level(row, row.ruling_rating), row.ruling_reason)
        for number, row in enumerate(rows_of(objection), 1)
    ]
    title = _("C. Decision of the superior of the assessor, %(moment)s")
    head = [_("No."), _("Item"), _("Ruling"), _("New rating"), _("Reason")]
    moment = {"moment": moment_text(objection.decided_at, zone)}
    found = outcome_of(objection)
    return [
        table_part(title % moment, head, [1, 5, 4, 3, 7], rows),
        pairs_part(found["sentence"], found["rows"]),
    ]


def blocks_of(objection: Objection, zone: str, *, decided: bool) -> list[dict[str, Any]]:
    """Who objected, who explained, who decided."""
    signed = signatures_of(objection, upto=objection.version)
    silent = _("Gave no explanation in time.")
    found = [
        signature_block(_("Employee appraised"), signed.get(signing.EMPLOYEE), zone=zone),
        signature_block(_("Assessor of performance"), signed.get(signing.ASSESSOR), zone=zone, unsigned=silent),
    ]
    if decided:
        found.append(signature_block(_("Superior of the assessor"), signed.get(signing.DECIDER), zone=zone))
    return found


def _level(row: ObjectionItem, rating: int | None) -> str:
    return str(row.objection.evaluation.rules.level_label(rating, get_language()))


def is_explained(objection: Objection) -> bool:
    """Whether the explanation is in, or the time for it is over."""
    answered = objection.state in EXPLAINED or objection.answered_at is not None
    return objection.filed_at is not None and answered


def _reach(actor: Any) -> Any:
    explained = Q(state__in=EXPLAINED) | Q(answered_at__isnull=False)
    return policy_for(Objection).visible_to(actor).filter(explained, filed_at__isnull=False)


OBJECTION_FORM = register_document(
    DocumentKind(
        kind=KIND,
        label=gettext_lazy("Objection, explanation and decision as a form"),
        subject_kind=Objection.kind,
        readers=ObjectionPolicy.viewers,
        reach=_reach,
        ready=is_explained,
        make=printed("workflow/documents/typst/form.typ", facts),
        every_language=False,
        file_name=gettext_lazy("objection"),
        page="appraisal:objection",
    )
)
