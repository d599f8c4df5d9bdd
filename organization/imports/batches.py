"""Applying a checked batch, whatever its kind: the plan is made once more and must be what the preview showed."""

from django.utils.translation import gettext_lazy as _

from organization.imports.kinds import ImportPlan, Sender, import_kind
from organization.models import ImportBatch
from workflow.errors import GuardRefused
from workflow.transactions import within_action

_OUTDATED = _("The data changed after the preview; please upload the file again and look at it anew.")


def plan_of(batch: ImportBatch) -> ImportPlan:
    """The plan of a stored file against the data as it is now."""
    author_id = batch.uploaded_by.employee_id if batch.uploaded_by else None
    kind = import_kind(batch.about)
    return kind.plan(kind.stored(batch.content), Sender(batch.scope, author_id))


@within_action
def apply(batch: ImportBatch) -> None:
    """Apply a checked file. The plan is made once more under the lock of its step; any error undoes everything."""
    plan = plan_of(batch)
    if plan.faults or plan.digest() != batch.plan_digest:
        raise GuardRefused(_OUTDATED, code="import_outdated")
    import_kind(batch.about).write(plan, batch)
    ImportBatch.objects.filter(pk=batch.pk).update(content={})
