"""What every part of a play asks: who may by policy, who is refused, whom not even HR can name.

Nothing here decides who is lawful: `lawful` says so from the drawing, the product by its policies and its refusals.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from tests.oracle.findings import Played
from tests.oracle.lawful import Form
from tests.oracle.organisations import ALTERNATES, Organisation
from tests.oracle.staging import Key, Stage
from workflow.errors import GuardRefused, NotPermitted, NotVisible
from workflow.policies import policy_for

# Somebody of no organisation, whom HR can name wherever an assessor is missing.
STRANGER = ALTERNATES[-1]


class ActedUponError(Exception):
    """Somebody unlawful was let through; the rest of this play would only repeat it."""


@dataclass
class Judging:
    """One batch of organisations and where their forms stand."""

    stage: Stage
    played: Played
    drawn: dict[Key, Form] = field(default_factory=dict)
    disputes: dict[Key, int] = field(default_factory=dict)

    def of(self, key: Key) -> Organisation:
        """The organisation of a person."""
        return next(one for one in self.stage.organisations if one.number == key[0])

    def who_may(self, key: Key, row: Any, name: str, expected: set[int]) -> None:
        """The accounts that may, by the policy, are those of the lawful people; never the person's own."""
        found = self.stage.numbers_of(policy_for(type(row)).users_who_may(name, row))
        inside = [one for one in self.of(key).people if self._allowed(key, row, name, one)]
        outside = [one for one in found if one < 0]
        self.played.agree(f"{key} {name}", found, expected)
        self.played.agree(f"{key} {name} by each one's roles", {*inside, *outside}, expected)
        self.played.must(f"{key} decides himself: {name}", key[1] not in found)

    def _allowed(self, key: Key, row: Any, name: str, number: int) -> bool:
        return policy_for(type(row)).may(self.stage.act_as(self.of(key), number), name, row)

    def refused(self, key: Key, expected: set[int], act: Any) -> None:
        """Everybody of the organisation who is not lawful tries, and is refused for want of the right.

        Raises ActedUponError where one of them was let through.
        """
        for number in self.of(key).people:
            if number in expected:
                continue
            self.played.count("attempts")
            try:
                act(self.stage.act_as(self.of(key), number))
            except (NotVisible, NotPermitted):
                continue
            self.played.must(f"{key} was acted upon by {number}", holds=False)
            raise ActedUponError

    def unfit(self, key: Key, people: set[int | None], name: Callable[[int], None]) -> None:
        """Not even HR can name one of these."""
        for number in people - {None}:
            try:
                name(cast("int", number))
            except GuardRefused:
                continue
            self.played.must(f"{key}: {number} was named", holds=False)
            raise ActedUponError
