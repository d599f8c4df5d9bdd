"""App configuration of notices: finds every app's words and listens to the outbox."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Inbox, mail and the live bell."""

    name = "notifications"
    verbose_name = _("Notices")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("notices")
        from notifications import checks, dispatch, mailing  # noqa: F401 - they register themselves
