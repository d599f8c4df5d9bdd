"""App configuration: on start the actor loader and the policies are registered with the engine."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationConfig(AppConfig):
    name = "organization"
    verbose_name = _("Organisation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from organization import actors, current_posts, naming, policies, remembered  # noqa: F401
        from organization.imports import people_kind  # noqa: F401
        from organization.regional_days.reading import days_in_force
        from workflow.holiday_table import regional_days_from

        regional_days_from(days_in_force)

        self._open_desk()

    def _open_desk(self) -> None:
        """After the imports of the organisation itself, so that those stand first among the kinds."""
        from organization.exchange import people, policies, superiors, units  # noqa: F401
        from organization.regional_days import file  # noqa: F401
