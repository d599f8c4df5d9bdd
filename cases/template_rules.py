"""What a plan template says, as frozen values; reading it from data with every fault at its place. Pure.

Dates are relative: days after the day the case opens. A line with `each` is written once per weak item, and
`{item}` in its texts becomes the item's name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from cases.clocks import RHYTHM, STAGE_MONTHS, sensible_stages
from cases.models.plan import ItemKind, ItemOwner
from workflow.errors import FieldFault, InvalidInput

SHORTEST, LONGEST = 14, 730
MOST_SESSIONS: Final = 24
MOST_LINES: Final = 30
TEXTS: Final = {"title": 200, "measure": 200, "baseline": 80, "target": 80}
LINE_FIELDS: Final = ("kind", "title", "owner", "after_days", "required", "each", "measure", "baseline", "target")
FIELDS: Final = ("goal", "days", "sessions", "every_days", "offer_training", "stages", "lines")


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One line with its day counted from the opening."""

    kind: str
    title: str
    owner: str
    after_days: int
    required: bool = True
    each: bool = False
    measure: str = ""
    baseline: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class TemplateContent:
    """A whole template. An empty `goal` is written from the weak items."""

    lines: tuple[TemplateLine, ...]
    goal: str = ""
    days: int = 180
    sessions: int = 3
    every_days: int = 30
    offer_training: bool = True
    stages: tuple[int, ...] = STAGE_MONTHS

    def as_data(self) -> dict[str, Any]:
        """Plain data, as stored."""
        return {**asdict(self), "stages": list(self.stages), "lines": [asdict(line) for line in self.lines]}


def read_content(data: Mapping[str, Any]) -> TemplateContent:
    """The template in the data. Raises `InvalidInput` naming every fault by its field (`lines.2.title`)."""
    faults = list(_faults(data))
    if faults:
        raise InvalidInput(details=faults)
    lines = tuple(TemplateLine(**line) for line in data["lines"])
    plain = {name: data[name] for name in FIELDS if name not in ("lines", "stages") and name in data}
    return TemplateContent(lines=lines, stages=tuple(data.get("stages", STAGE_MONTHS)), **plain)


def _faults(data: Mapping[str, Any]) -> Iterator[FieldFault]:
    for name in sorted(set(data) - set(FIELDS)):
        yield FieldFault(name, _("This field is not known here."))
    if len(str(data.get("goal", ""))) > 2000:
        yield FieldFault("goal", _("This text is too long."))
    days = data.get("days", 180)
    yield from _number("days", days, SHORTEST, LONGEST)
    yield from _number("sessions", data.get("sessions", 3), 1, MOST_SESSIONS)
    yield from _number("every_days", data.get("every_days", 30), *RHYTHM)
    if not sensible_stages(data.get("stages", ())):
        yield FieldFault(
            "stages", _("Please give the months as rising whole numbers from 1 to 24, six at most: 1, 3, 6.")
        )
    lines = data.get("lines") or []
    if not 1 <= len(lines) <= MOST_LINES:
        yield FieldFault("lines", _("A template has between 1 and %(most)d lines.") % {"most": MOST_LINES})
    if lines and not any(line.get("required", True) for line in lines):
        yield FieldFault("lines", _("The plan needs at least one required item."))
    for place, line in enumerate(lines):
        yield from _line_faults(f"lines.{place}", line, days if isinstance(days, int) else LONGEST)


def _line_faults(path: str, line: Mapping[str, Any], days: int) -> Iterator[FieldFault]:
    for name in sorted(set(line) - set(LINE_FIELDS)):
        yield FieldFault(f"{path}.{name}", _("This field is not known here."))
    if not str(line.get("title", "")).strip():
        yield FieldFault(f"{path}.title", _("Please write what is to be done."))
    for name, limit in TEXTS.items():
        if len(str(line.get(name, ""))) > limit:
            yield FieldFault(f"{path}.{name}", _("This text is too long."))
        if "{item}" in str(line.get(name, "")) and not line.get("each"):
            yield FieldFault(f"{path}.{name}", _("{item} stands only in a line that is written for each weak item."))
    if line.get("kind") not in set(ItemKind.values) - {ItemKind.TRAINING.value}:
        yield FieldFault(f"{path}.kind", _("Please choose one of the offered values."))
    if line.get("owner") not in ItemOwner.values:
        yield FieldFault(f"{path}.owner", _("Please choose one of the offered values."))
    yield from _number(f"{path}.after_days", line.get("after_days"), 1, days)


def _number(path: str, value: Any, lowest: int, highest: int) -> Iterator[FieldFault]:
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        sentence = _("Please give a number from %(lowest)d to %(highest)d.") % {"lowest": lowest, "highest": highest}
        yield FieldFault(path, sentence)
