"""The evaluation of an employee as a form: results and conduct line by line, both ratings, the predicate.

Order of the official form (DOMAIN 2.3): achievement of the organisation, results with realisation and feedback, rating
of results, conduct, rating of conduct, predicate. What only some readers may see (notices, returns) is not in it.
"""

from collections.abc import Iterator, Mapping
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
    was_handed_over,
)
from appraisal.documents.letter import letterhead_of
from appraisal.models import Evaluation, EvaluationItem
from appraisal.rules import RESULTS
from workflow.documents.blocks import form_facts, is_stale, pairs_part, table_part, text_part
from workflow.documents.registry import DocumentKind, Draft, register_document
from workflow.documents.rendering import printed
from workflow.documents.wording import day_text

KIND = "appraisal.evaluation_form"


def facts(draft: Draft) -> Mapping[str, Any] | None:
    """Everything the form says; nothing where the evaluation went on meanwhile."""
    evaluation = draft.subject
    if is_stale(draft.document, evaluation, EVALUATION_FORM) or not was_handed_over(evaluation):
        return None
    cycle, zone, signed = evaluation.cycle, evaluation.cycle.zone, signatures_under(evaluation)
    period = {"first": day_text(cycle.period_from, zone), "last": day_text(cycle.period_until, zone)}
    narrative = [text_part(_("Explanation of the assessor"), evaluation.narrative)] if evaluation.narrative else []
    return form_facts(
        draft,
        title=_("Evaluation of an employee's performance"),
        zone=zone,
        head=letterhead_of(evaluation.unit),
        subtitle=f"{cycle.name}\n" + _("Period %(first)s to %(last)s") % period,
        mark=mark_of(evaluation),
        wide=True,
        parties=parties_of(evaluation, signed),
        parts=[
            *area_parts(evaluation),
            *narrative,
            pairs_part(_("Result of the evaluation"), result_rows(evaluation)),
        ],
        signatures=blocks_of(evaluation, signed, zone),
    )


def area_parts(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    """A table per section, those of the results first."""
    rules, language = evaluation.rules, get_language()
    items: dict[str, list[EvaluationItem]] = {}
    for item in evaluation.items.order_by("position", "pk"):
        items.setdefault(item.section, []).append(item)
    frozen = frozen_ratings(evaluation)
    for section in sorted(rules.sections, key=lambda one: one.area != RESULTS):
        head = [_("No."), _("Item"), _("Target"), _("Realisation"), _("Own rating")]
        head += [_("Feedback of the assessor"), _("Rating")]
        rows = [
            item_row(number, item, evaluation, frozen.get(item.code))
            for number, item in enumerate(items.get(section.code, ()), 1)
        ]
        yield table_part(section.label.pick(language), head, [1, 5, 4, 7, 3, 6, 3], rows)


def item_row(number: int, item: EvaluationItem, evaluation: Evaluation, rating: int | None) -> tuple[str, ...]:
    """One item: what the employee says, what the assessor says, the rating that counts."""

    def level(value: int | None) -> str:
        return str(evaluation.rules.level_label(value, get_language()))

    said = "\n".join(part for part in (item.self_realisation, item.self_story) if part)
    counts = level(item.assessor_rating if rating is None else rating)
    return (f"{number}.", item.label, item.target, said, level(item.self_rating), item.assessor_comment, counts)


def frozen_ratings(evaluation: Evaluation) -> dict[str, int]:
    """The ratings the result was computed from: those of a decision among them."""
    sections = (evaluation.result or {}).get("sections", ())
    return {item["code"]: item["rating"] for section in sections for item in section["items"]}


EVALUATION_FORM = register_document(
    DocumentKind(
        kind=KIND,
        label=gettext_lazy("Evaluation as a form"),
        subject_kind=Evaluation.kind,
        readers=READERS,
        reach=lambda actor: reach_of(actor, final=False),
        ready=was_handed_over,
        make=printed("workflow/documents/typst/form.typ", facts),
        every_language=False,
        file_name=gettext_lazy("evaluation"),
        page="appraisal:result",
        edition=edition_of,
    )
)
