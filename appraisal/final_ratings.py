"""The final rating of an item: what a decision on an objection made of it, else the assessor's.

A decision changes the result and leaves what the assessor wrote (see ``decisions.result_after``), so whoever reads
items of final results reads them here. A decision on a result that was handed over anew since no longer counts.
"""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from appraisal.machines.objection import ObjectionState
from appraisal.models import EvaluationItem, ObjectionItem
from appraisal.models.objections import Ruling


def with_final_rating(items: "QuerySet[EvaluationItem]") -> "QuerySet[Any]":
    """Rated items with `final_rating` (1 to 3), in the statement that reads them."""
    granted = ObjectionItem.objects.filter(
        item=OuterRef("pk"),
        ruling=Ruling.GRANT,
        ruling_rating__isnull=False,
        objection__state=ObjectionState.DECIDED,
        objection__decided_at__gte=OuterRef("evaluation__delivered_at"),
    )
    decided = Subquery(granted.order_by("-objection__decided_at").values("ruling_rating")[:1])
    rated = items.filter(assessor_rating__isnull=False)
    return rated.annotate(final_rating=Coalesce(decided, F("assessor_rating")))
