"""The plan (SKP) as a form: the text of the newest agreed version, signed by the employee, set by the assessor.

Near the form of PermenPANRB 6/2022 (DOMAIN 2.1): results with the superior's result they carry on, aspect or
perspective, indicator, target; conduct; three annex lists.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appraisal.documents.letter import letterhead_of
from appraisal.models import Plan, PlanVersion
from appraisal.models.plans import ResultKind
from appraisal.plans.content import read_text
from appraisal.plans.policies import PlanPolicy
from appraisal.plans.wording import ResultView, TextView, shown
from workflow.documents.blocks import form_facts, pairs_part, post_text, signature_block, table_part
from workflow.documents.registry import DocumentKind, Draft, register_document
from workflow.documents.rendering import printed
from workflow.documents.signing import ASSESSOR, EMPLOYEE, OFFICE, signatures_of
from workflow.documents.wording import day_text
from workflow.models import Event
from workflow.policies import policy_for

KIND = "appraisal.plan_form"
FORM = "workflow/documents/typst/form.typ"


def facts(draft: Draft) -> Mapping[str, Any] | None:
    """Everything the form says of the version it was ordered for; a later version does not reach it."""
    plan, zone = draft.subject, draft.subject.unit.zone
    version = PlanVersion.objects.filter(plan=plan, edition=int(draft.document.edition or 0)).first()
    if version is None:
        return None
    text = shown(read_text(version.content))
    signed = signatures_of(plan, upto=draft.document.source_version)
    period = {"first": day_text(plan.period_from, zone), "last": day_text(plan.period_until, zone)}
    return form_facts(
        draft,
        title=_("Performance targets of an employee (SKP)"),
        zone=zone,
        head=letterhead_of(plan.unit),
        subtitle=_("Period %(first)s to %(last)s") % period + "\n" + version_words(version, zone),
        wide=True,
        parties=parties_of(plan, version, signed),
        parts=[*result_parts(text, head=plan.is_head), conduct_part(text), *annex_parts(text)],
        signatures=blocks_of(plan, signed, zone),
    )


def version_words(version: PlanVersion, zone: str) -> str:
    """Which text of the plan this is, since when it holds, and why it replaced the one before."""
    words = _("Version %(number)d of the plan, agreed on %(day)s") % {
        "number": version.edition,
        "day": day_text(version.agreed_at, zone),
    }
    return f"{words}\n{_('Reason of the change: %(reason)s') % {'reason': version.reason}}" if version.reason else words


def parties_of(plan: Plan, version: PlanVersion, signed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The employee and the assessor, as they signed."""
    own, above = signed.get(EMPLOYEE), signed.get(ASSESSOR)
    employee = [
        (_("Name"), own.name if own else plan.employee_name),
        ("NIP", own.nip if own else plan.employee.nip or ""),
        (_("Grade"), own.grade if own else ""),
        (_("Post"), own.post if own else plan.employee_post),
        (_("Unit"), plan.unit_name),
    ]
    assessor = [
        (_("Name"), above.name if above else version.assessor_name),
        ("NIP", above.nip if above else ""),
        (_("Grade"), above.grade if above else ""),
        (_("Post"), post_text(above) if above else version.assessor_post),
    ]
    titles = (_("Employee appraised"), _("Assessor of performance"))
    rows = ([row for row in side if row[1]] for side in (employee, assessor))
    return [{"title": title, "rows": found} for title, found in zip(titles, rows, strict=True)]


def result_parts(text: TextView, *, head: bool) -> Iterator[dict[str, Any]]:
    """Main results, then additional ones; heads (JPT) name perspectives."""
    for kind in ResultKind:
        rows = [one for one in text.results if one.kind == str(kind.label)]
        if not rows and kind == ResultKind.ADDITIONAL:
            continue
        names = [_("No."), _("Result of the superior carried on"), _("Result planned")]
        names += [_("Perspective") if head else _("Aspect"), _("Individual indicator"), _("Target")]
        yield table_part(_("Results: %(kind)s") % {"kind": kind.label}, names, [1, 5, 6, 3, 6, 4], result_rows(rows))


def result_rows(results: Sequence[ResultView]) -> Iterator[tuple[str, ...]]:
    """One line per indicator; the result stands with its first one."""
    for number, one in enumerate(results, 1):
        title = "\n".join(part for part in (one.title, one.basis) if part)
        for place, row in enumerate(one.indicators):
            first = (f"{number}.", one.parent or "-", title) if place == 0 else ("", "", "")
            yield (*first, row.label, row.text, row.target)


def conduct_part(text: TextView) -> dict[str, Any]:
    """The seven values with their lines of conduct, and what the leader expects besides."""
    rows = [(f"{place}.", one.label, "\n".join(one.guide), one.text) for place, one in enumerate(text.values, 1)]
    head = [_("No."), _("Value"), _("Guide of conduct"), _("What the leader expects besides")]
    return table_part(_("Conduct"), head, [1, 4, 10, 7], rows)


def annex_parts(text: TextView) -> Iterator[dict[str, Any]]:
    """The three lists of the annex."""
    for annex in text.annexes:
        rows = [(f"{place}.", line) for place, line in enumerate(annex.lines, 1)]
        yield pairs_part(str(annex.label), rows or [("–", _("Nothing listed."))])


def blocks_of(plan: Plan, signed: Mapping[str, Any], zone: str) -> list[dict[str, Any]]:
    """The employee, or the office that proposed in his place; the assessor who set it."""
    own, office = signed.get(EMPLOYEE), signed.get(OFFICE)
    first = signature_block(_("Employee appraised"), own, zone=zone)
    if office is not None and (own is None or own.version < office.version):
        first = signature_block(_("Proposed by the office in place of the employee"), office, zone=zone)
    return [first, signature_block(_("Assessor of performance"), signed.get(ASSESSOR), zone=zone)]


def agreed_as_of(plan: Plan) -> int:
    """The version of the plan with which its newest text was agreed."""
    agreed = Event.objects.filter(kind=plan.kind, subject_id=plan.pk, name="plan.agreed").order_by("-version")
    return agreed.values_list("version", flat=True).first() or plan.version


PLAN_FORM = register_document(
    DocumentKind(
        kind=KIND,
        label=gettext_lazy("Plan (SKP) as a form"),
        subject_kind=Plan.kind,
        readers=PlanPolicy.viewers,
        reach=lambda actor: policy_for(Plan).visible_to(actor).filter(edition__gt=0),
        ready=lambda plan: bool(plan.edition > 0),
        make=printed(FORM, facts),
        every_language=False,
        file_name=gettext_lazy("plan"),
        page="appraisal:plan",
        edition=lambda plan: str(plan.edition),
        as_of=agreed_as_of,
    )
)
