"""Reading a rule set from JSON: every fault is named by its place, nothing is guessed, nothing is executed.

What belongs here: shape and sense of a rule set as data. The values themselves are in ``rules.py``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal import rules
from appraisal.rules import Band, Cell, Clocks, Indicator, Predicate, RuleContent, Section, Span, Trigger, Words

T = TypeVar("T")
HUNDRED: Final = Decimal(100)
CODE_LENGTH: Final = 40
LONGEST_SPAN: Final = 366
MOST_TRIGGER_ITEMS: Final = 100
LARGEST_INTEGER: Final = 1_000_000
LONGEST_NUMBER: Final = 40
_MOST_KEPT: Final = 64
_by_digest: dict[str, RuleContent] = {}


@dataclass(frozen=True)
class RuleFault:
    """One fault: where (``indicators.3.weight``), what (a code) and the sentence for the person."""

    path: str
    code: str
    message: str | Promise


class RuleFaults(ValueError):
    """The JSON is no rule set; ``faults`` names every reason."""

    def __init__(self, faults: list[RuleFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(f"{fault.path}: {fault.code}" for fault in faults))


class _Reader:
    """Collects faults while values are read, so that a person sees all of them at once."""

    def __init__(self) -> None:
        self.faults: list[RuleFault] = []

    def fault(self, path: str, code: str, message: str | Promise) -> None:
        self.faults.append(RuleFault(path, code, message))

    def mapping(self, value: Any, path: str, known: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            self.fault(path, "not_an_object", _("This part is not an object."))
            return {}
        for name in sorted(set(map(str, value)) - set(known)):
            self.fault(f"{path}.{name}".lstrip("."), "unknown_field", _("This field is not known."))
        return value

    def sequence(self, value: Any, path: str) -> list[Any]:
        if isinstance(value, list | tuple):
            return list(value)
        self.fault(path, "not_a_list", _("This part is not a list."))
        return []

    def text(self, value: Any, path: str, *, limit: int = 400, required: bool = True) -> str:
        if not isinstance(value, str) or len(value) > limit or (required and not value.strip()):
            self.fault(path, "bad_text", _("Please enter text of the right length."))
            return ""
        return value.strip()

    def words(self, value: Any, path: str, *, required: bool = True) -> Words:
        found = self.mapping(value, path, ("id", "en"))
        return Words(
            self.text(found.get("id", ""), f"{path}.id", required=required),
            self.text(found.get("en", ""), f"{path}.en", required=required),
        )

    def decimal(self, value: Any, path: str, *, lowest: Decimal, highest: Decimal) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            self.fault(path, "not_a_number", _("This is not a number."))
            return lowest
        if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
            value = LARGEST_INTEGER  # a number of thousands of digits is not even turned into text
        text = str(value)
        if len(text) > LONGEST_NUMBER:
            self.fault(path, "out_of_range", _("This number is too small or too large."))
            return lowest
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.fault(path, "not_a_number", _("This is not a number."))
            return lowest
        if not lowest <= number <= highest:
            self.fault(path, "out_of_range", _("This number is too small or too large."))
            return lowest
        if number != number.quantize(Decimal("0.01")):
            self.fault(path, "too_fine", _("Please use at most two decimals."))
        return number

    def integer(self, value: Any, path: str, *, lowest: int, highest: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            self.fault(path, "out_of_range", _("This number is too small or too large."))
            return lowest
        return value

    def one_of(self, value: Any, path: str, known: tuple[str, ...], code: str) -> str:
        if value not in known:
            self.fault(path, code, _("This value is not one of the known ones."))
            return known[0]
        return str(value)

    def flag(self, value: Any, path: str) -> bool:
        if not isinstance(value, bool):
            self.fault(path, "not_yes_or_no", _("Please answer yes or no."))
        return value is True

    def rows(self, value: Any, path: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
        return tuple(read(row, f"{path}.{index}") for index, row in enumerate(self.sequence(value, path)))


_TOP = tuple(field.name for field in fields(RuleContent))


def parse_rules(data: Any) -> RuleContent:
    """The rule set in ``data`` (parsed JSON). Raises `RuleFaults` with every fault."""
    reader = _Reader()
    top = reader.mapping(data, "", _TOP)
    content = RuleContent(
        format=reader.integer(top.get("format", 1), "format", lowest=1, highest=1),
        name=reader.words(top.get("name"), "name"),
        scheme=reader.one_of(top.get("scheme"), "scheme", rules.SCHEMES, "unknown_scheme"),
        sections=reader.rows(top.get("sections"), "sections", lambda row, path: _section(reader, row, path)),
        indicators=reader.rows(top.get("indicators"), "indicators", lambda row, path: _indicator(reader, row, path)),
        predicates=reader.rows(top.get("predicates"), "predicates", lambda row, path: _predicate(reader, row, path)),
        levels=reader.rows(top.get("levels"), "levels", reader.words),
        low=reader.rows(top.get("low", []), "low", lambda row, path: reader.text(row, path, limit=CODE_LENGTH)),
        clocks=_clocks(reader, top.get("clocks", {})),
        matrix=reader.rows(top.get("matrix", []), "matrix", lambda row, path: _cell(reader, row, path)),
        bands=reader.rows(top.get("bands", []), "bands", lambda row, path: _band(reader, row, path)),
        calibration=reader.flag(top.get("calibration", False), "calibration"),
        alternate_decider=reader.text(
            top.get("alternate_decider", ""), "alternate_decider", limit=CODE_LENGTH, required=False
        ),
        distribution=_distribution(reader, top.get("distribution")),
        silence=reader.one_of(top.get("silence", rules.WAITS), "silence", rules.SILENCES, "unknown_silence"),
        triggers=reader.rows(top.get("triggers", []), "triggers", lambda row, path: _trigger(reader, row, path)),
    )
    _check_sense(reader, content)
    if reader.faults:
        raise RuleFaults(reader.faults)
    return content


def _section(reader: _Reader, row: Any, path: str) -> Section:
    found = reader.mapping(row, path, ("code", "label", "weight", "area"))
    return Section(
        code=reader.text(found.get("code"), f"{path}.code", limit=CODE_LENGTH),
        label=reader.words(found.get("label"), f"{path}.label"),
        weight=reader.decimal(found.get("weight"), f"{path}.weight", lowest=Decimal("0.01"), highest=HUNDRED),
        area=reader.one_of(found.get("area"), f"{path}.area", rules.AREAS, "unknown_area"),
    )


def _indicator(reader: _Reader, row: Any, path: str) -> Indicator:
    known = ("code", "section", "label", "weight", "scale", "source", "target", "guide")
    found = reader.mapping(row, path, known)
    return Indicator(
        code=reader.text(found.get("code"), f"{path}.code", limit=CODE_LENGTH),
        section=reader.text(found.get("section"), f"{path}.section", limit=CODE_LENGTH),
        label=reader.words(found.get("label"), f"{path}.label"),
        weight=reader.decimal(found.get("weight"), f"{path}.weight", lowest=Decimal("0.01"), highest=HUNDRED),
        scale=reader.one_of(
            found.get("scale", rules.EXPECTATION_SCALE), f"{path}.scale", rules.SCALES, "unknown_scale"
        ),
        source=reader.one_of(found.get("source", "self"), f"{path}.source", rules.SOURCES, "unknown_source"),
        target=reader.words(found.get("target", {"id": "", "en": ""}), f"{path}.target", required=False),
        guide=reader.rows(found.get("guide", []), f"{path}.guide", reader.words),
    )


def _predicate(reader: _Reader, row: Any, path: str) -> Predicate:
    found = reader.mapping(row, path, ("code", "label", "meaning"))
    return Predicate(
        code=reader.text(found.get("code"), f"{path}.code", limit=CODE_LENGTH),
        label=reader.words(found.get("label"), f"{path}.label"),
        meaning=reader.words(found.get("meaning"), f"{path}.meaning"),
    )


def _cell(reader: _Reader, row: Any, path: str) -> Cell:
    found = reader.mapping(row, path, ("results", "behaviour", "predicate"))
    return Cell(
        reader.integer(found.get("results"), f"{path}.results", lowest=rules.LOWEST, highest=rules.HIGHEST),
        reader.integer(found.get("behaviour"), f"{path}.behaviour", lowest=rules.LOWEST, highest=rules.HIGHEST),
        reader.text(found.get("predicate"), f"{path}.predicate", limit=CODE_LENGTH),
    )


def _band(reader: _Reader, row: Any, path: str) -> Band:
    found = reader.mapping(row, path, ("at_least", "below", "predicate"))
    lowest, highest = Decimal(rules.LOWEST), Decimal(rules.HIGHEST)
    return Band(
        reader.decimal(found.get("at_least"), f"{path}.at_least", lowest=lowest, highest=highest),
        reader.decimal(found.get("below"), f"{path}.below", lowest=lowest, highest=highest),
        reader.text(found.get("predicate"), f"{path}.predicate", limit=CODE_LENGTH),
    )


def _trigger(reader: _Reader, row: Any, path: str) -> Trigger:
    found = reader.mapping(row, path, ("kind", "at_most", "indicators", "least"))
    lowest, highest = Decimal(rules.LOWEST), Decimal(rules.HIGHEST)
    code = f"{path}.indicators"
    return Trigger(
        kind=reader.one_of(found.get("kind"), f"{path}.kind", rules.TRIGGER_KINDS, "unknown_trigger"),
        at_most=reader.decimal(found.get("at_most"), f"{path}.at_most", lowest=lowest, highest=highest),
        indicators=reader.rows(
            found.get("indicators", []), code, lambda one, place: reader.text(one, place, limit=CODE_LENGTH)
        ),
        least=reader.integer(found.get("least", 1), f"{path}.least", lowest=1, highest=MOST_TRIGGER_ITEMS),
    )


def _clocks(reader: _Reader, value: Any) -> Clocks:
    standard = Clocks()
    names = tuple(field.name for field in fields(Clocks))
    found = reader.mapping(value, "clocks", names)
    return Clocks(**{name: _span(reader, found.get(name), f"clocks.{name}", getattr(standard, name)) for name in names})


def _span(reader: _Reader, value: Any, path: str, standard: Span) -> Span:
    if value is None:
        return standard
    found = reader.mapping(value, path, ("days", "unit"))
    return Span(
        reader.integer(found.get("days"), f"{path}.days", lowest=1, highest=LONGEST_SPAN),
        reader.one_of(found.get("unit"), f"{path}.unit", rules.SPAN_UNITS, "unknown_unit"),
    )


def _distribution(reader: _Reader, value: Any) -> dict[str, dict[str, int]] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        reader.fault("distribution", "not_an_object", _("This part is not an object."))
        return None
    pattern: dict[str, dict[str, int]] = {}
    for shape, shares in value.items():
        path = f"distribution.{shape}"
        if not isinstance(shares, Mapping):
            reader.fault(path, "not_an_object", _("This part is not an object."))
            continue
        pattern[str(shape)] = {
            str(code): reader.integer(share, f"{path}.{code}", lowest=0, highest=1_000)
            for code, share in shares.items()
        }
    return pattern


def _check_sense(reader: _Reader, content: RuleContent) -> None:
    from appraisal.rule_sense import faults_of

    # A fault of shape leaves placeholders behind; complaining about those too would only confuse.
    if not reader.faults:
        reader.faults.extend(RuleFault(*fault) for fault in faults_of(content))


def known_content(digest: str) -> RuleContent | None:
    """The content of a hash where this process has read it before; spares reading the row."""
    return _by_digest.get(digest) if digest else None


def stored_content(data: Mapping[str, Any], digest: str) -> RuleContent:
    """The content of a stored row; parsed once per hash and process, a draft (no hash yet) each time."""
    if not digest:
        return parse_rules(data)
    known = _by_digest.get(digest)
    if known is None:
        known = parse_rules(data)
        if known.digest != digest:
            raise RuleFaults([RuleFault("", "hash_differs", _("The rules differ from their hash."))])
        if len(_by_digest) >= _MOST_KEPT:
            _by_digest.clear()
        _by_digest[digest] = known
    return known
