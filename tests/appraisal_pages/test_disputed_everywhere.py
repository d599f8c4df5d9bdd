"""While an objection is undecided, every place that shows a stored result says so; the places are listed here.

A new template or module that speaks of a predicate fails the first test until it is named: either with its mark, or
among those that show no stored result of a person (rules, previews, counts, words).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from appraisal.annual.making import make_rows
from appraisal.models import AnnualResult, Evaluation
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter
from tests.appraisal_pages.test_objections import AUDI, HANA, RAHMA, SARI, SITI, dispute, rule
from workflow import clock
from workflow.actors import CLOCK
from workflow.transactions import durable

ROOT = Path(__file__).parents[2]
MARK = "Dalam keberatan"


def annual_address(form: Evaluation) -> str:
    """The year of the form's person, made where there is none."""
    year = form.cycle.period_until.year
    if not AnnualResult.objects.filter(year=year, employee=form.employee).exists():
        with durable():
            make_rows(year, [form.employee_id], actor=CLOCK, at=clock.now(), zone="Asia/Jakarta")
    return reverse("appraisal:annual", args=[AnnualResult.objects.get(year=year, employee=form.employee).public_id])


def annual_list(form: Evaluation) -> str:
    annual_address(form)
    return reverse("appraisal:annuals")


# Templates that show the stored result of a person, each with its address and readers.
PLACES: dict[str, tuple[Callable[[Evaluation], str], tuple[str, ...]]] = {
    "evaluations_mine.html": (lambda form: reverse("appraisal:mine"), (SITI,)),
    "evaluations_team.html": (lambda form: reverse("appraisal:team"), (SARI, HANA)),
    "evaluation.html": (
        lambda form: reverse("appraisal:evaluation", args=[form.public_id]),
        (SITI, SARI, RAHMA, HANA, AUDI),
    ),
    "evaluation_result.html": (
        lambda form: reverse("appraisal:result", args=[form.public_id]),
        (SITI, SARI, RAHMA, HANA, AUDI),
    ),
    "annual.html": (annual_address, (SITI, SARI, RAHMA, HANA, AUDI)),
    "annual_periods.html": (annual_address, (SITI, SARI, HANA, AUDI)),
    "annual_rows.html": (annual_list, (SITI, SARI, HANA, AUDI)),
    "years.html": (
        lambda form: reverse("appraisal:years-person", args=[form.employee.public_id]),
        (SITI, SARI, RAHMA, HANA, AUDI),
    ),
}
# What is decided, what would follow, what the rules are, how many there are.
NO_STORED_RESULT = {
    "annual_acts.html",
    "annual_credit.html",
    "pattern.html",
    "cycle.html",
    "cycle_papers.html",
    "room_entry.html",
    "room_live.html",
    "objection_decision.html",
    "objection_preview.html",
    "evaluation_review.html",
    "predicate_preview.html",
    "rule_set.html",
    "rule_set_example.html",
    "simulation.html",
    "simulations.html",
}


def speaking_of_predicates(folder: str) -> set[str]:
    return {path.name for path in (ROOT / "templates" / folder).rglob("*.html") if "predicate" in path.read_text()}


def test_every_template_that_speaks_of_a_predicate_is_named() -> None:
    assert speaking_of_predicates("appraisal") == set(PLACES) | NO_STORED_RESULT


@pytest.mark.parametrize("place", PLACES)
def test_the_pages_show_the_mark_until_the_decision(world: w.World, sign_in: Enter, place: str) -> None:
    address_of, readers = PLACES[place]
    one = dispute(world, "answered")
    address = address_of(one.evaluation)
    for name in readers:
        assert MARK in sign_in(name).get(address).content.decode(), name
    decide(world, one)
    for name in readers:
        assert f">{MARK}<" not in sign_in(name).get(address).content.decode(), name


def decide(world: w.World, one: Any) -> None:
    from appraisal.actions import objections
    from tests.appraisal_pages.test_objections import again, decider

    rule(again(one), grant=True)
    objections.decide(one.public_id, actor=decider(again(one)), version=again(one).version)


def test_the_api_says_it_in_list_detail_and_result(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")
    own = f"/api/v1/evaluations/{one.evaluation.public_id}/"

    def said(name: str) -> set[bool]:
        client = sign_in(name)
        rows = client.get("/api/v1/evaluations/").json()["results"]
        [row] = [row for row in rows if row["id"] == str(one.evaluation.public_id)]
        return {row["disputed"], client.get(own).json()["disputed"], client.get(f"{own}result/").json()["disputed"]}

    for name in (SITI, SARI, RAHMA, HANA, AUDI):
        assert said(name) == {True}, name
    decide(world, one)
    for name in (SITI, SARI, HANA, AUDI):
        assert said(name) == {False}, name


def test_the_files_carry_the_mark(world: w.World, sign_in: Enter) -> None:
    one = dispute(world, "answered")

    def lines(kind: str) -> list[list[str]]:
        answer = sign_in(HANA).get(reverse("appraisal:report-export", args=["results", kind]))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if kind == "csv":
            return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        page = load_workbook(io.BytesIO(content)).active
        assert page is not None
        return [[str(cell or "") for cell in row] for row in page.iter_rows(values_only=True)]

    for kind in ("csv", "xlsx"):
        [row] = [line for line in lines(kind) if line[0] == SITI]
        assert (row[5] != "", row[7], row[8]) == (True, "", MARK)
    decide(world, one)
    for kind in ("csv", "xlsx"):
        [row] = [line for line in lines(kind) if line[0] == SITI]
        assert (row[7] != "", row[8]) == (True, "")


def test_follow_ups_wait(world: w.World, sign_in: Enter) -> None:
    """No case while the low result is disputed; the case page shows no predicate whose result is contested."""
    from cases.models import ImprovementCase

    dispute(world, "answered")
    assert not ImprovementCase.objects.exists()
    assert speaking_of_predicates("cases") == set()
