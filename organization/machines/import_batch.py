"""The machine of one uploaded file: checked as a whole, then applied as a whole or not at all."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization import consequences, guards
from workflow.machine import Machine, state_field, transition
from workflow.roles import Role


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKED = "checked", _("Checked, ready to apply")
    REFUSED = "refused", _("Refused, with faults")
    APPLIED = "applied", _("Applied")
    DISCARDED = "discarded", _("Discarded")


S = ImportState


class ImportBatchMachine(Machine):
    """A file of units and people on its way into the organisation."""

    kind = "organization.import_batch"
    States = S
    initial = S.UPLOADED
    endings = frozenset({S.REFUSED, S.APPLIED, S.DISCARDED})

    state = state_field(S, initial=S.UPLOADED)

    accept = transition(
        "accept",
        label=_("Found in order"),
        source=S.UPLOADED,
        target=S.CHECKED,
        by={Role.HR, Role.CLOCK},
        when=(guards.has_no_faults,),
        event="import_batch.checked",
        hidden=True,
    )
    refuse = transition(
        "refuse",
        label=_("Refuse"),
        source=S.UPLOADED,
        target=S.REFUSED,
        by={Role.HR, Role.CLOCK},
        event="import_batch.refused",
        sets=consequences.erase_content,
        hidden=True,
    )
    apply = transition(
        "apply",
        label=_("Apply"),
        source=S.CHECKED,
        target=S.APPLIED,
        by={Role.HR, Role.CLOCK},
        event="import_batch.applied",
        then=(consequences.apply_rows,),
        sets=consequences.stamp_applied,
    )
    discard = transition(
        "discard",
        label=_("Discard"),
        source=S.CHECKED,
        target=S.DISCARDED,
        by={Role.HR, Role.CLOCK},
        event="import_batch.discarded",
        sets=consequences.erase_content,
    )

    class Meta:
        abstract = True
