"""The documents of the demo: letters of the decided objections and reports of the closed cases, made as the worker does.

Ordered on the day of the event and made at once, so that the first visitor finds them; one receipt is acknowledged.
"""

from datetime import date, timedelta
from typing import Any, Final

from appraisal.models import Cycle, Evaluation, Plan
from cases.models import GuidanceEvaluation, GuidanceFeedback
from config.demo.stage import Cast, on
from workflow.actors import load
from workflow.documents import actions
from workflow.documents.machine import DocumentState
from workflow.documents.making import order_past
from workflow.jobs import run_job
from workflow.models import Document, Job
from workflow.policies import policy_for
from workflow.roles import Role

FORMS: Final = 3


def print_papers(cast: Cast, closed: Cycle, *, today: date) -> None:
    """Order what the events of the past ask for and a few forms people asked for, make it, acknowledge the first."""
    with on(today - timedelta(days=2), 11):
        order_past()
        _order_forms(closed)
        for pk in list(Job.objects.filter(kind="workflow.document", state="queued").values_list("pk", flat=True)):
            run_job(pk)
    with on(today - timedelta(days=1), 8):
        first = Document.objects.filter(state=DocumentState.DELIVERED).order_by("pk").first()
        if first is not None:
            _acknowledge(cast, first)


def _order_forms(closed: Cycle) -> None:
    """The first people of the closed year and of the plans print their own forms; so do those who were guided."""
    final = Evaluation.objects.filter(cycle=closed, state="final", disputed=False).order_by("pk")[:FORMS]
    agreed = Plan.objects.filter(edition__gt=0).order_by("pk")[:FORMS]
    guided = GuidanceEvaluation.objects.filter(handed_in_at__isnull=False).order_by("pk")[:1]
    told = GuidanceFeedback.objects.filter(handed_in_at__isnull=False).order_by("pk")[:1]
    wanted: tuple[tuple[str, Any], ...] = (
        ("appraisal.evaluation_document", final),
        ("appraisal.evaluation_form", final[:1]),
        ("appraisal.plan_form", agreed),
        ("cases.evaluation_form", guided),
        ("cases.feedback_form", told),
    )
    for kind, subjects in wanted:
        for subject in subjects:
            reader = policy_for(subject).users_in_role(Role.SUBJECT, subject)
            if reader:
                actions.order_document(kind, subject.public_id, actor=load(reader[0]))


def _acknowledge(cast: Cast, document: Document) -> None:
    reader = policy_for(document).users_in_role(Role.SUBJECT, document)[0]
    employee = next(user.employee_id for user in cast.regency.users.values() if user.pk == reader)
    actions.take(document.public_id, "acknowledge", actor=cast.actor(employee), version=document.version)
