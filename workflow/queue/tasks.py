"""The one task the queue engines know. What it runs is decided by ``entries``."""

from typing import Any

from django_tasks import task

from workflow.queue import entries


@task()
def run_entry(path: str, payload: dict[str, Any]) -> None:
    """Run the registered function ``path`` with ``payload`` as keyword arguments."""
    entries.call(path, payload)
