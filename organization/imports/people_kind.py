"""Units, people and acting officials as a kind of import."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from organization.imports import applying, planning
from organization.imports.formats import FORMATS
from organization.imports.kinds import ImportKind, Sender, register_import
from organization.imports.parsing import PeopleFile, parse
from organization.imports.plan import Plan

if TYPE_CHECKING:
    from organization.models import ImportBatch


@register_import
class PeopleImport(ImportKind):
    """The structure of the office and who works where."""

    key = "people"
    name = _("Units and people")
    heading = _("Import units and people")
    explanation = _("Units with the unit above them, people with their posts, acting officials (Plt and Plh).")
    file_label = _("File with units and people")
    workbook = "impor.xlsx"
    formats = FORMATS
    counted: ClassVar = {
        "units": _("Units"),
        "people": _("People"),
        "posts": _("Posts"),
        "appointments": _("Appointments"),
        "accounts": _("Accounts"),
    }

    def parse(self, data: bytes) -> PeopleFile:
        return parse(data)

    def stored(self, content: Mapping[str, Any]) -> PeopleFile:
        return PeopleFile.from_json(content)

    def plan(self, parsed: PeopleFile, sender: Sender) -> Plan:
        return planning.make_plan(parsed, scope=sender.scope, author_id=sender.author_id)

    def write(self, plan: Plan, batch: "ImportBatch") -> None:
        applying.write(plan)
