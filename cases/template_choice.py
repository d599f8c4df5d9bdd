"""Which template a plan is drafted from: of the person's unit or above, the one that knows most of the weak items.

Among equals the nearest unit wins; a template without codes is the fallback of its unit; without any, the built-in
draft stands. One statement for any number of people.
"""

from collections.abc import Collection
from dataclasses import dataclass

from cases.models import PlanTemplateEdition
from cases.template_rules import TemplateContent, read_content


@dataclass(frozen=True, slots=True)
class Usable:
    """A template in use: for which units, for which codes, and what it says."""

    edition_id: int
    first: int
    last: int
    codes: frozenset[str]
    content: TemplateContent


def templates_in_use() -> list[Usable]:
    """The present editions in use, in a fixed order."""
    from django.db.models import F

    rows = PlanTemplateEdition.objects.filter(template__edition=F("edition"), in_use=True)
    found = rows.order_by("template_id").values_list(
        "pk", "template__unit__lft", "template__unit__rght", "indicator_codes", "content"
    )
    return [Usable(pk, lft, rght, frozenset(codes), read_content(data)) for pk, lft, rght, codes, data in found]


def template_for(usable: Collection[Usable], *, position: int, codes: Collection[str]) -> Usable | None:
    """The best template for a person at this place of the tree with these weak items; None: the built-in draft."""
    wanted = frozenset(codes)
    fitting = [one for one in usable if one.first <= position <= one.last and (not one.codes or one.codes & wanted)]
    return max(fitting, key=lambda one: (len(one.codes & wanted), one.first, -one.edition_id), default=None)
