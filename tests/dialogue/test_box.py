"""The order of a box: it follows from the words and a secret, never from who came first."""

from itertools import permutations

import pytest

from appraisal.dialogue import box

TEXTS = ("satu", "dua", "tiga", "empat")


def filled(order: tuple[str, ...], secret: str) -> dict[str, list[str]]:
    lying: dict[str, list[str]] = {}
    for text in order:
        lying = box.put(lying, {"disiplin": text}, secret=secret)
    return lying


def test_whatever_the_order_of_coming_the_box_is_the_same() -> None:
    for secret in ("a" * 64, "b" * 64):
        assert len({repr(filled(order, secret)) for order in permutations(TEXTS)}) == 1


def test_the_secret_decides_so_that_no_place_is_likelier_for_the_first() -> None:
    """With many secrets the text that came first stands at every place."""
    places = [filled(TEXTS, f"{number:064}")["disiplin"].index("satu") for number in range(400)]
    assert all(60 <= places.count(place) <= 140 for place in range(4)), places


def test_items_do_not_tell_what_one_giver_wrote_about_several() -> None:
    """The place of a giver's text in one item says nothing about the place in another."""
    together = 0
    for number in range(400):
        lying: dict[str, list[str]] = {}
        for text in TEXTS:
            lying = box.put(lying, {"a": f"{text} a", "b": f"{text} b"}, secret=f"{number:064}")
        together += sum(one[:-2] == other[:-2] for one, other in zip(lying["a"], lying["b"], strict=True))
    assert 300 <= together <= 500, "by chance one of four falls together in each box"


@pytest.mark.parametrize(("sheets", "texts", "shown"), [(2, 2, 0), (3, 2, 0), (3, 3, 3), (2, 3, 0), (5, 4, 4)])
def test_below_three_givers_or_three_texts_nothing_is_released(sheets: int, texts: int, shown: int) -> None:
    lying = {"disiplin": list(TEXTS[:texts])}
    assert len(box.released(lying, sheets=sheets).get("disiplin", [])) == shown
