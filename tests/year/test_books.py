"""The books of a small year balance, and each of them finds the fault that is planted for it."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from config.books.book import breaks_of
from config.books.register import all_books
from tests.year.conftest import FEW
from tests.year.faults import FAULTS
from tests.year.happened import hours_on_the_page, missing_from
from tests.year.planting import Fault, lay_before
from tests.year.play import Played

pytestmark = pytest.mark.slow

BOOKS = {book.name: book for book in all_books()}


def test_the_books_of_the_small_year_balance_and_it_is_no_empty_one(small_year: Played) -> None:
    assert list(breaks_of(all_books())) == []
    assert missing_from(small_year, people=FEW) == []


def test_the_hours_of_the_page_are_those_of_the_enrolments(small_year: Played) -> None:
    shown, stored = hours_on_the_page(small_year)
    assert shown == stored > 0


def test_every_book_has_a_planted_fault_and_a_sentence() -> None:
    assert len(all_books()) == len(BOOKS)
    assert {fault.book for fault in FAULTS} == set(BOOKS)
    assert all(book.meaning.endswith(".") for book in all_books())


def found_by_its_book(fault: Fault) -> bool:
    """Plant a fault, ask its book, and take the fault out again."""
    book = BOOKS[fault.book]
    with transaction.atomic():
        row = fault.plant()
        found = any(f"{one} ".startswith(row) for one in book.broken_by())
        transaction.set_rollback(True)
    return found


def test_every_planted_fault_is_found_and_named(small_year: Played) -> None:
    # One test for all of them: each machine of the test run plays the year at most once.
    assert [fault.book for fault in FAULTS if not found_by_its_book(fault)] == []
    assert list(breaks_of(all_books())) == []


def test_the_command_says_that_all_balance(small_year: Played) -> None:
    said = io.StringIO()
    call_command("verify_books", stdout=said)
    assert said.getvalue() == f"All {len(BOOKS)} books balance.\n"


def test_the_command_names_the_row_and_fails(small_year: Played) -> None:
    fault = next(fault for fault in FAULTS if fault.book == "final_was_handed_over")
    row, said = fault.plant(), io.StringIO()
    with pytest.raises(CommandError, match=f"1 rows break one of {len(BOOKS)} books"):
        call_command("verify_books", stdout=said)
    assert said.getvalue() == f"final_was_handed_over: {row}\n"


def test_the_command_lists_what_each_book_means() -> None:
    said = io.StringIO()
    call_command("verify_books", "--list", stdout=said)
    assert said.getvalue().splitlines() == [f"{book.name}: {book.meaning}" for book in all_books()]


def test_a_copy_lies_before_the_table_and_leaves_it_alone(small_year: Played) -> None:
    from appraisal.models import Cycle

    before = Cycle.objects.count()
    lay_before("appraisal_cycle")
    Cycle.objects.all()._raw_delete("default")
    assert (Cycle.objects.count(), before) == (0, 4)
