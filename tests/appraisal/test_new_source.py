"""A new indicator source is one class and one line of the register: the rest follows by itself (README, recipe)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.default_rules import default_rules
from appraisal.editions import words
from appraisal.rule_parsing import parse_rules
from appraisal.rule_reader import RuleFaults
from appraisal.rules import RuleContent, Words, as_json
from appraisal.sources import register
from appraisal.sources.base import Found, Measure, Period, Source
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from workflow import clock

ITEM, SAID = "inovasi", "Membantu 4 unit lain."


class HelpSource(Source):
    """How many other units somebody helped: a source no release has."""

    key = "help_given"
    label = "Catatan bantuan antarunit"
    measures: ClassVar = (Measure("units", "unit yang dibantu"),)

    def facts(self, people: Collection[int], period: Period) -> Mapping[int, Found]:
        return {pk: Found(Words(SAID, "Helped 4 other units."), {"units": Decimal(4)}) for pk in people}


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The register as it would be with one line more."""
    text, last = Path(register.__file__).read_text(), "    InnovationSource(),\n"
    assert text.count(last) == 1
    names: dict[str, Any] = {**vars(register), "HelpSource": HelpSource}
    exec(compile(text.replace(last, f"{last}    HelpSource(),\n"), register.__file__, "exec"), names)
    for name in ("REGISTER", "BY_KEY"):
        monkeypatch.setattr(register, name, names[name])


def rules_with(key: str) -> RuleContent:
    """The rules of a new installation, one item fed by a source, with a threshold for its measure."""
    plain = as_json(default_rules())
    indicators = [{**one, "source": key} if one["code"] == ITEM else one for one in plain["indicators"]]
    advice = [one for one in plain["advice"] if one["source"] != "innovation"]
    levels = [{"level": 3, "limits": {"units": "4"}}, {"level": 2, "limits": {"units": "1"}}]
    return parse_rules({**plain, "indicators": indicators, "advice": [*advice, {"source": key, "levels": levels}]})


def browser(world: World, name: str) -> Client:
    client = Client(headers={"Accept-Language": "id"})
    client.force_login(world.users[name], backend="organization.authentication.NipOrUsernameBackend")
    return client


@pytest.mark.usefixtures("registered")
def test_its_facts_stand_in_the_form_with_the_level_they_advise(world: World) -> None:
    with clock.frozen(NOW):
        do.running_cycle(world, rules_with("help_given"))
    do.let_clock_work()
    form = world.form_of("siti")
    item = form.items.get(code=ITEM)
    assert (item.facts.source, item.facts.advised, item.self_realisation) == ("help_given", 3, SAID)
    assert item.facts.trace["figures"] == {"units": "4"}
    own = unescape(browser(world, "siti").get(reverse("appraisal:self", args=[form.public_id])).content.decode())
    assert SAID in own
    assert "Catatan bantuan antarunit" in own
    rest = browser(world, "siti").get(f"/api/v1/evaluations/{form.public_id}/").json()
    told = next(one for one in rest["items"] if one["code"] == ITEM)["facts"]
    assert (told["source"], told["advised"], told["text"]["id"]) == ("help_given", 3, SAID)
    with clock.frozen(IN_WINDOW):
        do.submit(world, "siti")
    review = unescape(browser(world, "kabid").get(reverse("appraisal:review", args=[form.public_id])).content.decode())
    assert "paling sedikit 4 unit yang dibantu" in review


@pytest.mark.usefixtures("registered")
def test_it_is_offered_and_named_where_rule_sets_are_written_and_read(world: World) -> None:
    found = do.publish_rules(world, rules_with("help_given"))
    read = unescape(browser(world, "hana").get(reverse("appraisal:rule-set", args=[found.public_id])).content.decode())
    assert "Catatan bantuan antarunit" in read
    assert words.sources()["help_given"] == HelpSource.label


def test_every_source_of_the_register_has_its_words_on_the_form_of_rule_sets() -> None:
    assert list(words.sources()) == [*words.BY_PEOPLE, *register.keys()]
    with pytest.raises(RuleFaults) as refused:
        rules_with("help_given")
    assert {one.code for one in refused.value.faults} == {"unknown_source"}
