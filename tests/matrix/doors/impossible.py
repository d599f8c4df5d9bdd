"""Cells of the product that cannot exist, each with its reason. What stands here is counted, not run; nothing else is
left out: `test_what_is_not_run_is_listed` fails for a cell that has no road and no line, and for a line without cells.
"""

from dataclasses import dataclass

EVERY = "*"


@dataclass(frozen=True)
class Line:
    """A door, a machine, a step and a person (`*`: every one) that cannot meet."""

    door: str
    machine: str
    step: str
    person: str
    reason: str

    def covers(self, door: str, machine: str, step: str, person: str) -> bool:
        """Whether the cell is one of this line's."""
        mine = (self.door, self.machine, self.step, self.person)
        return all(own in (EVERY, asked) for own, asked in zip(mine, (door, machine, step, person), strict=True))


NO_ACCOUNT = "The clock has no account: it holds neither a token nor a session. Its steps are tried by action."
NO_ADDRESS = "The pages have one form for a grant, ending it by hand; the end of its term is a step of the clock alone."

IMPOSSIBLE = (
    Line("rest", EVERY, EVERY, "clock", NO_ACCOUNT),
    Line("page", EVERY, EVERY, "clock", NO_ACCOUNT),
    Line("page", "grant", "lapse", EVERY, NO_ADDRESS),
    Line("page", "watcher", "lapse", EVERY, NO_ADDRESS),
)


def impossible(door: str, machine: str, step: str, person: str) -> bool:
    """Whether the cell is listed as one that cannot exist."""
    return any(line.covers(door, machine, step, person) for line in IMPOSSIBLE)
