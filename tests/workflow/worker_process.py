"""The worker as a process of its own on a test database: `python -m tests.workflow.worker_process NAME`."""

import os
import sys
from collections.abc import Iterator
from datetime import date, timedelta


def main(database: str) -> None:
    """Set up Django on the named database, register the test's job, and run the worker command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    path = "workflow.queue.procrastinate.ProcrastinateBackend"
    if "sqlite3" in settings.DATABASES["default"]["ENGINE"]:
        path = "django_tasks_db.DatabaseBackend"
    settings.TASKS = {"default": {"BACKEND": path, "QUEUES": []}}
    django.setup()
    register_job()
    from django.core.management import call_command

    call_command("run_worker")


def register_job() -> None:
    """A slow job of twenty chunks, one row each."""
    from workflow import jobs
    from workflow.models import Holiday
    from workflow.transactions import action

    @action
    def write_day(job: jobs.RunningJob, number: int) -> None:
        on = date(2030, 1, 1) + timedelta(days=number)
        Holiday.objects.create(on=on, name_id=str(number), name_en="x", kind="national")
        job.done, job.cursor = number + 1, {"next": number + 1}
        job.save_progress()

    def slow_days(job: jobs.RunningJob) -> Iterator[None]:
        import time

        for number in range(job.cursor.get("next", 0), 20):
            write_day(job, number)
            time.sleep(0.1)
            yield

    if "tests.slow_days" not in jobs.registered_jobs():
        jobs.job("tests.slow_days")(slow_days)


if __name__ == "__main__":
    main(sys.argv[1])
