"""Saves database and uploads into one archive; the product may keep running."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import backups
from config.postgres_dumps import DumpFault
from workflow import clock


class Command(BaseCommand):
    help = "Save the database and the uploaded files into one archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="The archive to write; named by the time when left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        made_at = clock.now()
        named = options["file"] or settings.DATA_DIR / "backups" / f"kinerja-{made_at:%Y%m%d-%H%M%S}.tar"
        target = Path(named)
        if target.exists():
            raise CommandError(f"{target} exists already; nothing was written.")
        source = backups.Source(connection.vendor, connection.settings_dict)
        try:
            manifest = backups.save(target, source=source, media=Path(settings.MEDIA_ROOT), made_at=made_at)
        except (backups.BackupFault, DumpFault) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Saved the {manifest.engine} database and {len(manifest.digests) - 1} uploads in {target}")
