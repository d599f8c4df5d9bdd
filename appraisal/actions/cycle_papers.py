"""Ordering the documents of a whole cycle: one job with progress, for HR of the cycle."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from appraisal.documents.cycle_papers import JOB, KINDS, subjects_of
from appraisal.models import Cycle
from workflow import actors
from workflow.actors import Actor
from workflow.documents.registry import DocumentKind, kind_named
from workflow.errors import FieldFault, GuardRefused, InvalidInput, NotPermitted, NotVisible
from workflow.jobs import start_job
from workflow.models import Job
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action


def printed_kind(name: str) -> DocumentKind:
    """A kind of document that is made for whole cycles. InvalidInput for any other name."""
    if name not in KINDS:
        raise InvalidInput(details=[FieldFault("kind", str(_("This kind of document is not known here.")))])
    return kind_named(name)


@action
def print_cycle(public_id: UUID, kind: str, *, actor: Actor) -> Job:
    """Make the documents of a kind for everybody in the cycle; the job that runs already, where there is one.

    404 for a cycle the actor may not know of, 403 for who is not its HR, 422 where nothing could be made.
    """
    present = actors.reload(actor)
    policy = policy_for(Cycle)
    cycle = policy.visible_to(present).filter(public_id=public_id).select_related("unit", "rule_set").first()
    if cycle is None:
        raise NotVisible
    if Role.HR.value not in policy.roles_of(present, cycle):
        raise NotPermitted
    wanted = printed_kind(kind)
    params = {"cycle": cycle.pk, "kind": wanted.kind}
    running = Job.objects.filter(kind=JOB, actor_id=present.user_id, state__in=(Job.State.QUEUED, Job.State.RUNNING))
    for row in running.order_by("-pk")[:20]:
        if row.params == params:
            return row
    total = subjects_of(wanted, cycle, present).count()
    if not total:
        raise GuardRefused(_("There is nothing yet of which this document could be made."), code="no_documents")
    return start_job(JOB, params, actor=present, total=total)
