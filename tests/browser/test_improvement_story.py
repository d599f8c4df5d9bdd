"""Half a year of help in the browser: two trainings, a missed talk, a rest, closure, and the report as PDF."""

from __future__ import annotations

import pytest

from tests.browser.crew import Crew, document_on
from tests.browser.helping import Help

pytestmark = pytest.mark.browser

NAME = "Siti Aminah"


def test_half_a_year_of_help_ends_with_a_report(crew: Crew) -> None:
    siti, _form = crew.somebody_with_a_low_result("siti", "198501012010012015", NAME)
    siti.presses("[name=act][value=accept]")
    help_ = Help(crew, siti, crew.case_of(NAME))
    help_.is_planned()
    talk = help_.talk()
    seats = help_.seats()
    crew.moves_the_clock(1)
    help_.is_talked(talk)
    missed = help_.talk()
    crew.moves_the_clock(1)
    help_.is_missed(missed)
    crew.moves_the_clock(14)
    help_.rests()
    talk = help_.talk()
    crew.moves_the_clock(30, 30)
    help_.is_talked(talk)
    for number, seat in enumerate(seats, 1):
        help_.is_trained(seat, number)
    crew.moves_the_clock(30, 30, 30)
    help_.is_finished()
    help_.is_closed()
    assert document_on(siti, help_.case).startswith(b"%PDF-")
    crew.nobody_complains()
