"""Reading a rule set from JSON: every fault is named by its place, nothing is guessed, nothing is executed.

What belongs here: the shape of a rule set as data. How one value is read is in ``rule_reader.py``, whether the whole
makes sense in ``rule_sense.py``, the values themselves in ``rules.py``.
"""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from appraisal import rule_clocks, rules
from appraisal.advice_rules import known_sources, read_advice
from appraisal.rule_clocks import Clocks, Reminder, Span
from appraisal.rule_reader import Reader, RuleFault, RuleFaults
from appraisal.rule_sense import faults_of
from appraisal.rules import Band, Cell, Credit, CreditLevel, Indicator, Predicate, RuleContent, Section, Trigger

__all__ = ["RuleFault", "RuleFaults", "known_content", "parse_rules", "stored_content"]

HUNDRED: Final = Decimal(100)
CODE_LENGTH: Final = 40
LONGEST_SPAN: Final = 366
MOST_TRIGGER_ITEMS: Final = 100
# A hundred would ask everybody whose share was measured.
PER_CENT_OF_THE_WAY: Final = (Decimal(0), Decimal(99))
LARGEST_SHARE: Final = 1_000
_MOST_KEPT: Final = 64
_by_digest: dict[str, RuleContent] = {}


_TOP = tuple(field.name for field in fields(RuleContent))


def parse_rules(data: Any) -> RuleContent:
    """The rule set in ``data`` (parsed JSON), well-shaped and sensible. Raises `RuleFaults` with every fault."""
    content = read_shape(data)
    faults = [RuleFault(*fault) for fault in faults_of(content)]
    if faults:
        raise RuleFaults(faults)
    return content


def read_shape(data: Any) -> RuleContent:
    """The rule set in ``data`` whether it makes sense or not. Raises `RuleFaults` with every fault of shape.

    A fault of shape leaves placeholders behind; complaining about those too would only confuse.
    """
    reader = Reader()
    top = reader.mapping(data, "", _TOP)
    content = RuleContent(**_core(reader, top), **_outcome(reader, top), **_course(reader, top))
    if reader.faults:
        raise RuleFaults(reader.faults)
    return content


def _core(reader: Reader, top: Mapping[str, Any]) -> dict[str, Any]:
    """What is looked at, and the words for it."""
    return {
        "format": reader.integer(top.get("format", 1), "format", lowest=1, highest=1),
        "name": reader.words(top.get("name"), "name"),
        "scheme": reader.one_of(top.get("scheme"), "scheme", rules.SCHEMES, "unknown_scheme"),
        "sections": reader.rows(top.get("sections"), "sections", lambda row, path: _section(reader, row, path)),
        "indicators": reader.rows(top.get("indicators"), "indicators", lambda row, path: _indicator(reader, row, path)),
        "predicates": reader.rows(top.get("predicates"), "predicates", lambda row, path: _predicate(reader, row, path)),
        "levels": reader.rows(top.get("levels"), "levels", reader.words),
        "peers_heard": _maybe_flag(reader, top.get("peers_heard"), "peers_heard"),
    }


def _outcome(reader: Reader, top: Mapping[str, Any]) -> dict[str, Any]:
    """What a result is made of, what it leads to and what it is worth."""
    ends = _ends(top.get("scheme"))
    return {
        "low": reader.rows(top.get("low", []), "low", lambda row, path: reader.text(row, path, limit=CODE_LENGTH)),
        "matrix": reader.rows(top.get("matrix", []), "matrix", lambda row, path: _cell(reader, row, path)),
        "bands": reader.rows(top.get("bands", []), "bands", lambda row, path: _band(reader, row, path, ends)),
        "distribution": _distribution(reader, top.get("distribution")),
        "triggers": reader.rows(
            top.get("triggers", []), "triggers", lambda row, path: _trigger(reader, row, path, ends)
        ),
        "credit": _credit(reader, top.get("credit")),
        "advice": reader.rows(top.get("advice", []), "advice", lambda row, path: read_advice(reader, row, path)),
    }


