"""Plays whole cycles in drawn organisations and holds every right of the product against the second opinion."""

from collections.abc import Sequence
from contextlib import suppress

from appraisal.segments.moving import follow_lines
from organization.current_posts import settle
from tests.appraisal import world as building
from tests.oracle.disputing import Disputing
from tests.oracle.findings import Played, nobody_is_stuck
from tests.oracle.judging import ActedUponError
from tests.oracle.organisations import DECISION, FILING, OPENING, REVIEW, SELF, organisation
from tests.oracle.reviewing import Reviewing
from tests.oracle.staging import build, moment, open_cycles
from workflow import clock

FAR = 150


class Play(Reviewing, Disputing):
    """One batch of organisations from the opening to long after the decisions."""

    def whole(self) -> None:
        """From the opening to the decisions."""
        with clock.frozen(moment(OPENING)):
            open_cycles(self.stage)
            self.compare_lines()
        with clock.frozen(moment(SELF)):
            self.stand_on_the_day()
            self.submit()
        with clock.frozen(moment(REVIEW)):
            self.stand_on_the_day()
            self.review()
        with clock.frozen(moment(FILING)):
            self.stand_on_the_day()
            self.hand_over_and_file()
            self.answer()
        with clock.frozen(moment(DECISION)):
            self.stand_on_the_day()
            self.decide()
        with clock.frozen(moment(FAR)):
            building.let_clock_work()
            nobody_is_stuck(self.stage, self.played)

    def stand_on_the_day(self) -> None:
        """What is due, and the posts of today."""
        building.let_clock_work()
        settle()
        follow_lines(at=clock.now())
        self.compare_following()


def play(numbers: Sequence[int], played: Played) -> None:
    """Draw these organisations, stage them and play their cycles."""
    with clock.frozen(moment(OPENING)):
        stage = build([organisation(number) for number in numbers])
    with suppress(ActedUponError):
        Play(stage, played).whole()
