"""Django's tasks interface over Procrastinate, so that any number of workers share one PostgreSQL.

Installed by settings on PostgreSQL only. Enqueueing inside a transaction commits or rolls back with it, because
it uses Django's own connection. The other half, the worker, is in ``procrastinate_worker.py``.
"""

from typing import Any

from django.core import checks
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import normalize_json

from workflow import clock

TASK_NAME = "workflow.queue.run"


class ProcrastinateBackend(BaseTaskBackend):
    """Hands a task to Procrastinate as (dotted path of the task, arguments)."""

    supports_defer = True
    supports_priority = True
    supports_async_task = False
    supports_get_result = False

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Store the task; it runs once the open transaction, if any, has committed."""
        from procrastinate.contrib.django import app

        self.validate_task(task)
        # Procrastinate's order is the same as Django's: a higher number runs first.
        deferrer = app.configure_task(
            TASK_NAME,
            allow_unknown=True,
            queue=task.queue_name,
            priority=task.priority,
            schedule_at=task.run_after,
        )
        payload = normalize_json({"args": list(args), "kwargs": dict(kwargs)})
        job_id = deferrer.defer(task_path=task.module_path, **payload)
        return TaskResult(
            task=task,
            id=str(job_id),
            status=TaskResultStatus.READY,
            enqueued_at=clock.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=payload["args"],
            kwargs=payload["kwargs"],
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """The app with Procrastinate's tables must be installed."""
        from django.apps import apps

        if apps.is_installed("procrastinate.contrib.django"):
            return []
        return [
            checks.Error(
                "ProcrastinateBackend is configured, but its app is not installed",
                hint="Add 'procrastinate.contrib.django' to INSTALLED_APPS (PostgreSQL only).",
                id="workflow.E020",
            )
        ]
