"""What an organisation achieved in a cycle (capaian kinerja organisasi), for the forms and the exchange files.

Achievements are set for agencies, or for a unit above all of them (``appraisal/patterns``); a person's is that of the
nearest one above.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import get_language

from appraisal.default_tables import ACHIEVEMENTS


def achievements_of(cycle_id: int, unit_ids: Collection[int]) -> Mapping[int, str]:
    """Codes by unit; units without one are left out. Two statements, whatever their number."""
    from appraisal.models import UnitAchievement
    from organization.models import Unit

    standing = UnitAchievement.objects.filter(cycle_id=cycle_id, state="set")
    known = list(standing.order_by("unit__depth").values_list("unit__lft", "unit__rght", "achievement"))
    if not known:
        return {}
    found: dict[int, str] = {}
    for pk, position in Unit.objects.filter(pk__in=unit_ids).values_list("pk", "lft"):
        for lft, rght, code in known:
            if lft <= position <= rght:
                found[pk] = code
    return found


def achievement_of(form: Any) -> str:
    """The code for one evaluation; empty where none is set."""
    return achievements_of(form.cycle_id, (form.unit_id,)).get(form.unit_id, "")


def achievement_label(code: str) -> str:
    """The words of an achievement in the active language; empty where none is set."""
    return ACHIEVEMENTS[code].pick(get_language()) if code in ACHIEVEMENTS else code
