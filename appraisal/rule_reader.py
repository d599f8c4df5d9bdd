"""Reading values out of JSON one by one, collecting every fault with its place. Nothing is guessed or executed.

What belongs here: text, numbers, lists and their limits. What a rule set is made of stands in ``rule_parsing.py``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appraisal.rules import Words

T = TypeVar("T")
LARGEST_INTEGER: Final = 1_000_000
LONGEST_NUMBER: Final = 40


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


class Reader:
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
        if _is_too_long(value):
            self.fault(path, "out_of_range", _("This number is too small or too large."))
            return lowest
        try:
            number = Decimal(str(value))
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

    def shares(self, value: Any, path: str, read: Callable[[Any, str], T]) -> dict[str, T]:
        """An object whose names are codes of the rule set."""
        if not isinstance(value, Mapping):
            self.fault(path, "not_an_object", _("This part is not an object."))
            return {}
        return {str(code): read(share, f"{path}.{code}") for code, share in value.items()}

    def rows(self, value: Any, path: str, read: Callable[[Any, str], T]) -> tuple[T, ...]:
        return tuple(read(row, f"{path}.{index}") for index, row in enumerate(self.sequence(value, path)))


def _is_too_long(value: float | str | Decimal) -> bool:
    """Whether a number is refused unread; one of thousands of digits is not even turned into text."""
    return abs(value) > LARGEST_INTEGER if isinstance(value, int) else len(str(value)) > LONGEST_NUMBER
