"""The form of a draft, part by part: general, sections and items, levels and predicates. The tables are in
``part_tables.py``.

Each part is a function of the draft's JSON that gives the groups of its fields; nothing is judged here.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appraisal.editions import part_tables, words
from appraisal.editions.fields import Act, Field, Group, Row
from appraisal.editions.paths import Key, rows_of, value_at
from appraisal.rules import NUMERIC_2019, RATINGS, SCHEMES

Content = Mapping[str, Any]
Build = Callable[[Content], list[Group]]


def label_of(row: Mapping[str, Any]) -> str:
    """The name of a row in the language of the page; its code where it has none."""
    language = "en" if (get_language() or "id").startswith("en") else "id"
    return str(value_at(row, ("label", language)) or value_at(row, ("label", "id")) or row.get("code", ""))


def in_both(place: tuple[Key, ...], kind: str, label: str) -> tuple[Field, Field]:
    """A text in Indonesian and in English."""
    return (
        Field((*place, "id"), kind, label),
        Field((*place, "en"), kind, _("%(what)s in English") % {"what": label}),
    )


def _general(content: Content) -> list[Group]:
    scheme = str(content.get("scheme", ""))
    acts = [Act(f"scheme:{one}", str(words.SCHEMES[one]), "secondary") for one in SCHEMES if one != scheme]
    groups = [
        Group("name", _("Name"), (Row(in_both(("name",), "text", _("Name of the rules"))),)),
        Group(
            "scheme",
            _("Scheme"),
            (),
            lead=str(words.SCHEMES.get(scheme, scheme)),
            note=_("Another scheme brings its own tables and scale in place of those that are here now."),
            acts=tuple(acts),
        ),
    ]
    if scheme == NUMERIC_2019:
        groups.append(Group("peers", _("Shares of PP 30/2019"), (Row((_peers(),)),)))
    return [*groups, Group("process", _("Process"), (Row((_calibration(),)), Row((_alternate(),))))]


def _peers() -> Field:
    options = (
        ("no", _("Not heard: results 70, behaviour 30")),
        ("yes", _("Heard: results 60, behaviour 40")),
    )
    return Field(("peers_heard",), "answer", _("Peers and subordinates"), options=options)


def _calibration() -> Field:
    return Field(("calibration",), "flag", _("Results go through calibration before they are handed over"))


def _alternate() -> Field:
    hint = _("The code of the unit. Its head decides objections where no superior exists.")
    label = _("Unit whose head decides where no superior exists")
    return Field(("alternate_decider",), "text", label, hint=hint, width=20, optional=True)


def _items(content: Content) -> list[Group]:
    sections = rows_of(content, "sections")
    groups = [_sections(content, sections)]
    for section in sections:
        code = str(section.get("code", ""))
        rows = [one for one in rows_of(content, "indicators") if one.get("section") == code]
        groups.append(_section_items(code, label_of(section), rows, sections))
    return groups


def _sections(content: Content, sections: list[dict[str, Any]]) -> Group:
    taken = {one.get("section") for one in rows_of(content, "indicators")}
    return Group(
        "sections",
        _("Sections"),
        tuple(_section(one, removable=one.get("code") not in taken) for one in sections),
        lead=_("The weights of the sections add up to 100."),
        note=total_of(sections),
        acts=(Act("add:sections", _("Add the section"), "secondary"),),
        new_rows=(Field(("new", "sections"), "text", _("Name of a new section"), optional=True),),
    )


def _section(row: Mapping[str, Any], *, removable: bool) -> Row:
    place: tuple[Key, ...] = ("sections", str(row.get("code", "")))
    return Row(
        (
            Field((*place, "label", "id"), "text", _("Name of the section")),
            Field((*place, "weight"), "number", _("Weight"), width=4),
            Field((*place, "area"), "choice", _("Counts for"), options=tuple(words.AREAS.items())),
        ),
        title=label_of(row),
        more=(Field((*place, "label", "en"), "text", _("Name of the section in English")),),
        more_title=_("In English"),
        acts=(Act(f"remove:sections:{place[1]}", _("Remove the empty section")),) if removable else (),
    )


def _section_items(code: str, title: str, rows: list[dict[str, Any]], sections: list[dict[str, Any]]) -> Group:
    return Group(
        f"section-{code}",
        title,
        tuple(_item(one, sections) for one in rows),
        lead=_("The weights of the items of a section add up to 100."),
        note=total_of(rows),
        acts=(Act(f"add:indicators:{code}", _("Add the item"), "secondary"),),
        new_rows=(Field(("new", "indicators", code), "text", _("Name of a new item"), optional=True),),
    )


def _item(row: Mapping[str, Any], sections: list[dict[str, Any]]) -> Row:
    code = str(row.get("code", ""))
    place: tuple[Key, ...] = ("indicators", code)
    homes = tuple((str(one.get("code", "")), label_of(one)) for one in sections)
    conduct = _("One line of conduct per line, in the same order in both languages.")
    return Row(
        (
            Field((*place, "label", "id"), "text", _("Name of the item")),
            Field((*place, "weight"), "number", _("Weight"), width=4),
        ),
        title=label_of(row),
        more=(
            Field((*place, "label", "en"), "text", _("Name of the item in English")),
            Field((*place, "source"), "choice", _("Where its facts come from"), options=tuple(words.sources().items())),
            Field((*place, "section"), "choice", _("Section of the rules"), options=homes),
            *in_both((*place, "target"), "text", _("Target")),
            Field((*place, "guide"), "lines", _("Lines of conduct"), hint=conduct, key="id", optional=True),
            Field((*place, "guide"), "lines", _("Lines of conduct in English"), key="en", optional=True),
        ),
        more_title=_("Source, target and lines of conduct of %(name)s") % {"name": label_of(row)},
        acts=(
            Act(f"up:indicators:{code}", _("Move %(name)s up") % {"name": label_of(row)}),
            Act(f"remove:indicators:{code}", _("Remove %(name)s") % {"name": label_of(row)}),
        ),
    )


def total_of(rows: list[dict[str, Any]]) -> str:
    """What the stored weights add up to, in words; those that are no numbers are left out."""
    total = Decimal(0)
    for row in rows:
        try:
            weight = Decimal(str(row.get("weight", 0)))
        except InvalidOperation:
            continue
        total += weight if weight.is_finite() and abs(weight) < 10**6 else 0
    return _("Saved weights together: %(total)s of 100.") % {"total": words.number_words(total)}


def _predicates(content: Content) -> list[Group]:
    groups = [] if content.get("scheme") == NUMERIC_2019 else [_levels()]
    rows = rows_of(content, "predicates")
    return [
        *groups,
        Group(
            "predicates",
            _("Predicates from low to high"),
            tuple(_predicate(one) for one in rows),
            acts=(Act("add:predicates", _("Add the predicate"), "secondary"),),
            new_rows=(Field(("new", "predicates"), "text", _("Name of a new predicate"), optional=True),),
        ),
    ]


def _levels() -> Group:
    rows = tuple(
        Row(in_both(("levels", rating - 1), "text", _("Level %(number)s") % {"number": rating})) for rating in RATINGS
    )
    return Group("levels", _("Levels"), rows, lead=_("The three words for a rating, from low to high."))


def _predicate(row: Mapping[str, Any]) -> Row:
    code = str(row.get("code", ""))
    place: tuple[Key, ...] = ("predicates", code)
    return Row(
        (
            Field((*place, "label", "id"), "text", _("Name of the predicate")),
            Field((*place, "meaning", "id"), "long", _("What it means, as a sentence for the person")),
        ),
        title=label_of(row),
        more=(
            Field((*place, "label", "en"), "text", _("Name of the predicate in English")),
            Field((*place, "meaning", "en"), "long", _("What it means in English")),
        ),
        more_title=_("In English"),
        acts=(Act(f"remove:predicates:{code}", _("Remove %(name)s") % {"name": label_of(row)}),),
    )


BUILDERS: Final[Mapping[str, Build]] = {
    "general": _general,
    "items": _items,
    "predicates": _predicates,
    **part_tables.BUILDERS,
}
