"""``manage.py import_people FILE [--apply]``: show what a file would change; with --apply, change it."""

from organization.imports.commands import ImportCommand


class Command(ImportCommand):
    """Units, people and acting officials."""

    help = "Check a spreadsheet of units and people; apply it with --apply."
    about = "people"
