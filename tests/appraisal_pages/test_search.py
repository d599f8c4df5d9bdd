"""The search of the frame: every kind is found by those who may see it, and by nobody else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appraisal.actions import evaluations, objections
from cases.models import ImprovementCase
from config.search import LONGEST, cleaned, search
from tests.appraisal_pages import world as w
from tests.appraisal_pages.conftest import Enter

SITI, SARI, JOKO, HANA = "Siti Aminah", "Sari Melinda", "Joko Susilo", "Hana Pertiwi"


def found(world: w.World, name: str, text: str) -> dict[str, list[str]]:
    """Addresses by group, in English."""
    groups = search(world.actor(name), cleaned(text))
    return {str(group.label): [hit.url for hit in group.hits] for group in groups}


@pytest.fixture(autouse=True)
def _english() -> None:
    from django.utils import translation

    translation.activate("en")


def test_a_form_is_found_by_name_and_by_period_and_only_by_those_who_see_it(world: w.World) -> None:
    address = f"/evaluations/{world.form(SITI).public_id}/"
    for text in ("siti", "AMINAH siti", f"siti {world.cycle.name}"):
        assert address in found(world, SARI, text)["Forms"]
    assert address in found(world, SITI, "siti")["Forms"]
    assert "Forms" not in found(world, JOKO, "siti")
    assert found(world, JOKO, "siti").get("People", []) == []


def test_people_objections_and_cases_come_each_in_their_group(world: w.World) -> None:
    form = w.bring_to(world, SITI, "objection", rating=1, results=1, behaviour=1)
    evaluations.acknowledge_result(form.public_id, actor=world.actor(SITI))
    drafted = objections.begin_objection(form.public_id, actor=world.actor(SITI))
    assert found(world, SITI, "aminah")["Objections"] == [f"/objections/{drafted.public_id}/"]
    assert "Objections" not in found(world, JOKO, "aminah")
    w.bring_to(world, "Budi Santoso", "final", rating=1, results=1, behaviour=1)
    case = ImprovementCase.objects.get()
    assert found(world, HANA, "budi")["Cases"] == [f"/cases/{case.public_id}/"]
    assert found(world, HANA, "budi")["People"] == [f"/employees/{world.people['Budi Santoso'].public_id}/"]
    assert "Cases" not in found(world, SITI, "budi")


@pytest.mark.parametrize("text", ["", " ", "s", "\x00s", "%", "_"])
def test_less_than_two_letters_find_nothing(world: w.World, text: str) -> None:
    assert found(world, HANA, text) == {}


def test_what_means_something_to_the_database_is_only_text(world: w.World) -> None:
    assert found(world, HANA, "%%") == {}
    assert found(world, HANA, "__") == {}
    assert len(cleaned("x" * 500)) == LONGEST


def test_the_page_names_what_was_found_and_leads_to_the_list(
    world: w.World, sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.search.MOST", 3)
    page = sign_in(HANA).get("/search/", {"q": world.cycle.name}, headers={"accept-language": "en"})
    assert page.status_code == 200
    forms = next(group for group in page.context["groups"] if "q=" in group.more_url)
    assert len(forms.hits) == 3
    assert forms.more_url.startswith("/evaluations/team/?q=")
    whole = sign_in(HANA).get(forms.more_url)
    assert len(whole.context["listing"].rows) > 3
    assert forms.more_url.replace("&", "&amp;") in page.content.decode()


def test_nothing_found_says_what_to_try_and_text_is_escaped(world: w.World, sign_in: Enter) -> None:
    page = sign_in(JOKO).get("/search/", {"q": "<b>siti"}).content.decode()
    assert "&lt;b&gt;siti" in page
    assert "<b>siti" not in page


@pytest.mark.django_db
def test_a_stranger_is_sent_to_the_door() -> None:
    assert Client().get("/search/", {"q": "siti"}).status_code == 302


def test_statements_do_not_grow_with_what_is_found(world: w.World, sign_in: Enter) -> None:
    client = sign_in(HANA)

    def count(text: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/search/", {"q": text})
        asked = [query for query in seen if "clockoffset" not in query["sql"]]  # read once a second
        return len(asked), page.context["count"]

    count("siti")
    (few, least), (many, most) = count("siti"), count("an")
    assert least < most
    assert few == many <= 12
