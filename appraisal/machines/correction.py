"""A correction of the assessor: the employee says that somebody else should assess, HR decides, drafting goes on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.corrections import steps
from workflow.machine import Machine, deadline, input_field, state_field, text_field, transition
from workflow.roles import Role


class CorrectionState(models.TextChoices):
    """Where a request stands."""

    FILED = "filed", _("Awaiting HR")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Ended with the form")


S = CorrectionState
REASON = text_field("reason", label=_("Reason"), max_length=1000)


class CorrectionMachine(Machine):
    """One request about the assessor of one form; while it is undecided nothing is handed over."""

    kind = "appraisal.assessor_correction"
    States = S
    initial = S.FILED
    endings = frozenset({S.GRANTED, S.REFUSED, S.WITHDRAWN, S.LAPSED})
    on_enter = {
        S.GRANTED: (steps.assessor_is_settled,),
        S.REFUSED: (steps.assessor_is_settled,),
        S.WITHDRAWN: (steps.assessor_is_settled,),
        S.LAPSED: (steps.assessor_is_settled,),
    }
    deadlines = {S.FILED: (deadline("decision_ends", fires="decision_overdue", due=steps.decision_ends),)}
    lock_related = ("evaluation__cycle", "evaluation__unit")

    state = state_field(S, initial=S.FILED)

    grant = transition(
        "grant",
        label=_("Grant, name the assessor"),
        source=S.FILED,
        target=S.GRANTED,
        by={Role.HR},
        when=(steps.form_can_change_hands, steps.new_assessor_fits),
        needs=(input_field("assessor", _("New assessor"), "uuid"), REASON),
        sets=steps.decided,
        then=(steps.reassign,),
        event="assessor_correction.granted",
    )
    refuse = transition(
        "refuse",
        label=_("Refuse"),
        source=S.FILED,
        target=S.REFUSED,
        by={Role.HR},
        needs=(REASON,),
        sets=steps.decided,
        event="assessor_correction.refused",
    )
    withdraw = transition(
        "withdraw",
        label=_("Withdraw the request"),
        source=S.FILED,
        target=S.WITHDRAWN,
        by={Role.SUBJECT},
        event="assessor_correction.withdrawn",
    )
    decision_overdue = transition(
        "decision_overdue",
        label=_("Decision is overdue"),
        source=S.FILED,
        target=S.FILED,
        by={Role.CLOCK},
        sets=steps.marked_overdue,
        event="assessor_correction.overdue",
        hidden=True,
    )
    lapse = transition(
        "lapse",
        label=_("Ended with the form"),
        source=S.FILED,
        target=S.LAPSED,
        by={Role.CLOCK},
        when=(steps.form_has_ended,),
        event="assessor_correction.lapsed",
        hidden=True,
    )

    class Meta:
        abstract = True
