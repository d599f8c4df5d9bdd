"""The evaluation document (dokumen evaluasi kinerja pegawai, taught as format D.1.1).

Its blocks in the field (DOMAIN 2.4): 1 employee, 2 assessor, 3 superior of the assessor, 4 evaluation, 5 notes and
recommendation, then signatures. The superior signs only where he changed or decided (DOMAIN 5.1).
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from appraisal.documents.evaluation_facts import (
    READERS,
    blocks_of,
    edition_of,
    mark_of,
    parties_of,
    reach_of,
    result_rows,
    signatures_under,
    stands,
)
from appraisal.documents.letter import letterhead_of
from appraisal.models import Evaluation
from workflow.documents import signing
from workflow.documents.blocks import form_facts, is_stale, pairs_part, post_text
from workflow.documents.registry import DocumentKind, Draft, register_document
from workflow.documents.rendering import printed
from workflow.documents.wording import day_text, moment_text

KIND = "appraisal.evaluation_document"


def facts(draft: Draft) -> Mapping[str, Any] | None:
    """Everything the document says; nothing where the evaluation went on meanwhile."""
    evaluation = draft.subject
    if is_stale(draft.document, evaluation, EVALUATION_DOCUMENT) or not stands(evaluation):
        return None
    cycle, zone, signed = evaluation.cycle, evaluation.cycle.zone, signatures_under(evaluation)
    period = {"first": day_text(cycle.period_from, zone), "last": day_text(cycle.period_until, zone)}
    employee, assessor = parties_of(evaluation, signed)
    return form_facts(
        draft,
        title=_("Document of the evaluation of an employee's performance"),
        zone=zone,
        head=letterhead_of(evaluation.unit),
        subtitle=f"{cycle.name}\n" + _("Period %(first)s to %(last)s") % period,
        mark=mark_of(evaluation),
        parts=[
            pairs_part(f"1. {employee['title']}", employee["rows"]),
            pairs_part(f"2. {assessor['title']}", assessor["rows"]),
            pairs_part("3. " + _("Superior of the assessor"), superior_rows(evaluation, signed)),
            pairs_part("4. " + _("Evaluation of performance"), result_rows(evaluation)),
            pairs_part("5. " + _("Notes and recommendation"), note_rows(evaluation)),
            pairs_part(_("Course of the evaluation"), course_rows(evaluation, zone)),
        ],
        signatures=blocks_of(evaluation, signed, zone),
    )


def superior_rows(evaluation: Evaluation, signed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who stands above the assessor; whoever decided the objection, where there was one."""
    above = signed.get(signing.DECIDER) or (signed.get(signing.SUPERIOR) if evaluation.calibrated else None)
    if above is not None:
        return [(_("Name"), above.name), ("NIP", above.nip), (_("Grade"), above.grade), (_("Post"), post_text(above))]
    name = evaluation.superior_name or _("Nobody stands above the assessor.")
    return [(_("Name"), name), (_("Post"), evaluation.superior_post)]


def note_rows(evaluation: Evaluation) -> list[tuple[str, str]]:
    """The assessor's words on the whole, and what the predicate means by the rules."""
    meaning = evaluation.rules.predicate(evaluation.predicate).meaning.pick(get_language())
    return [(_("Notes of the assessor"), evaluation.narrative or _("None.")), (_("Recommendation"), meaning)]


def course_rows(evaluation: Evaluation, zone: str) -> list[tuple[str, str]]:
    """When it was handed over, until when it could be disputed, since when it stands."""
    moments = (
        (_("Handed over"), evaluation.handed_over_at),
        (_("End of the time for an objection"), evaluation.window_ends_at),
        (_("Accepted by the employee"), evaluation.accepted_at),
        (_("Final since"), evaluation.finalised_at),
    )
    return [(name, moment_text(moment, zone)) for name, moment in moments]


EVALUATION_DOCUMENT = register_document(
    DocumentKind(
        kind=KIND,
        label=gettext_lazy("Evaluation document"),
        subject_kind=Evaluation.kind,
        readers=READERS,
        reach=lambda actor: reach_of(actor, final=True),
        ready=stands,
        make=printed("workflow/documents/typst/form.typ", facts),
        every_language=False,
        file_name=gettext_lazy("evaluation-document"),
        page="appraisal:result",
        edition=edition_of,
    )
)
