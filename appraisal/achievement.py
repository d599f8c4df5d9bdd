"""What an organisation achieved in a cycle (capaian kinerja organisasi), for the forms and the exchange files.

Whoever records achievements registers one reader here; as long as nobody does, the forms say that none is recorded.
"""

from collections.abc import Callable, Collection, Mapping

from django.utils.translation import get_language

from appraisal.default_tables import ACHIEVEMENTS

# Cycle and the units asked for → code of `ACHIEVEMENTS` by unit; units without one are left out.
Reader = Callable[[int, Collection[int]], Mapping[int, str]]
_readers: list[Reader] = []


def register_achievements(reader: Reader) -> Reader:
    """Name the reader. ValueError when there is one already."""
    if _readers:
        raise ValueError("achievements are recorded in one place")
    _readers.append(reader)
    return reader


def achievements_of(cycle_id: int, unit_ids: Collection[int]) -> Mapping[int, str]:
    """Codes by unit, in a constant number of statements."""
    return _readers[0](cycle_id, unit_ids) if _readers else {}


def achievement_label(code: str) -> str:
    """The words of an achievement in the active language; empty where none is recorded."""
    return ACHIEVEMENTS[code].pick(get_language()) if code in ACHIEVEMENTS else code
