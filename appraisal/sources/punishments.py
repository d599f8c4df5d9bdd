"""The steps of PP 94/2021 by working days absent without a valid reason, added up over a calendar year.

Shown as information where a person's days reach a step: the system issues no punishment (DOMAIN 9). Ten days in a
row are a ground of their own there; monthly numbers do not tell whether days follow each other.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from workflow.errors import Text


@dataclass(frozen=True, slots=True)
class Step:
    """From how many days on, until how many (None: and more), and what the regulation names."""

    first: int
    last: int | None
    severity: Text
    names: Text


LIGHT, MIDDLE, HEAVY = _("light"), _("medium"), _("heavy")
STEPS: Final = (
    Step(3, 3, LIGHT, _("oral reprimand")),
    Step(4, 6, LIGHT, _("written reprimand")),
    Step(7, 10, LIGHT, _("written statement of dissatisfaction")),
    Step(11, 13, MIDDLE, _("allowance cut by 25 % for 6 months")),
    Step(14, 16, MIDDLE, _("allowance cut by 25 % for 9 months")),
    Step(17, 20, MIDDLE, _("allowance cut by 25 % for 12 months")),
    Step(21, 24, HEAVY, _("post one level lower for 12 months")),
    Step(25, 27, HEAVY, _("released to an executive post for 12 months")),
    Step(28, None, HEAVY, _("honourable dismissal not at own request")),
)


def step_of(days: int) -> Step | None:
    """The step a number of days reaches; None below the first."""
    return next((step for step in reversed(STEPS) if days >= step.first), None)
