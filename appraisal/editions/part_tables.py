"""The tables of a draft's form: cells and bands, grounds for a case, lengths of time, the pattern, credit points."""

from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of_class
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.default_tables import ACHIEVEMENTS
from appraisal.editions import words
from appraisal.editions.fields import Act, Field, Group, Row
from appraisal.editions.paths import rows_of, value_at
from appraisal.pages.triggers import KIND_LABELS
from appraisal.rule_clocks import Clocks
from appraisal.rules import ATTENDANCE, LOW_SCORE, MATRIX_2022, NUMERIC_2019, RATINGS, UNMET_TARGETS

Content = Mapping[str, Any]


def _names(content: Content, part: str) -> tuple[tuple[str, str], ...]:
    """The rows of a part as choices."""
    language = "en" if (get_language() or "id").startswith("en") else "id"
    return tuple(
        (str(one.get("code", "")), str(value_at(one, ("label", language)) or one.get("code", "")))
        for one in rows_of(content, part)
    )


def _outcome(content: Content) -> list[Group]:
    return [_matrix(content)] if content.get("scheme") == MATRIX_2022 else [_bands(content)]


def _matrix(content: Content) -> Group:
    """The nine cells, one row per level of results, from high to low as the official form draws them."""
    places = {(row.get("results"), row.get("behaviour")): at for at, row in enumerate(_cells(content))}
    levels = [_level(content, rating) for rating in RATINGS]
    rows = []
    for results in reversed(RATINGS):
        found = [(behaviour, places.get((results, behaviour))) for behaviour in RATINGS]
        cells = tuple(
            Field(
                ("matrix", at, "predicate"),
                "choice",
                _("Behaviour: %(level)s") % {"level": levels[behaviour - 1]},
                options=_names(content, "predicates"),
            )
            for behaviour, at in found
            if at is not None
        )
        rows.append(Row(cells, title=_("Results: %(level)s") % {"level": levels[results - 1]}))
    lead = _("Each pair of judgements leads to one predicate.")
    acts = () if len(places) == len(RATINGS) ** 2 else (Act("fill:matrix", _("Put the nine cells in"), "secondary"),)
    return Group("matrix", _("Matrix"), tuple(rows), lead=lead, acts=acts)


def _cells(content: Content) -> list[Any]:
    found = content.get("matrix")
    return [row if isinstance(row, Mapping) else {} for row in found] if isinstance(found, list) else []


def _level(content: Content, rating: int) -> str:
    language = "en" if (get_language() or "id").startswith("en") else "id"
    return str(value_at(content, ("levels", rating - 1, language)) or rating)


def _bands(content: Content) -> Group:
    rows = tuple(_band(content, at) for at, _one in enumerate(rows_of(content, "bands")))
    lead = _("From the first number on, up to below the second one; the highest number of the scale is included.")
    add = Act("add:bands", _("Add a band"), "secondary")
    return Group("bands", _("Bands of the score"), rows, lead=lead, acts=(add,))


def _band(content: Content, at: int) -> Row:
    number = {"number": at + 1}
    proof = Field(("bands", at, "innovation"), "flag", _("Only with an innovation that benefits office or state"))
    return Row(
        (
            Field(("bands", at, "predicate"), "choice", _("Predicate"), options=_names(content, "predicates")),
            Field(("bands", at, "at_least"), "number", _("From"), width=5),
            Field(("bands", at, "below"), "number", _("Below"), width=5),
            *([proof] if content.get("scheme") == NUMERIC_2019 else []),
        ),
        title=_("Band %(number)s") % number,
        acts=(Act(f"remove:bands:{at}", _("Remove band %(number)s") % number),),
    )


def _triggers(content: Content) -> list[Group]:
    low = tuple(Field(("low",), "member", label, key=code) for code, label in _names(content, "predicates") if code)
    grounds = tuple(_ground(content, at, one) for at, one in enumerate(rows_of(content, "triggers")))
    lead = _("Beside low results. A person has one open case at most; every further ground joins it.")
    acts = tuple(
        Act(f"add:triggers:{kind}", _("Add a ground: %(kind)s") % {"kind": label}, "secondary")
        for kind, label in KIND_LABELS.items()
    )
    return [
        Group("low", _("Results that count as low"), (Row(low),)),
        Group("triggers", _("What else opens an improvement case"), grounds, lead=lead, acts=acts),
    ]


def _ground(content: Content, at: int, one: Mapping[str, Any]) -> Row:
    number = {"number": at + 1}
    return Row(
        _ground_fields(content, at, one.get("kind")),
        title=_("Ground %(number)s: %(kind)s")
        % {**number, "kind": KIND_LABELS.get(str(one.get("kind")), one.get("kind"))},
        acts=(Act(f"remove:triggers:{at}", _("Remove ground %(number)s") % number),),
    )


def _ground_fields(content: Content, at: int, kind: Any) -> tuple[Field, ...]:
    """What a ground of this kind asks for; a misspelt kind is shown as one of weak items."""
    if kind == ATTENDANCE:
        hint = _("Days absent without a valid reason in the period. This opens help, never a punishment.")
        return (Field(("triggers", at, "least"), "whole", _("At least so many days"), width=3, hint=hint),)
    if kind == UNMET_TARGETS:
        hint = _("The person's own shares in service metrics: 0 to 99 per cent of the way to the target.")
        return (Field(("triggers", at, "at_most"), "number", _("At most so many per cent"), width=5, hint=hint),)
    level = Field(("triggers", at, "at_most"), "number", _("At this level or below"), width=5)
    if kind == LOW_SCORE:
        return (level,)
    chosen = _("Only these items (none chosen: all)")
    return (
        level,
        Field(("triggers", at, "least"), "whole", _("At least so many items"), width=3),
        Field(("triggers", at, "indicators"), "boxes", chosen, options=_names(content, "indicators")),
    )


