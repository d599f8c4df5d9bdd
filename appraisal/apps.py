"""Registers the appraisal app and the policies it answers for."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppraisalConfig(AppConfig):
    """The app of rule sets, cycles, evaluations and objections."""

    name = "appraisal"
    verbose_name = _("Performance appraisal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Importing the policies and the jobs registers them with the engine."""
        from appraisal import hearing_policies, opening, policies  # noqa: F401
        from appraisal.documents import case_file, letter  # noqa: F401
        from appraisal.pages import hearing_work, worklist  # noqa: F401
        from appraisal.plans import following, lines  # noqa: F401
        from appraisal.plans import policies as plan_policies  # noqa: F401
        from appraisal.plans import worklist as plan_worklist  # noqa: F401
        from appraisal.simulations import running  # noqa: F401
        from appraisal.verification import nightly  # noqa: F401
