"""Where an objection can stand, and which of it are undecided."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObjectionState(models.TextChoices):
    """Where an objection stands."""

    DRAFTED = "drafted", _("Being written")
    LATE = "late", _("Filed out of time")
    FILED = "filed", _("Filed")
    ANSWERED = "answered", _("Awaiting decision")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Not filed in time")
    OUT_OF_TIME = "out_of_time", _("Out of time")


S = ObjectionState
UNDECIDED = (S.DRAFTED, S.LATE, S.FILED, S.ANSWERED)
PENDING = (S.FILED, S.ANSWERED)
