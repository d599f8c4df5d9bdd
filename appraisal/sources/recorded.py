"""The figures that stand recorded at the items of forms, read for many forms at once. Reading only.

They stand still after the review (see ``gathering.py``), so whoever asks later gets the same answer.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal

from appraisal.models import ItemFacts
from appraisal.rules import FACT_SOURCES, RuleContent
from appraisal.triggers import Figures, looks_at_facts


def figures_where_needed(forms: Mapping[int, RuleContent]) -> dict[int, Figures]:
    """The figures of those forms whose rules look at facts; no statement where none do. Keys: the forms' ids."""
    return recorded_figures([pk for pk, rules in forms.items() if looks_at_facts(rules)])


def recorded_figures(forms: Collection[int]) -> dict[int, Figures]:
    """By form and item what the sources of grounds recorded, in one statement; forms without facts are left out."""
    if not forms:
        return {}
    counting = ItemFacts.objects.filter(item__evaluation_id__in=forms, item__retired_at__isnull=True)
    rows = counting.filter(source__in=tuple(FACT_SOURCES.values()))
    found: dict[int, dict[str, Mapping[str, Decimal]]] = defaultdict(dict)
    for form, code, figures in rows.values_list("item__evaluation_id", "item__code", "trace__figures"):
        found[form][code] = {name: Decimal(value) for name, value in (figures or {}).items()}
    return dict(found)