def _course(reader: Reader, top: Mapping[str, Any]) -> dict[str, Any]:
    """How the process goes: lengths of time, calibration, who decides at the top, what silence means."""
    silence = top.get("silence", rules.WAITS)
    alternate = top.get("alternate_decider", "")
    return {
        "clocks": _clocks(reader, top.get("clocks", {})),
        "calibration": reader.flag(top.get("calibration", False), "calibration"),
        "alternate_decider": reader.text(alternate, "alternate_decider", limit=CODE_LENGTH, required=False),
        "silence": reader.one_of(silence, "silence", rules.SILENCES, "unknown_silence"),
        "reminders": reader.rows(top.get("reminders", []), "reminders", lambda row, path: _reminder(reader, row, path)),
    }


def _ends(scheme: Any) -> tuple[Decimal, Decimal]:
    """The ends of the scale of a scheme that may still be misspelt."""
    known = scheme if scheme in rules.SCHEMES else rules.SCHEMES[0]
    lowest, highest = rules.SCALE_ENDS[rules.scale_of(known)]
    return Decimal(lowest), Decimal(highest)


def _maybe_flag(reader: Reader, value: Any, path: str) -> bool | None:
    return None if value is None else reader.flag(value, path)


def _section(reader: Reader, row: Any, path: str) -> Section:
    found = reader.mapping(row, path, ("code", "label", "weight", "area"))
    return Section(
        code=reader.text(found.get("code"), f"{path}.code", limit=CODE_LENGTH),
        label=reader.words(found.get("label"), f"{path}.label"),
        weight=reader.decimal(found.get("weight"), f"{path}.weight", lowest=Decimal("0.01"), highest=HUNDRED),
        area=reader.one_of(found.get("area"), f"{path}.area", rules.AREAS, "unknown_area"),
    )


def _indicator(reader: Reader, row: Any, path: str) -> Indicator:
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
        source=reader.one_of(found.get("source", "self"), f"{path}.source", known_sources(), "unknown_source"),
        target=reader.words(found.get("target", {"id": "", "en": ""}), f"{path}.target", required=False),
        guide=reader.rows(found.get("guide", []), f"{path}.guide", reader.words),
    )


def _predicate(reader: Reader, row: Any, path: str) -> Predicate:
    found = reader.mapping(row, path, ("code", "label", "meaning"))
    return Predicate(
        code=reader.text(found.get("code"), f"{path}.code", limit=CODE_LENGTH),
        label=reader.words(found.get("label"), f"{path}.label"),
        meaning=reader.words(found.get("meaning"), f"{path}.meaning"),
    )


def _cell(reader: Reader, row: Any, path: str) -> Cell:
    found = reader.mapping(row, path, ("results", "behaviour", "predicate"))
    return Cell(
        reader.integer(found.get("results"), f"{path}.results", lowest=rules.LOWEST, highest=rules.HIGHEST),
        reader.integer(found.get("behaviour"), f"{path}.behaviour", lowest=rules.LOWEST, highest=rules.HIGHEST),
        reader.text(found.get("predicate"), f"{path}.predicate", limit=CODE_LENGTH),
    )


def _band(reader: Reader, row: Any, path: str, ends: tuple[Decimal, Decimal]) -> Band:
    found = reader.mapping(row, path, ("at_least", "below", "predicate", "innovation"))
    lowest, highest = ends
    return Band(
        reader.decimal(found.get("at_least"), f"{path}.at_least", lowest=lowest, highest=highest),
        reader.decimal(found.get("below"), f"{path}.below", lowest=lowest, highest=highest),
        reader.text(found.get("predicate"), f"{path}.predicate", limit=CODE_LENGTH),
        reader.flag(found.get("innovation", False), f"{path}.innovation"),
    )


