"""Fields of the form of a draft: how each is named, shown, read from a post and written into the content.

Shape only: a wrong value is stored as it was typed, so that nothing is lost, and named by the draft's faults.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.datastructures import MultiValueDict

from appraisal.editions.paths import Place, value_at, with_value
from appraisal.forms import one_line_end

Posted = MultiValueDict[str, str]
LONGEST_WHOLE: Final = 4
YES: Final = "on"


@dataclass(frozen=True, slots=True)
class Field:
    """One control at the place of its value. ``key`` is the code of a membership, or the language of lines."""

    place: Place
    kind: str
    label: str
    hint: str = ""
    key: str = ""
    options: Sequence[tuple[str, Any]] = ()
    width: int | None = None
    hide_label: bool = False
    optional: bool = False
    value: Any = ""
    error: str = ""

    @property
    def name(self) -> str:
        """The name in the page: its place in words, which is also the place faults are told with."""
        return ".".join(str(part) for part in (*self.place, *([self.key] if self.key else [])))

    @property
    def id(self) -> str:
        """The id in the page."""
        return self.name.replace(".", "-")

    @property
    def shown_options(self) -> Sequence[tuple[str, Any]]:
        """The choices, with what is stored among them where it is none of the known ones."""
        known = {value for value, _label in self.options}
        strange = self.kind in ("choice", "radios") and self.value not in known
        return [*([(self.value, self.value or "–")] if strange else []), *self.options]


def stored(content: Mapping[str, Any], one: Field) -> Any:
    """What the content holds for a field, as the page shows it: a text, a truth or a list of codes."""
    return READERS[one.kind](value_at(content, one.place), one)


def posted(data: Posted, one: Field) -> Any:
    """What was typed into a field, in the same form as `stored` gives it."""
    if one.kind in ("flag", "member"):
        return data.get(one.name) == YES
    if one.kind == "boxes":
        return data.getlist(one.name)
    return one_line_end(data.get(one.name) or "")


def is_posted(data: Posted, one: Field) -> bool:
    """Whether a post speaks of a field: it names those it carries, or it carries the whole form."""
    named = data.getlist("changed")
    if named:
        return one.name in named
    return one.kind in ("flag", "member", "boxes") or one.name in data


def written(content: Mapping[str, Any], one: Field, typed: Any) -> Mapping[str, Any]:
    """The content with what was typed; unchanged where it says the same as before."""
    if typed == stored(content, one):
        return content
    value = WRITERS[one.kind](value_at(content, one.place), one, typed)
    found: Mapping[str, Any] = with_value(content, one.place, value)
    return found


def applied(content: Mapping[str, Any], fields: Iterable[Field], data: Posted) -> Mapping[str, Any]:
    """The content with every field the post speaks of."""
    for one in fields:
        if is_posted(data, one):
            content = written(content, one, posted(data, one))
    return content


def _text(value: Any, one: Field) -> str:
    return "" if value is None or isinstance(value, Mapping | list) else str(value)


def _truth(value: Any, one: Field) -> bool:
    return value is True


def _answer(value: Any, one: Field) -> str:
    return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else ""


def _member(value: Any, one: Field) -> bool:
    return isinstance(value, list) and one.key in value


def _codes(value: Any, one: Field) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list) else []


def _lines(value: Any, one: Field) -> str:
    rows = value if isinstance(value, list) else []
    texts = [str(row.get(one.key, "")) if isinstance(row, Mapping) else "" for row in rows]
    return "\n".join(texts).rstrip("\n")


def _as_typed(before: Any, one: Field, typed: Any) -> Any:
    return typed


def _number(before: Any, one: Field, typed: str) -> str:
    return typed.strip().replace(",", ".")


def _whole(before: Any, one: Field, typed: str) -> int | str:
    text = typed.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_WHOLE else text


def _answered(before: Any, one: Field, typed: str) -> bool | None:
    return {"yes": True, "no": False}.get(typed)


def _joined(before: Any, one: Field, typed: bool) -> list[str]:
    others = [code for code in _codes(before, one) if code != one.key]
    return [*others, one.key] if typed else others


def _both_languages(before: Any, one: Field, typed: str) -> list[dict[str, str]]:
    """The lines of one language beside those of the other; the longer list decides how many there are."""
    other = "en" if one.key == "id" else "id"
    kept = _lines(before, Field(one.place, one.kind, "", key=other)).split("\n")
    own = [line.strip() for line in typed.strip().split("\n")]
    count = max(len(lines) if lines != [""] else 0 for lines in (own, kept))
    pad = [""] * count
    pairs = zip([*own, *pad][:count], [*kept, *pad][:count], strict=True)
    return [{one.key: mine, other: theirs} for mine, theirs in pairs]


Reader = Callable[[Any, Field], Any]
Writer = Callable[[Any, Field, Any], Any]
READERS: Final[Mapping[str, Reader]] = {
    **dict.fromkeys(("text", "long", "number", "whole", "choice", "radios"), _text),
    "flag": _truth,
    "answer": _answer,
    "member": _member,
    "boxes": _codes,
    "lines": _lines,
}
WRITERS: Final[Mapping[str, Writer]] = {
    **dict.fromkeys(("text", "long", "choice", "radios", "flag", "boxes"), _as_typed),
    "number": _number,
    "whole": _whole,
    "answer": _answered,
    "member": _joined,
    "lines": _both_languages,
}


NARROW: Final = frozenset({"number", "whole", "choice", "member"})


@dataclass(frozen=True, slots=True)
class Act:
    """A button that changes the rows: what it posts and what it says."""

    value: str
    label: str
    kind: str = "quiet"


@dataclass(frozen=True, slots=True)
class Row:
    """Fields beside each other, some more behind a fold, and what may be done with the row."""

    fields: tuple[Field, ...]
    title: str = ""
    more: tuple[Field, ...] = ()
    more_title: str = ""
    acts: tuple[Act, ...] = ()

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Those in sight and those behind the fold."""
        return (*self.fields, *self.more)

    @property
    def is_narrow(self) -> bool:
        """Whether the fields in sight are short enough to stand in one line."""
        return all(one.kind in NARROW for one in self.fields)

    @property
    def is_open(self) -> bool:
        """Whether the fold hides a fault."""
        return any(one.error for one in self.more)


@dataclass(frozen=True, slots=True)
class Group:
    """A panel of the form. ``errors`` are the faults of the group as a whole, ``sum`` what its weights add up to."""

    id: str
    title: str
    rows: tuple[Row, ...]
    lead: str = ""
    note: str = ""
    acts: tuple[Act, ...] = ()
    new_rows: tuple[Field, ...] = ()
    errors: tuple[str, ...] = field(default=())


def fields_of(groups: Iterable[Group]) -> list[Field]:
    """Every field of a part."""
    return [one for group in groups for row in group.rows for one in row.all_fields]
