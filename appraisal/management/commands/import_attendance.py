"""``manage.py import_attendance FILE [--apply]``: show what a file of attendance would do; with --apply, do it."""

from organization.imports.commands import ImportCommand


class Command(ImportCommand):
    """Days absent and minutes late per person and month."""

    help = "Check a spreadsheet of attendance; apply it with --apply."
    about = "attendance"
