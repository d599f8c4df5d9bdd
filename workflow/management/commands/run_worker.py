"""`manage.py run_worker`: clock, relay, queue and mail in one process. SIGTERM ends it after the chunk in hand."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workflow import worker
from workflow.queue.stopping import on_signal


class Command(BaseCommand):
    """Run the worker process."""

    help = "Runs deadlines, notices, mail and long jobs until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="how many jobs run side by side")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, on_signal)
        signal.signal(signal.SIGINT, on_signal)
        worker.run(concurrency=options["concurrency"], on_ready=lambda: self.stdout.write("worker ready"))
        self.stdout.write("worker stopped")
