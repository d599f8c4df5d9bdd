"""App configuration of the engine."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import class_prepared, post_migrate  # noqa: TID251 - infrastructure, not business flow
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMFieldMixin


def _install_triggers(**_kwargs: Any) -> None:
    from workflow import triggers

    triggers.install()


def _leave_history_without_transitions(sender: Any, **_kwargs: Any) -> None:
    """Models that a migration draws have no methods: their state fields need not look at every class made after them.

    django-fsm lets each state field listen to every class that is made; over the thousands that a first migration
    makes this took a third of its time.
    """
    if sender.__module__ == "__fake__":
        for field in sender._meta.local_fields:
            if isinstance(field, FSMFieldMixin):
                class_prepared.disconnect(field._collect_transitions)  # noqa: SLF001 - the one it connected


class WorkflowConfig(AppConfig):
    """The engine: machines, events, deadlines, outbox."""

    name = "workflow"
    verbose_name = _("Workflow engine")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workflow import checks  # noqa: F401
        from workflow.auditing import running  # noqa: F401
        from workflow.documents import making, policy, remembered, words, worklist  # noqa: F401

        class_prepared.connect(_leave_history_without_transitions)
        post_migrate.connect(_install_triggers, sender=self)
