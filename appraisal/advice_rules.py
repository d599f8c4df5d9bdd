"""The thresholds of sources in a rule set: reading them from JSON, and whether they make sense.

Which measures a source has says the register of sources, asked when a rule set is read.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal import rules
from appraisal.advice import AdviceLevel, SourceAdvice
from appraisal.rules import RuleContent

LARGEST_LIMIT: Final = Decimal(1_000_000)
NAME_LENGTH: Final = 40


def known_sources() -> tuple[str, ...]:
    """What an indicator may name as its source."""
    from appraisal.sources import register

    return (*rules.BY_PEOPLE, *register.keys())


def read_advice(reader: Any, row: Any, path: str) -> SourceAdvice:
    """The thresholds of one source."""
    from appraisal.sources import register

    found = reader.mapping(row, path, ("source", "levels"))
    return SourceAdvice(
        source=reader.one_of(found.get("source"), f"{path}.source", register.keys(), "unknown_source"),
        levels=reader.rows(
            found.get("levels", []), f"{path}.levels", lambda one, place: _read_level(reader, one, place)
        ),
    )


def _read_level(reader: Any, row: Any, path: str) -> AdviceLevel:
    found = reader.mapping(row, path, ("level", "limits"))
    limits = found.get("limits", {})
    if not isinstance(limits, dict):
        reader.fault(f"{path}.limits", "not_an_object", _("This part is not an object."))
        limits = {}
    return AdviceLevel(
        level=reader.integer(found.get("level"), f"{path}.level", lowest=rules.LOWEST + 1, highest=rules.HIGHEST),
        limits={
            str(name)[:NAME_LENGTH]: reader.decimal(
                value, f"{path}.limits.{str(name)[:NAME_LENGTH]}", lowest=Decimal(0), highest=LARGEST_LIMIT
            )
            for name, value in limits.items()
        },
    )


Fault = tuple[str, str, str | Promise]


def faults_of_advice(content: RuleContent) -> Iterator[Fault]:
    """Everything that keeps the thresholds from making sense."""
    for index, one in enumerate(content.advice):
        path = f"advice.{index}"
        if one.source in {other.source for other in content.advice[:index]}:
            yield path, "duplicate", _("This source has thresholds twice.")
        if not one.levels:
            yield f"{path}.levels", "empty", _("At least one is needed.")
        yield from _levels(one, path)


def _levels(advice: SourceAdvice, path: str) -> Iterator[Fault]:
    from appraisal.sources import register

    measures = {one.name: one for one in register.BY_KEY[advice.source].measures}
    for index, one in enumerate(advice.levels):
        place = f"{path}.levels.{index}"
        for name in sorted(set(one.limits) - set(measures)):
            yield f"{place}.limits.{name}", "unknown_measure", _("The source has no such measure.")
        if not one.limits:
            yield f"{place}.limits", "empty", _("At least one is needed.")
        if index and one.level >= advice.levels[index - 1].level:
            yield f"{place}.level", "not_falling", _("Levels are listed from the highest down, each once.")
        elif index:
            yield from _stricter(advice.levels[index - 1], one, measures, place)


def _stricter(higher: AdviceLevel, lower: AdviceLevel, measures: Any, place: str) -> Iterator[Fault]:
    """A higher level asks for at least as much in every measure both name."""
    for name in sorted(set(higher.limits) & set(lower.limits) & set(measures)):
        most, least = sorted((higher.limits[name], lower.limits[name]), reverse=True)
        expected = least if measures[name].at_most else most
        if higher.limits[name] != expected:
            yield f"{place}.limits.{name}", "stricter", _("A higher level must ask for at least as much.")
