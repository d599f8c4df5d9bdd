"""Six hundred people over four quarters and the annual result; then the books."""

from __future__ import annotations

import pytest

from config.books.book import breaks_of
from config.books.register import all_books
from tests.year.happened import hours_on_the_page, missing_from
from tests.year.play import play

PEOPLE = 600


@pytest.mark.exhaustive
@pytest.mark.django_db
def test_a_year_of_six_hundred_people_leaves_books_that_balance() -> None:
    played = play(PEOPLE)
    assert missing_from(played, people=PEOPLE) == []
    assert list(breaks_of(all_books())) == []
    shown, stored = hours_on_the_page(played)
    assert shown == stored > 0
