"""The console's way of importing any kind of file: show what it would change; with --apply, change it."""

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from organization.actions import imports
from organization.imports.faults import Fault
from organization.imports.kinds import ImportPlan
from organization.models import User
from workflow import actors
from workflow.actors import CLOCK, Actor
from workflow.errors import DomainError


class ImportCommand(BaseCommand):
    """Base of the commands; a subclass names the kind of its files."""

    about: ClassVar[str]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="write the changes when the file is in order")
        parser.add_argument("--as", dest="username", default="", help="act as this user instead of the system")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no such file: %(path)s") % {"path": path})
        try:
            self.run(path, _actor(options["username"]), apply=options["apply"])
        except DomainError as refused:
            raise CommandError(str(refused)) from refused

    def run(self, path: Path, actor: Actor, *, apply: bool) -> None:
        found = imports.upload(actor=actor, name=path.name, data=path.read_bytes(), about=self.about)
        self.show(found.plan)
        if found.plan.faults:
            raise CommandError(_("The file has faults; nothing was changed."))
        if found.batch is None:
            self.stdout.write(_("Everything in the file is already stored; nothing to change."))
        elif apply:
            imports.apply_batch(found.batch.public_id, actor=actor, version=found.batch.version)
            self.stdout.write(_("Applied."))
        else:
            self.stdout.write(_("In order. Nothing was changed yet; run again with --apply."))

    def show(self, plan: ImportPlan) -> None:
        for kind, counts in plan.counts().items():
            self.stdout.write(f"{kind}: +{counts['new']} ~{counts['changed']} ={counts['unchanged']}")
        for fault in plan.warnings:
            self.stdout.write("! " + _line(fault))
        for fault in plan.faults:
            self.stderr.write("x " + _line(fault))


def _line(fault: Fault) -> str:
    return f"{fault.sheet} {fault.row} {fault.column}: {fault.message}"


def _actor(username: str) -> Actor:
    if not username:
        return CLOCK
    user = User.objects.filter(username=username.lower()).first()
    if user is None:
        raise CommandError(_("There is no user %(name)s.") % {"name": username})
    return actors.actor_of(user, channel="command")
