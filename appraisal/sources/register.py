"""The register of sources: one line each. A key that was published in a rule set stays here for ever."""

from typing import Final

from appraisal.sources.attendance import AttendanceSource
from appraisal.sources.base import Source
from appraisal.sources.innovations import InnovationSource
from appraisal.sources.service_metrics import ServiceMetricSource

REGISTER: Final[tuple[Source, ...]] = (
    AttendanceSource(),
    ServiceMetricSource(),
    InnovationSource(),
)
BY_KEY: Final = {source.key: source for source in REGISTER}


def keys() -> tuple[str, ...]:
    """What an indicator may name as its source, beside the people who write."""
    return tuple(BY_KEY)


def source_of(key: str) -> Source | None:
    """The source of a key; None for items that people write by themselves."""
    return BY_KEY.get(key)
