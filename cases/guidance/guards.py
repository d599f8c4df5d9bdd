"""Conditions of the transitions of the two forms. Each gives True, or the sentences of what is missing."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.machine import guard
from workflow.step import Step


@guard("answers_missing", gettext_lazy("The form cannot be handed in yet. What is still missing:"))
def every_statement_is_answered(step: Step) -> Iterable[str]:
    """Each of the nine statements; remarks are free."""
    form = step.subject
    for number, one in enumerate(form.questions, start=1):
        if one.code not in form.scores:
            yield _("Statement %(number)d: %(text)s") % {"number": number, "text": one.text}


@guard("answers_missing", gettext_lazy("The form cannot be handed in yet. What is still missing:"))
def every_score_has_its_reason(step: Step) -> Iterable[str]:
    """A score without a reason helps nobody, and cannot be answered."""
    form = step.subject
    for one in form.questions:
        if one.code not in form.scores:
            yield _("The score: %(text)s") % {"text": one.text}
        if not str(form.reasons.get(one.code, "")).strip():
            yield _("The reason: %(text)s") % {"text": one.text}


@guard("reader_unchanged", gettext_lazy("It lies with whoever stands above the guide today already."), needs_input=True)
def somebody_else_reads(step: Step) -> bool:
    """Feedback is addressed anew where somebody else stands above the guide now."""
    from cases.guidance.addressee import reader_for

    form = step.subject
    return bool(reader_for(form.case, form.guide_id, at=step.at) != form.reader_id)
