"""The pure rules: which months a period has, what a year proposes, what it earns. Expectations are written by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.annual.months import Stretch, months_of, shared_out
from appraisal.annual.proposal import CannotPropose, Counted, nearest, propose, shown
from appraisal.credit.points import Held, earned, level_of, points_of
from appraisal.default_rules import default_rules
from appraisal.default_tables import CREDIT

RULES = default_rules()


def days(key: int, since: tuple[int, int, int], until: tuple[int, int, int] | None) -> Stretch:
    return Stretch(key, date(*since), date(*until) if until else None)


class TestMonths:
    @pytest.mark.parametrize(
        ("since", "until", "months"),
        [
            ((2026, 7, 1), (2026, 9, 30), (7, 8, 9)),
            ((2026, 1, 1), (2026, 12, 31), tuple(range(1, 13))),
            ((2026, 1, 15), (2026, 1, 31), (1,)),
            ((2026, 1, 16), (2026, 2, 14), ()),
            ((2026, 1, 16), (2026, 2, 15), (2,)),
            ((2025, 10, 1), (2026, 3, 31), (1, 2, 3)),
            ((2026, 12, 15), (2027, 6, 30), (12,)),
            ((2027, 1, 1), (2027, 12, 31), ()),
        ],
    )
    def test_the_fifteenth_decides(
        self, since: tuple[int, int, int], until: tuple[int, int, int], months: tuple[int, ...]
    ) -> None:
        assert months_of(2026, days(1, since, until)) == months

    def test_a_stretch_without_end_goes_on(self) -> None:
        assert months_of(2026, days(1, (2026, 11, 1), None)) == (11, 12)

    def test_the_shorter_period_has_the_month(self) -> None:
        whole, quarter = days(1, (2026, 1, 1), (2026, 12, 31)), days(2, (2026, 7, 1), (2026, 9, 30))
        assert shared_out(2026, [whole, quarter]) == {1: (1, 2, 3, 4, 5, 6, 10, 11, 12), 2: (7, 8, 9)}

    def test_of_two_alike_the_newer_one_has_it(self) -> None:
        first, again = days(1, (2026, 1, 1), (2026, 3, 31)), days(2, (2026, 1, 1), (2026, 3, 31))
        assert shared_out(2026, [first, again]) == {1: (), 2: (1, 2, 3)}

    @given(st.lists(st.tuples(st.integers(0, 720), st.integers(0, 400)), max_size=8))
    def test_no_month_counts_twice(self, spans: list[tuple[int, int]]) -> None:
        start = date(2025, 6, 1).toordinal()
        periods = [
            Stretch(key, date.fromordinal(start + since), date.fromordinal(start + since + long))
            for key, (since, long) in enumerate(spans)
        ]
        shared = [month for months in shared_out(2026, periods).values() for month in months]
        assert len(shared) == len(set(shared))
        assert set(shared) == {month for one in periods for month in months_of(2026, one)}


def period(predicate: str, *months: int) -> Counted:
    return Counted(f"form-{predicate}-{len(months)}", "Periode", predicate, months)


class TestProposal:
    @pytest.mark.parametrize(
        ("periods", "mean", "predicate"),
        [
            ([period("baik", 1, 2, 3)], "4.00", "baik"),
            # (4 × 3 + 5 × 3) ÷ 6 = 4.5: a half goes up.
            ([period("baik", 1, 2, 3), period("sangat_baik", 4, 5, 6)], "4.50", "sangat_baik"),
            # (4 × 7 + 5 × 5) ÷ 12 = 4.416…
            ([period("baik", *range(1, 8)), period("sangat_baik", *range(8, 13))], "4.42", "baik"),
            # (1 × 1 + 4 × 11) ÷ 12 = 3.75
            ([period("sangat_kurang", 1), period("baik", *range(2, 13))], "3.75", "baik"),
            # (2 × 6 + 3 × 6) ÷ 12 = 2.5
            ([period("kurang", *range(1, 7)), period("butuh_perbaikan", *range(7, 13))], "2.50", "butuh_perbaikan"),
        ],
    )
    def test_months_weigh(self, periods: list[Counted], mean: str, predicate: str) -> None:
        found = propose(RULES, 2026, periods)
        assert (found.trace["mean"]["shown"], found.predicate) == (mean, predicate)

    def test_a_period_without_months_is_shown_and_weighs_nothing(self) -> None:
        found = propose(RULES, 2026, [period("baik", 1, 2), period("sangat_kurang")])
        assert (found.predicate, found.trace["sum"], found.trace["months"]) == ("baik", 8, 2)
        assert [line["points"] for line in found.trace["periods"]] == [8, 0]

    def test_the_sum_can_be_done_again_from_the_trace(self) -> None:
        trace = propose(RULES, 2026, [period("kurang", 1), period("baik", 2, 3), period("sangat_baik", 4)]).trace
        places = {code: place for place, code in enumerate(trace["scale"], start=1)}
        total = sum(places[line["predicate"]] * len(line["months"]) for line in trace["periods"])
        mean = Fraction(total, trace["months"])
        assert (total, f"{mean.numerator}/{mean.denominator}") == (trace["sum"], trace["mean"]["exact"])
        assert trace["scale"][trace["place"] - 1] == trace["predicate"]

    @pytest.mark.parametrize("periods", [[], [period("baik")], [period("unggul", 1)]])
    def test_nothing_to_propose(self, periods: list[Counted]) -> None:
        with pytest.raises(CannotPropose):
            propose(RULES, 2026, periods)

    @given(st.integers(1, 60), st.integers(1, 12))
    def test_rounding_is_exact(self, total: int, months: int) -> None:
        mean = Fraction(total, months)
        place = nearest(mean)
        assert Fraction(-1, 2) <= mean - place < Fraction(1, 2)
        assert abs(Fraction(shown(mean)) - mean) <= Fraction(1, 200)


class TestLevels:
    @pytest.mark.parametrize(
        ("title", "level"),
        [
            ("Guru Ahli Pertama", "ahli_pertama"),
            ("Guru Ahli Pertama (PPPK)", "ahli_pertama"),
            ("PERAWAT TERAMPIL", "terampil"),
            ("Bidan  Mahir", "mahir"),
            ("Dokter Ahli Madya", "ahli_madya"),
            ("Ahli Utama", "ahli_utama"),
            ("Pustakawan Penyelia", "penyelia"),
            ("Junior expert", "ahli_muda"),
            ("Administrator Database Kependudukan", None),
            ("Ahli Muda Guru", None),
            ("Tenaga Semahir", None),
            ("", None),
        ],
    )
    def test_the_title_ends_with_it(self, title: str, level: str | None) -> None:
        found = level_of(title, CREDIT.levels)
        assert (found.code if found else None) == level


def held(title: str, since: tuple[int, int, int], until: tuple[int, int, int] | None = None, *, key: int = 1) -> Held:
    return Held(days(key, since, until), title, functional=True)


WHOLE_YEAR = tuple(range(1, 13))


class TestCredit:
    # The table of DOMAIN 3.3, to the cent: coefficient, percent, months, points.
    @pytest.mark.parametrize(
        ("coefficient", "percent", "months", "points"),
        [
            ("3.75", "150", 12, "5.63"),
            ("3.75", "100", 12, "3.75"),
            ("3.75", "75", 12, "2.81"),
            ("3.75", "50", 12, "1.88"),
            ("3.75", "25", 12, "0.94"),
            ("5", "75", 12, "3.75"),
            ("12.5", "150", 12, "18.75"),
            ("12.5", "75", 12, "9.38"),
            ("12.5", "25", 12, "3.13"),
            ("25", "100", 9, "18.75"),
            ("37.5", "150", 12, "56.25"),
            ("37.5", "25", 12, "9.38"),
            ("50", "25", 12, "12.50"),
            ("50", "100", 1, "4.17"),
            ("50", "150", 1, "6.25"),
            ("12.5", "100", 7, "7.29"),
            ("50", "0", 12, "0.00"),
            ("50", "100", 0, "0.00"),
        ],
    )
    def test_to_the_cent(self, coefficient: str, percent: str, months: int, points: str) -> None:
        assert points_of(Decimal(coefficient), Decimal(percent), months) == Decimal(points)

    def test_a_whole_year(self) -> None:
        posts = [held("Guru Ahli Muda", (2020, 1, 1))]
        found = earned(CREDIT, year=2026, predicate="baik", months=WHOLE_YEAR, posts=posts)
        assert found is not None
        assert (found.points, found.trace["lines"][0]["level"]) == (Decimal("25.00"), "ahli_muda")

    def test_promoted_within_the_year_each_level_has_its_months(self) -> None:
        posts = [
            held("Guru Ahli Pertama", (2020, 1, 1), (2026, 4, 30)),
            held("Guru Ahli Muda", (2026, 5, 1), key=2),
        ]
        found = earned(CREDIT, year=2026, predicate="sangat_baik", months=WHOLE_YEAR, posts=posts)
        assert found is not None
        # 12.5 × 150 % × 4/12 = 6.25; 25 × 150 % × 8/12 = 25
        assert [line["points"] for line in found.trace["lines"]] == ["6.25", "25.00"]
        assert found.points == Decimal("31.25")

    @pytest.mark.parametrize(("day", "months"), [(15, 1), (16, 0)])
    def test_begun_in_december_the_fifteenth_decides(self, day: int, months: int) -> None:
        posts = [held("Guru Ahli Muda", (2026, 12, day))]
        found = earned(CREDIT, year=2026, predicate="baik", months=WHOLE_YEAR, posts=posts)
        assert (len(found.trace["lines"][0]["months"]) if found else 0) == months

    def test_only_appraised_months_earn(self) -> None:
        posts = [held("Guru Ahli Muda", (2020, 1, 1))]
        found = earned(CREDIT, year=2026, predicate="baik", months=(7, 8, 9), posts=posts)
        assert found is not None
        assert found.points == Decimal("6.25")

    def test_another_post_ends_it(self) -> None:
        posts = [
            held("Guru Ahli Muda", (2020, 1, 1)),
            Held(days(2, (2026, 7, 1), None), "Kepala Bidang", functional=False),
        ]
        found = earned(CREDIT, year=2026, predicate="baik", months=WHOLE_YEAR, posts=posts)
        assert found is not None
        assert found.trace["lines"][0]["months"] == [1, 2, 3, 4, 5, 6]

    def test_a_title_without_a_level_earns_nothing_and_is_named(self) -> None:
        posts = [held("Administrator Database", (2020, 1, 1))]
        found = earned(CREDIT, year=2026, predicate="baik", months=(1, 2), posts=posts)
        assert found is not None
        assert (found.points, found.trace["unknown"]) == (
            Decimal(0),
            [{"title": "Administrator Database", "months": [1, 2]}],
        )

    def test_no_functional_post_no_credit(self) -> None:
        posts = [Held(days(1, (2020, 1, 1), None), "Analis", functional=False)]
        assert earned(CREDIT, year=2026, predicate="baik", months=WHOLE_YEAR, posts=posts) is None
        assert earned(CREDIT, year=2026, predicate="baik", months=WHOLE_YEAR, posts=[]) is None
