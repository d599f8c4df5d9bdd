"""The editor of a plan: fields by name, what was typed and refused, what is still missing before it is proposed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from appraisal.forms import one_line_end
from appraisal.models import Plan
from appraisal.models.plans import Aspect, Perspective, ResultKind
from appraisal.pages.self_assessment import ClashView
from appraisal.plans import content, fields
from appraisal.plans.actions.moving import earlier_version
from appraisal.plans.pages.heads import PlanHead, head_of
from appraisal.plans.texts import offered_parents, working_rows, working_text
from appraisal.plans.wording import ANNEX_LABELS, values_with
from workflow.actors import Actor
from workflow.engine import available
from workflow.errors import FieldFault

RESULT, INDICATOR, VALUE, ANNEX = "result", "indicator", "value", "annex"
_FIELD: Final = re.compile(r"(result|indicator)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([a-z]+)")
Options = tuple[tuple[str, str], ...]
Texts = Mapping[str, str]


def field_name(kind: str, identity: Any, name: str) -> str:
    """The name of a field of a result or an indicator in the page."""
    return f"{kind}-{identity}-{name}"


def posted_rows(data: Mapping[str, str], kind: str) -> dict[str, dict[str, str]]:
    """The posted fields of the results (or indicators) by their id."""
    known = fields.RESULT_FIELDS if kind == RESULT else fields.INDICATOR_FIELDS
    found: dict[str, dict[str, str]] = {}
    for key in data:
        match = _FIELD.fullmatch(key)
        if match and match[1] == kind and match[3] in known:
            found.setdefault(match[2], {})[match[3]] = one_line_end(data[key])
    return found


def posted_texts(data: Mapping[str, str], kind: str) -> dict[str, str]:
    """The posted expectations by code, or annexes by name."""
    known = fields.EXPECTATION_FIELDS if kind == VALUE else fields.ANNEX_FIELDS
    return {name: one_line_end(data[f"{kind}-{name}"]) for name in known if f"{kind}-{name}" in data}


@dataclass(frozen=True, slots=True)
class Control:
    """One field as it stands in the page: what was typed wins over what is stored."""

    name: str
    value: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorForm:
    """The fields of one indicator."""

    id: str
    number: int
    controls: Mapping[str, Control]


@dataclass(frozen=True, slots=True)
class ResultForm:
    """The fields of one result and of its indicators."""

    id: str
    number: int
    controls: Mapping[str, Control]
    indicators: tuple[IndicatorForm, ...]
    parent_gone: bool = False


@dataclass(frozen=True, slots=True)
class TextForm:
    """One text with its label: an expectation or an annex."""

    label: Any
    control: Control
    guide: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """What a refused post carried: shown again, each fault at its field."""

    data: Mapping[str, str] = field(default_factory=dict)
    faults: Sequence[FieldFault] = ()

    def control(self, name: str, stored: Any) -> Control:
        typed = self.data.get(name)
        errors = [str(one.message) for one in self.faults if one.field == name]
        value = one_line_end(typed) if typed is not None else ("" if stored is None else str(stored))
        return Control(name, value, " ".join(errors))


@dataclass(frozen=True, slots=True)
class EditPage:
    """Everything the editor shows."""

    head: PlanHead
    results: tuple[ResultForm, ...]
    values: tuple[TextForm, ...]
    annexes: tuple[TextForm, ...]
    kinds: Options
    aspects: Options
    parents: Options
    missing: tuple[str, ...]
    faults: tuple[tuple[str, str], ...]
    propose: str
    earlier: str
    url: str
    key: str


def edit_page(plan: Plan, actor: Actor, *, posted: Posted) -> EditPage:
    """The editor; five queries."""
    rows = working_rows((plan,))[plan.pk]
    parents = tuple((one.id, one.title) for one in offered_parents(plan))
    text = working_text(plan)
    offers = {one.name: one.label for one in available(plan, actor)}
    before = earlier_version(plan) if not rows else None
    return EditPage(
        head=head_of(plan, actor),
        results=tuple(_results(rows, posted, {key for key, _title in parents})),
        values=_values(plan, posted),
        annexes=_annexes(plan, posted),
        kinds=_options(ResultKind.choices),
        aspects=(("", _("choose")), *_options(Perspective.choices if plan.is_head else Aspect.choices)),
        parents=(("", _("none yet")), *parents),
        missing=missing_of(text, head=plan.is_head),
        faults=tuple((f"id_{one.field}", str(one.message)) for one in posted.faults),
        propose=offers.get("propose", offers.get("propose_for", "")),
        earlier=f"{before.plan.employee_post}, {before.plan.year}" if before else "",
        url=reverse("appraisal:plan-edit", args=[plan.public_id]),
        key=uuid4().hex,
    )


def missing_of(text: content.PlanText, *, head: bool) -> tuple[str, ...]:
    """What must be there before the plan can be proposed."""
    return (
        *content.without_result(text),
        *content.without_indicator(text),
        *content.incomplete_indicators(text, head=head),
    )


def _results(rows: Iterable[Any], posted: Posted, offered: set[str]) -> Iterator[ResultForm]:
    for number, row in enumerate(rows, 1):
        stored = fields.result_values(row)
        controls = {
            name: posted.control(field_name(RESULT, row.public_id, name), value) for name, value in stored.items()
        }
        indicators = tuple(_indicator(place, one, posted) for place, one in enumerate(row.rows, 1))
        gone = bool(stored["parent"]) and stored["parent"] not in offered
        yield ResultForm(str(row.public_id), number, controls, indicators, gone)


def _indicator(number: int, row: Any, posted: Posted) -> IndicatorForm:
    stored = fields.indicator_values(row)
    controls = {
        name: posted.control(field_name(INDICATOR, row.public_id, name), value) for name, value in stored.items()
    }
    return IndicatorForm(str(row.public_id), number, controls)


def _values(plan: Plan, posted: Posted) -> tuple[TextForm, ...]:
    found = values_with(plan.expectations.items())
    return tuple(TextForm(one.label, posted.control(f"{VALUE}-{one.code}", one.text), one.guide) for one in found)


def _annexes(plan: Plan, posted: Posted) -> tuple[TextForm, ...]:
    stored = fields.annex_values(plan)
    return tuple(
        TextForm(label, posted.control(f"{ANNEX}-{name}", stored[name])) for name, label in ANNEX_LABELS.items()
    )


def _options(choices: Iterable[tuple[Any, Any]]) -> Options:
    return tuple((str(value), str(label)) for value, label in choices)


def value_forms(plan: Plan, posted: Posted) -> tuple[TextForm, ...]:
    """The seven fields for the assessor, on the page of the plan."""
    return _values(plan, posted)


def clash_views(clashes: Iterable[Any], page: EditPage) -> tuple[ClashView, ...]:
    """Fields that were saved elsewhere, with the words above them; choices in words."""
    labels, options = _labels(page), {"kind": page.kinds, "parent": page.parents}
    options |= dict.fromkeys(("aspect", "perspective"), page.aspects)
    found = []
    for clash in clashes:
        known = dict(options.get(clash.name, ()))
        both = tuple((value, known.get(value, value)) for value in (clash.mine, clash.theirs)) if known else ()
        label = labels.get(clash.field, clash.field)
        found.append(ClashView(clash.field, clash.name, label, clash.mine, clash.theirs, both))
    return tuple(found)


FIELD_WORDS: Final = {
    "title": lambda: _("result"),
    "kind": lambda: _("kind"),
    "basis": lambda: _("basis"),
    "parent": lambda: _("result carried on"),
    "text": lambda: _("indicator"),
    "aspect": lambda: _("aspect"),
    "perspective": lambda: _("perspective"),
    "number": lambda: _("target"),
    "unit": lambda: _("unit of measure"),
    "words": lambda: _("target in words"),
}


def _labels(page: EditPage) -> dict[str, str]:
    """What a field is called where it stands alone."""
    found = {one.control.name: str(one.label) for one in (*page.values, *page.annexes)}
    for result in page.results:
        place = {"number": result.number}
        found |= {
            one.name: _("Result %(number)d") % place + f": {FIELD_WORDS[name]()}"
            for name, one in result.controls.items()
        }
        for row in result.indicators:
            where = _("Result %(number)d, indicator %(place)d") % {**place, "place": row.number}
            found |= {one.name: f"{where}: {FIELD_WORDS[name]()}" for name, one in row.controls.items()}
    return found
