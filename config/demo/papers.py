"""The documents of the demo: letters of the decided objections and reports of the closed cases, made as the worker does.

Ordered on the day of the event and made at once, so that the first visitor finds them; one receipt is acknowledged.
"""

from datetime import date, timedelta

from config.demo.stage import Cast, on
from workflow.documents import actions
from workflow.documents.machine import DocumentState
from workflow.documents.making import order_past
from workflow.jobs import run_job
from workflow.models import Document, Job
from workflow.policies import policy_for
from workflow.roles import Role


def print_papers(cast: Cast, *, today: date) -> None:
    """Order what the events of the past ask for, make it, and let the first person acknowledge."""
    with on(today - timedelta(days=2), 11):
        order_past()
        for pk in list(Job.objects.filter(kind="workflow.document", state="queued").values_list("pk", flat=True)):
            run_job(pk)
    with on(today - timedelta(days=1), 8):
        first = Document.objects.filter(state=DocumentState.DELIVERED).order_by("pk").first()
        if first is not None:
            _acknowledge(cast, first)


def _acknowledge(cast: Cast, document: Document) -> None:
    reader = policy_for(document).users_in_role(Role.SUBJECT, document)[0]
    employee = next(user.employee_id for user in cast.regency.users.values() if user.pk == reader)
    actions.take(document.public_id, "acknowledge", actor=cast.actor(employee), version=document.version)