def _trigger(reader: Reader, row: Any, path: str, ends: tuple[Decimal, Decimal]) -> Trigger:
    found = reader.mapping(row, path, ("kind", "at_most", "indicators", "least"))
    kind = found.get("kind")
    lowest, highest = PER_CENT_OF_THE_WAY if kind in tuple(rules.FACT_SOURCES) else ends
    code = f"{path}.indicators"
    return Trigger(
        kind=reader.one_of(kind, f"{path}.kind", rules.TRIGGER_KINDS, "unknown_trigger"),
        at_most=reader.decimal(
            found.get("at_most", "0" if kind == rules.ATTENDANCE else None),
            f"{path}.at_most",
            lowest=lowest,
            highest=highest,
        ),
        indicators=reader.rows(
            found.get("indicators", []), code, lambda one, place: reader.text(one, place, limit=CODE_LENGTH)
        ),
        least=reader.integer(
            found.get("least", 1),
            f"{path}.least",
            lowest=1,
            highest=LONGEST_SPAN if kind == rules.ATTENDANCE else MOST_TRIGGER_ITEMS,
        ),
    )


def _clocks(reader: Reader, value: Any) -> Clocks:
    standard = Clocks()
    names = tuple(field.name for field in fields(Clocks))
    found = reader.mapping(value, "clocks", names)
    return Clocks(**{name: _span(reader, found.get(name), f"clocks.{name}", getattr(standard, name)) for name in names})


def _reminder(reader: Reader, row: Any, path: str) -> Reminder:
    found = reader.mapping(row, path, ("step", "before"))
    return Reminder(
        step=reader.one_of(found.get("step"), f"{path}.step", rule_clocks.REMINDED_STEPS, "unknown_step"),
        before=_span(reader, found.get("before"), f"{path}.before", Span(1)),
    )


def _span(reader: Reader, value: Any, path: str, standard: Span) -> Span:
    if value is None:
        return standard
    found = reader.mapping(value, path, ("days", "unit"))
    return Span(
        reader.integer(found.get("days"), f"{path}.days", lowest=1, highest=LONGEST_SPAN),
        reader.one_of(found.get("unit"), f"{path}.unit", rule_clocks.SPAN_UNITS, "unknown_unit"),
    )


def _distribution(reader: Reader, value: Any) -> dict[str, dict[str, int]] | None:
    """Achievement of the organisation → predicate → share."""
    if value is None:
        return None

    def share(one: Any, path: str) -> int:
        return reader.integer(one, path, lowest=0, highest=LARGEST_SHARE)

    return reader.shares(value, "distribution", lambda row, path: reader.shares(row, path, share))


def _credit(reader: Reader, value: Any) -> Credit | None:
    if value is None:
        return None
    found = reader.mapping(value, "credit", ("percentages", "levels"))

    def percent(one: Any, path: str) -> Decimal:
        return reader.decimal(one, path, lowest=Decimal(0), highest=HUNDRED * 10)

    return Credit(
        percentages=reader.shares(found.get("percentages"), "credit.percentages", percent),
        levels=reader.rows(found.get("levels"), "credit.levels", lambda row, path: _credit_level(reader, row, path)),
    )


def _credit_level(reader: Reader, row: Any, path: str) -> CreditLevel:
    found = reader.mapping(row, path, ("code", "label", "coefficient"))
    return CreditLevel(
        code=reader.text(found.get("code"), f"{path}.code", limit=CODE_LENGTH),
        label=reader.words(found.get("label"), f"{path}.label"),
        coefficient=reader.decimal(
            found.get("coefficient"), f"{path}.coefficient", lowest=Decimal("0.01"), highest=HUNDRED * 10
        ),
    )


def known_content(digest: str) -> RuleContent | None:
    """The content of a hash where this process has read it before; spares reading the row."""
    return _by_digest.get(digest) if digest else None


def stored_content(data: Mapping[str, Any], digest: str) -> RuleContent:
    """The content of a stored row; read once per hash and process, a draft (no hash yet) each time.

    Frozen rules were found sensible when they were published. They are not judged again, so that a check added
    later never makes an old edition unreadable.
    """
    if not digest:
        return parse_rules(data)
    known = _by_digest.get(digest)
    if known is None:
        known = read_shape(data)
        if known.digest != digest:
            raise RuleFaults([RuleFault("", "hash_differs", _("The rules differ from their hash."))])
        if len(_by_digest) >= _MOST_KEPT:
            _by_digest.clear()
        _by_digest[digest] = known
    return known
