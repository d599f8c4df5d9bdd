"""Registers the cases app and the policies it answers for."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """The app of improvement cases, coaching sessions and trainings."""

    name = "cases"
    verbose_name = _("Improvement and training")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Importing registers: the policies with the engine, the rows of the worklist, who follows people."""
        from cases import mining, naming, policies, remembered, whereabouts, worklist  # noqa: F401
        from cases.actions import transfers  # noqa: F401
        from cases.counselling import policies as counselling_policies  # noqa: F401
        from cases.counselling import worklist as counselling_worklist  # noqa: F401
        from cases.documents import case_file, guidance_forms, report  # noqa: F401
        from cases.guidance import policies as guidance_policies  # noqa: F401