def _clocks(content: Content) -> list[Group]:
    rows = tuple(_clock(one.name) for one in fields_of_class(Clocks))
    hint = _("A local rule: the law names no consequence. Nothing is decided by silence.")
    silence = Field(
        ("silence",), "radios", _("When no decision comes in time"), hint=hint, options=tuple(words.SILENCES.items())
    )
    return [
        Group("clocks", _("Lengths of time"), rows),
        _reminders(content),
        Group("silence", _("Silence"), (Row((silence,)),)),
    ]


def _reminders(content: Content) -> Group:
    rows = tuple(_reminder(at, one) for at, one in enumerate(rows_of(content, "reminders")))
    lead = _("Whoever has the step is reminded at eight in the morning of that day, at most three times for a step.")
    acts = tuple(
        Act(f"add:reminders:{step}", _("Add a reminder: %(step)s") % {"step": label}, "secondary")
        for step, label in words.STEPS.items()
    )
    return Group("reminders", _("Reminders before a step ends"), rows, lead=lead, acts=acts)


def _reminder(at: int, one: Mapping[str, Any]) -> Row:
    number = {"number": at + 1}
    place = ("reminders", at, "before")
    return Row(
        (
            Field((*place, "days"), "whole", _("Days before the end"), width=4),
            Field((*place, "unit"), "choice", _("Counted in"), options=tuple(words.SPANS.items())),
        ),
        title=_("Reminder %(number)s: %(step)s")
        % {**number, "step": words.STEPS.get(str(one.get("step")), one.get("step"))},
        acts=(Act(f"remove:reminders:{at}", _("Remove reminder %(number)s") % number),),
    )


def _clock(name: str) -> Row:
    label = str(words.CLOCKS[name])
    return Row(
        (
            Field(("clocks", name, "days"), "whole", _("Days"), width=4),
            Field(("clocks", name, "unit"), "choice", _("Counted in"), options=tuple(words.SPANS.items())),
        ),
        title=label,
    )


def _distribution(content: Content) -> list[Group]:
    lead = _(
        "How many of the results are expected in each predicate, by what the organisation achieved. Shown and warned "
        "about, never a limit."
    )
    if content.get("distribution") is None:
        add = Act("table:distribution", _("Begin with the pattern that is in use elsewhere"), "secondary")
        note = _("There is no pattern. The one in use elsewhere is not verified; please check it.")
        return [Group("distribution", _("Pattern of predicates"), (), lead=lead, note=note, acts=(add,))]
    rows = tuple(_shares(content, shape) for shape in _shapes(content))
    gone = Act("no-table:distribution", _("Remove the pattern"))
    return [Group("distribution", _("Pattern of predicates"), rows, lead=lead, acts=(gone,))]


def _shapes(content: Content) -> list[str]:
    found = content.get("distribution")
    stored = [str(shape) for shape in found] if isinstance(found, Mapping) else []
    known = [shape for shape in ACHIEVEMENTS if shape in stored]
    return [*known, *(shape for shape in stored if shape not in known)]


def _shares(content: Content, shape: str) -> Row:
    name = ACHIEVEMENTS[shape].pick(get_language()) if shape in ACHIEVEMENTS else shape
    return Row(
        tuple(
            Field(("distribution", shape, code), "whole", label, width=3)
            for code, label in _names(content, "predicates")
        ),
        title=_("The organisation achieved: %(name)s") % {"name": name},
    )


def _credit(content: Content) -> list[Group]:
    lead = _("Credit points of functional posts: the coefficient of the level times the percentage of the predicate.")
    if content.get("credit") is None:
        add = Act("table:credit", _("Begin with the table of Peraturan BKN 3/2023"), "secondary")
        return [Group("credit", _("Credit points"), (), lead=lead, note=_("There is no table."), acts=(add,))]
    percentages = tuple(
        Field(("credit", "percentages", code), "number", label, width=4)
        for code, label in _names(content, "predicates")
    )
    levels = tuple(_credit_level(one) for one in rows_of(content, "credit", "levels"))
    new = Field(("new", "credit"), "text", _("Name of a new level"), optional=True)
    add, gone = Act("add:credit", _("Add the level"), "secondary"), Act("no-table:credit", _("Remove both tables"))
    return [
        Group("percentages", _("Percentages"), (Row(percentages),), lead=lead),
        Group("levels", _("Levels and coefficients"), levels, acts=(add, gone), new_rows=(new,)),
    ]


def _credit_level(row: Mapping[str, Any]) -> Row:
    code = str(row.get("code", ""))
    place = ("credit", "levels", code)
    name = str(value_at(row, ("label", "id")) or code)
    return Row(
        (
            Field((*place, "label", "id"), "text", _("Name of the level")),
            Field((*place, "coefficient"), "number", _("Coefficient"), width=5),
        ),
        title=name,
        more=(Field((*place, "label", "en"), "text", _("Name of the level in English")),),
        more_title=_("In English"),
        acts=(Act(f"remove:credit:{code}", _("Remove %(name)s") % {"name": name}),),
    )


BUILDERS: Final[Mapping[str, Callable[[Content], list[Group]]]] = {
    "outcome": _outcome,
    "triggers": _triggers,
    "clocks": _clocks,
    "distribution": _distribution,
    "credit": _credit,
}
