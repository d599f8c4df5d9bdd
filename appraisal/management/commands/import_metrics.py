"""``manage.py import_metrics FILE [--apply]``: show what a file of metrics would do; with --apply, do it."""

from organization.imports.commands import ImportCommand


class Command(ImportCommand):
    """Service metrics and their readings."""

    help = "Check a spreadsheet of service metrics and readings; apply it with --apply."
    about = "metrics"
