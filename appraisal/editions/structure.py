"""What the buttons of a draft's form do to its rows: add, move, remove, put a table in, change the scheme.

Every act is a function of the content and gives a new one; an act that does not fit what is there changes nothing.
A code is made from the name once and stays, so that editions can be laid side by side.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from appraisal.default_rules import MATRIX, banded_rules, default_content, default_rules
from appraisal.editions.paths import Key, rows_of, value_at, with_row, with_value, without
from appraisal.numeric_rules import numeric_rules
from appraisal.rule_clocks import REMINDED_STEPS, SELF_STEP
from appraisal.rule_parsing import CODE_LENGTH
from appraisal.rules import (
    ATTENDANCE,
    LOW_SCORE,
    MATRIX_2022,
    NUMERIC_2019,
    RATINGS,
    RESULTS,
    SCHEMES,
    TRIGGER_KINDS,
    UNMET_TARGETS,
    WEAK_ITEM,
    RuleContent,
    as_json,
    scale_of,
)

Content = Mapping[str, Any]
LISTS: Final[Mapping[str, tuple[Key, ...]]] = {
    "sections": ("sections",),
    "indicators": ("indicators",),
    "predicates": ("predicates",),
    "bands": ("bands",),
    "triggers": ("triggers",),
    "reminders": ("reminders",),
    "credit": ("credit", "levels"),
}
BY_INDEX: Final = frozenset({"bands", "triggers", "reminders"})


def changed_by(content: Content, act: str, *, name: str = "") -> Content:
    """The content after an act, as ``add:indicators:perilaku``; ``name`` is what was typed for a new row."""
    verb, _colon, rest = act.partition(":")
    what, _colon, which = rest.partition(":")
    change = ACTS.get(verb)
    return change(content, what, which, name.strip()) if change else content


def _add(content: Content, what: str, which: str, name: str) -> Content:
    make = NEW_ROWS.get(what)
    if make is None:
        return content
    found: Content = with_row(content, LISTS[what], make(content, which, name))
    return found


def _code(content: Content, what: str, name: str) -> str:
    """A code that no row of this list has yet."""
    taken = {str(row.get("code")) for row in rows_of(content, *LISTS[what])}
    wish = slugify(name).replace("-", "_")[: CODE_LENGTH - 4] or what
    free = (wish if number == 1 else f"{wish}_{number}" for number in range(1, len(taken) + 2))
    return next(code for code in free if code not in taken)


def _named(content: Content, what: str, name: str) -> dict[str, Any]:
    shown = name or _("New")
    return {"code": _code(content, what, shown), "label": {"id": shown, "en": shown}}


def _new_section(content: Content, which: str, name: str) -> dict[str, Any]:
    return {**_named(content, "sections", name), "weight": "", "area": RESULTS}


def _new_indicator(content: Content, which: str, name: str) -> dict[str, Any]:
    scheme = str(content.get("scheme"))
    return {
        **_named(content, "indicators", name),
        "section": which,
        "weight": "",
        "scale": scale_of(scheme if scheme in SCHEMES else MATRIX_2022),
        "source": "self",
        "target": {"id": "", "en": ""},
        "guide": [],
    }


def _new_predicate(content: Content, which: str, name: str) -> dict[str, Any]:
    return {**_named(content, "predicates", name), "meaning": {"id": "", "en": ""}}


def _new_band(content: Content, which: str, name: str) -> dict[str, Any]:
    bands = rows_of(content, "bands")
    return {"at_least": bands[-1].get("below", "") if bands else "", "below": "", "predicate": ""}


def _new_trigger(content: Content, which: str, name: str) -> dict[str, Any]:
    kind = which if which in TRIGGER_KINDS else WEAK_ITEM
    return {"kind": kind, **NEW_GROUNDS[kind]}


def _new_reminder(content: Content, which: str, name: str) -> dict[str, Any]:
    step = which if which in REMINDED_STEPS else SELF_STEP
    return {"step": step, "before": {"days": 3, "unit": "calendar_days"}}


def _new_level(content: Content, which: str, name: str) -> dict[str, Any]:
    return {**_named(content, "credit", name), "coefficient": ""}


NEW_GROUNDS: Final[Mapping[str, Mapping[str, Any]]] = {
    WEAK_ITEM: {"at_most": "1", "indicators": [], "least": 1},
    LOW_SCORE: {"at_most": "1"},
    ATTENDANCE: {"least": 3},
    UNMET_TARGETS: {"at_most": "50"},
}
NewRow = Callable[[Content, str, str], dict[str, Any]]
NEW_ROWS: Final[Mapping[str, NewRow]] = {
    "sections": _new_section,
    "indicators": _new_indicator,
    "predicates": _new_predicate,
    "bands": _new_band,
    "triggers": _new_trigger,
    "reminders": _new_reminder,
    "credit": _new_level,
}


def _key(what: str, which: str) -> Key:
    return int(which) if what in BY_INDEX and which.isdigit() and len(which) < 4 else which


def _remove(content: Content, what: str, which: str, name: str) -> Content:
    """A section with items stays; everything else goes, and what still names it is told as a fault."""
    if what not in LISTS or (what == "sections" and _has_items(content, which)):
        return content
    found: Content = without(content, (*LISTS[what], _key(what, which)))
    return found


def _has_items(content: Content, section: str) -> bool:
    return any(one.get("section") == section for one in rows_of(content, "indicators"))


def _up(content: Content, what: str, which: str, name: str) -> Content:
    """An item before the one above it in its section; the first one stays."""
    rows = value_at(content, LISTS.get(what, ("",)))
    row = value_at(content, (*LISTS.get(what, ("",)), which))
    if what != "indicators" or not isinstance(rows, list) or not isinstance(row, Mapping):
        return content
    at = rows.index(row)
    above = [i for i, one in enumerate(rows[:at]) if isinstance(one, Mapping) and one.get("section") == row["section"]]
    if not above:
        return content
    moved = [*rows[: above[-1]], row, *rows[above[-1] : at], *rows[at + 1 :]]
    return {**content, what: moved}


def _fill(content: Content, what: str, which: str, name: str) -> Content:
    """The nine cells: those that are there keep their predicate, the others get that of PermenPANRB 6/2022."""
    if what != "matrix":
        return content
    known = {(row.get("results"), row.get("behaviour")): row for row in rows_of(content, "matrix")}
    usual = {(cell.results, cell.behaviour): cell.predicate for cell in MATRIX}
    cells = [
        known.get(place) or {"results": place[0], "behaviour": place[1], "predicate": usual[place]}
        for place in ((results, behaviour) for results in reversed(RATINGS) for behaviour in RATINGS)
    ]
    return {**content, "matrix": cells}


def _table(content: Content, what: str, which: str, name: str) -> Content:
    """The table a new installation begins with."""
    if what not in ("distribution", "credit") or content.get(what) is not None:
        return content
    return {**content, what: default_content()[what]}


def _no_table(content: Content, what: str, which: str, name: str) -> Content:
    found: Content = with_value(content, (what,), None) if what in ("distribution", "credit") else content
    return found


def _scheme(content: Content, what: str, which: str, name: str) -> Content:
    """Another scheme with its own tables and scale; names, weights, clocks and grounds stay."""
    if what not in SCHEMES or what == content.get("scheme"):
        return content
    begin = as_json(_usual(what))
    tables = {name: begin[name] for name in ("scheme", "matrix", "bands", "levels")}
    items = [
        {**one, "scale": scale_of(what)} if isinstance(one, dict) else one for one in content.get("indicators", [])
    ]
    peers = {"peers_heard": False} if what == NUMERIC_2019 else {}
    kept = {key: value for key, value in content.items() if key != "peers_heard"}
    levels = {} if what == NUMERIC_2019 or not content.get("levels") else {"levels": content["levels"]}
    return {**kept, **tables, **levels, **peers, "indicators": items}


def _usual(scheme: str) -> RuleContent:
    if scheme == NUMERIC_2019:
        return numeric_rules()
    return default_rules() if scheme == MATRIX_2022 else banded_rules()


Change = Callable[[Content, str, str, str], Content]
ACTS: Final[Mapping[str, Change]] = {
    "add": _add,
    "remove": _remove,
    "up": _up,
    "fill": _fill,
    "table": _table,
    "no-table": _no_table,
    "scheme": _scheme,
}
