"""What the two forms of an evaluation have in common: who, which result, under which reservation, signed by whom."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.achievement import achievement_label, achievement_of
from appraisal.machines.evaluation import EvaluationState
from appraisal.machines.objection import ObjectionState
from appraisal.models import Evaluation, Objection
from appraisal.policies import ASSESSOR, AUDITOR, DECIDER, HANDED_OUT, HR, SUBJECT, SUPERIOR, evaluation_reach
from workflow.actors import Actor
from workflow.documents import signing
from workflow.documents.blocks import post_text, signature_block
from workflow.documents.signing import signatures_of
from workflow.documents.wording import day_text, moment_text
from workflow.policies import policy_for

# Whoever may read both sections, the ratings and the result; leaders read the predicate alone (see the policy).
READERS = frozenset({SUBJECT, ASSESSOR, SUPERIOR, DECIDER, HR, AUDITOR})


def reach_of(actor: Actor, *, final: bool) -> "QuerySet[Evaluation]":
    """The evaluations whose form the actor may have: the same rule as `READERS` and `was_handed_over` or `stands`."""
    rows: QuerySet[Evaluation] = policy_for(Evaluation).visible_to(actor)
    if not actor.is_clock:
        rows = rows.filter(evaluation_reach(actor, granted=(AUDITOR,)))
    if final:
        return rows.filter(Q(state=EvaluationState.FINAL) | Q(state=EvaluationState.OBJECTION, disputed=True))
    return rows.filter(state__in=HANDED_OUT, handed_over_at__isnull=False)


def was_handed_over(evaluation: Evaluation) -> bool:
    """The result lies with the employee: before that no form of it leaves the house."""
    return str(evaluation.state) in HANDED_OUT and evaluation.handed_over_at is not None


def stands(evaluation: Evaluation) -> bool:
    """The result stands, or stood before it was disputed; then the form carries the mark."""
    disputed = evaluation.state == EvaluationState.OBJECTION and evaluation.disputed
    return evaluation.state == EvaluationState.FINAL or bool(disputed)


def edition_of(evaluation: Evaluation) -> str:
    """The achievement of the organisation is told too, and may be set or changed later: then there is a new form."""
    return achievement_of(evaluation)[:20]


def mark_of(evaluation: Evaluation) -> str:
    """What must not be overlooked; nothing for a result that stands."""
    if evaluation.disputed:
        return _("UNDER OBJECTION. This result is not final and may change by the decision.")
    if evaluation.state == EvaluationState.FINAL:
        return ""
    until = moment_text(evaluation.window_ends_at, evaluation.cycle.zone)
    return _("NOT FINAL. An objection may be filed until %(moment)s.") % {"moment": until}


def signatures_under(evaluation: Evaluation) -> Mapping[str, Any]:
    """The signatures under the form; that of a decided objection with them."""
    found = signatures_of(evaluation, upto=evaluation.version)
    decided = Objection.objects.filter(evaluation=evaluation, state=ObjectionState.DECIDED).order_by("-pk").first()
    if decided is not None:
        found |= {key: row for key, row in signatures_of(decided).items() if key == signing.DECIDER}
    return found


def parties_of(evaluation: Evaluation, signed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The employee and the assessor, side by side."""
    own, above = signed.get(signing.EMPLOYEE), signed.get(signing.ASSESSOR)
    employee = [
        (_("Name"), evaluation.employee_name),
        ("NIP", own.nip if own else evaluation.employee.nip or ""),
        (_("Grade"), own.grade if own else ""),
        (_("Post"), evaluation.employee_post),
        (_("Unit"), evaluation.unit_name),
    ]
    assessor = [
        (_("Name"), above.name if above else evaluation.assessor_name),
        ("NIP", above.nip if above else ""),
        (_("Grade"), above.grade if above else ""),
        (_("Post"), post_text(above) if above else evaluation.assessor_post),
    ]
    titles = (_("Employee appraised"), _("Assessor of performance"))
    rows = ([row for row in side if row[1]] for side in (employee, assessor))
    return [{"title": title, "rows": found} for title, found in zip(titles, rows, strict=True)]


def result_rows(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Achievement of the organisation, both ratings, the predicate."""
    rules, language = evaluation.rules, get_language()
    code = achievement_of(evaluation)
    predicate = rules.predicate(evaluation.predicate).label.pick(language)
    return [
        (_("Achievement of the organisation"), achievement_label(code) or _("Not set yet")),
        (_("Rating of results"), rules.level_label(evaluation.results_rating, language)),
        (_("Rating of conduct"), rules.level_label(evaluation.behaviour_rating, language)),
        (_("Predicate of performance"), predicate),
    ]


def blocks_of(evaluation: Evaluation, signed: Mapping[str, Any], zone: str) -> list[dict[str, Any]]:
    """The employee or why he did not sign, the assessor, and whoever stood above and changed or decided."""
    own = signed.get(signing.EMPLOYEE)
    accepted = own if evaluation.accepted_at is not None else None
    found = [
        signature_block(_("Employee appraised"), accepted, zone=zone, unsigned=silence_of(evaluation, zone)),
        signature_block(_("Assessor of performance"), signed.get(signing.ASSESSOR), zone=zone),
    ]
    if evaluation.calibrated and (above := signed.get(signing.SUPERIOR)):
        found.append(signature_block(_("Superior of the assessor, in calibration"), above, zone=zone))
    if decider := signed.get(signing.DECIDER):
        found.append(signature_block(_("Superior of the assessor, on the objection"), decider, zone=zone))
    return found


def silence_of(evaluation: Evaluation, zone: str) -> str:
    """Why the employee's signature is missing (DOMAIN 5.2: an expired unsigned document takes effect with a note)."""
    if evaluation.disputed:
        return _("Not signed: the result is under objection.")
    if evaluation.state != EvaluationState.FINAL:
        return _("Not signed yet.")
    if Objection.objects.filter(evaluation=evaluation, state=ObjectionState.DECIDED).exists():
        return _("Not signed: the objection was decided, and the decision is final.")
    day = day_text(evaluation.window_ends_at, zone)
    return _("Not signed. The time for an objection ended on %(day)s; the result takes effect.") % {"day": day}
