"""App configuration of the engine."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251 - infrastructure, not business flow
from django.utils.translation import gettext_lazy as _


def _install_triggers(**_kwargs: Any) -> None:
    from workflow import triggers

    triggers.install()


class WorkflowConfig(AppConfig):
    """The engine: machines, events, deadlines, outbox."""

    name = "workflow"
    verbose_name = _("Workflow engine")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workflow import checks  # noqa: F401
        from workflow.auditing import running  # noqa: F401
        from workflow.documents import making, policy, words, worklist  # noqa: F401

        post_migrate.connect(_install_triggers, sender=self)
