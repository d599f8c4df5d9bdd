"""The items of moved forms brought to the new rules: the same few statements for a batch, whatever its size."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Case, JSONField, Value, When

from appraisal.models import EvaluationItem, ItemFacts
from appraisal.rules import Indicator, RuleContent
from appraisal.set_inserts import insert_select, json_column, json_rows, new_uuid
from appraisal.sources import register
from appraisal.sources.gathering import Form, gather
from workflow.transactions import within_action

COLUMNS: Final = ("code", "section", "labels", "weight", "target", "position")


@within_action
def carry(forms: Sequence[Any], rules: RuleContent, *, at: datetime) -> None:
    """Take out, bring back, rename and weigh anew, add; then ask the sources of the new items. Forms are locked."""
    ids = sorted(form.pk for form in forms)
    codes = [one.code for one in rules.indicators]
    EvaluationItem.objects.filter(evaluation_id__in=ids).exclude(code__in=codes).update(retired_at=at)
    # What another source said of an item does not stand beside what people write of it now.
    by_people = [one.code for one in rules.indicators if register.source_of(one.source) is None]
    ItemFacts.objects.filter(item__evaluation_id__in=ids, item__code__in=by_people).delete()
    _rewrite(ids, rules.indicators)
    with connection.cursor() as cursor:
        cursor.execute(*_missing(ids, rules.indicators, at=at))
    open_ones = [form for form in forms if form.state != "draft"]
    if open_ones:
        asked = [Form(one.pk, one.employee_id, one.state == "self_assessment") for one in open_ones]
        gather(forms[0].cycle, asked, rules=rules, at=at)


def _rewrite(ids: Sequence[int], indicators: Sequence[Indicator]) -> None:
    """What the rules say of an item that is there already, also of one that was taken out before."""

    def by_code(values: dict[str, Any], **more: Any) -> Case:
        return Case(*(When(code=code, then=Value(value, **more)) for code, value in values.items()))

    rows = EvaluationItem.every.filter(evaluation_id__in=ids, code__in=[one.code for one in indicators])
    rows.update(
        retired_at=None,
        section=by_code({one.code: one.section for one in indicators}),
        labels=by_code(
            {one.code: {"id": one.label.id, "en": one.label.en} for one in indicators}, output_field=JSONField()
        ),
        weight=by_code(
            {one.code: one.weight for one in indicators}, output_field=EvaluationItem._meta.get_field("weight")
        ),
        target=by_code({one.code: one.target.id for one in indicators}),
        position=by_code({one.code: place for place, one in enumerate(indicators, start=1)}),
    )


def _missing(ids: Sequence[int], indicators: Sequence[Indicator], *, at: datetime) -> tuple[str, list[Any]]:
    """Every indicator of the rules that a form has no item for."""
    rows = [
        [
            one.code,
            one.section,
            json.dumps({"id": one.label.id, "en": one.label.en}),
            str(one.weight),
            one.target.id,
            place,
        ]
        for place, one in enumerate(indicators, start=1)
    ]
    forms, listed = json_rows("f", [[pk] for pk in ids])
    source, params = json_rows("k", rows)
    form = json_column("f", 0, EvaluationItem, "evaluation")
    columns = {
        "public_id": new_uuid(),
        "evaluation": form,
        **{name: json_column("k", place, EvaluationItem, name) for place, name in enumerate(COLUMNS)},
    }
    code = json_column("k", 0, EvaluationItem, "code")
    there = f"SELECT 1 FROM appraisal_evaluationitem t WHERE t.evaluation_id = {form} AND t.code = {code}"  # noqa: S608 - names from code
    return insert_select(
        EvaluationItem,
        columns,
        {"added_at": at},
        tables=f"{forms} CROSS JOIN {source}",
        params=[*listed, *params],
        where=f"NOT EXISTS ({there})",
    )
