"""The relations and offices a person can act in.

The engine treats a role as a name. Which person holds it for which object is derived by the policy of that
object's kind; nothing here grants anything.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Names of roles used in transition tables and routes."""

    CLOCK = "clock", _("System clock")
    SUBJECT = "subject", _("Employee")
    ASSESSOR = "assessor", _("Assessor")
    FORMER_ASSESSOR = "former_assessor", _("Former assessor")
    SUPERIOR = "superior", _("Assessor's superior")
    DECIDER = "decider", _("Decider")
    COACH = "coach", _("Coach")
    HR = "hr", _("HR officer")
    AUDITOR = "auditor", _("Auditor")
    LEADER = "leader", _("Leader")
    TRAINING_OFFICER = "training_officer", _("Training officer")
    COUNSELLOR = "counsellor", _("Counsellor")
    AUTHOR = "author", _("Author")
    MODERATOR = "moderator", _("Moderator")
    DELEGATE = "delegate", _("Delegate")
    ADMIN = "admin", _("Administrator")
