"""Brings an archive back while the product is stopped; what was there before is kept aside."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import backups
from config.postgres_dumps import DumpFault
from config.running import InstallationBusyError, exclusive
from workflow import clock


class Command(BaseCommand):
    help = "Bring a saved archive back. The product must be stopped; the present state is kept aside."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="An archive made by backup.")

    def handle(self, *args: Any, **options: Any) -> None:
        aside = Path(settings.DATA_DIR) / "before-restore" / f"{clock.now():%Y%m%d-%H%M%S}"
        archive = Path(options["file"])
        target = backups.Source(connection.vendor, connection.settings_dict)
        connection.close()
        try:
            with exclusive(Path(settings.DATA_DIR)):
                manifest = backups.load(archive, target=target, media=Path(settings.MEDIA_ROOT), aside=aside)
        except (backups.BackupFault, DumpFault, InstallationBusyError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Brought back the state of {manifest.made_at}. What was there before is in {aside}")
