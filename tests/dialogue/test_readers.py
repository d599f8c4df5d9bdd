"""Who reads which part of rounds, feedback and meetings: literal tables, asked of the policy and of REST."""

from __future__ import annotations

from typing import Any

import pytest

from appraisal.models import Cycle, DialogueMeeting, Feedback, FeedbackRound
from organization.models import User
from tests.appraisal import world as do
from tests.appraisal.world import World
from tests.dialogue import scenes
from tests.dialogue.scenes import GIVERS, WORDS, ask, client_of, close, fresh, give
from workflow import clock
from workflow.policies import policy_for

Table = dict[str, set[str]]
# Siti asks; without names Kabid does not learn whom. Nobody who is not listed knows of it.
ROUNDS: dict[str, Table] = {
    "named, open": {"siti": {"history", "asked"}, "kabid": {"history", "asked"}},
    "named, closed": {"siti": {"history", "asked", "words"}, "kabid": {"history", "asked", "words"}},
    "unnamed, open": {"siti": {"history", "asked"}, "kabid": {"history"}},
    "unnamed, closed": {"siti": {"history", "asked", "words"}, "kabid": {"history", "words"}},
}
# What Rekan was asked.
FEEDBACK: dict[str, Table] = {
    "named, asked": {"siti": {"history"}, "kabid": {"history"}, "rekan": {"history"}},
    "named, given": {name: {"history", "words"} for name in ("siti", "kabid", "rekan")},
    "unnamed, asked": {"rekan": {"history"}},
    "unnamed, given": {"rekan": {"history"}},
    "unnamed, closed": {"rekan": {"history"}},
}
MEETINGS: Table = {name: {"meeting", "minutes", "history"} for name in ("siti", "kabid")}


def readers(model: Any, one: Any) -> Table:
    """Everybody who reads something, and what."""
    policy, one = policy_for(model), fresh(one)
    found = {user.username: set(policy.fields_for(do.actor_of(user), one)) for user in User.objects.all()}
    return {name: groups for name, groups in found.items() if groups}


def shown(world: World, resource: str, one: Any, name: str) -> dict[str, Any] | None:
    """The subject over REST, None where it is not there for the reader."""
    answer = client_of(world, name).get(f"/api/v1/{resource}/{one.public_id}/")
    return answer.json() if answer.status_code == 200 else None


@pytest.mark.parametrize("situation", ROUNDS)
def test_rounds(world: World, cycle: Cycle, situation: str) -> None:
    one = ask(world, unnamed=situation.startswith("unnamed"))
    for giver in GIVERS:
        give(world, one, giver)
    if situation.endswith("closed"):
        close(one)
    assert readers(FeedbackRound, one) == ROUNDS[situation]
    with clock.frozen(scenes.AFTER_CLOSING) if situation.endswith("closed") else clock.frozen(clock.now()):
        for name in world.users:
            if name == "disabled":
                continue
            found, groups = shown(world, "feedback-rounds", one, name), ROUNDS[situation].get(name)
            assert (found is None) is (groups is None), name
            if found and groups:
                assert ("texts" in found, "asked" in found) == ("words" in groups, "asked" in groups), name


@pytest.mark.parametrize("situation", FEEDBACK)
def test_feedback(world: World, cycle: Cycle, situation: str) -> None:
    one = ask(world, unnamed=situation.startswith("unnamed"))
    if not situation.endswith("asked"):
        give(world, one, "rekan")
    if situation.endswith("closed"):
        for giver in GIVERS[1:]:
            give(world, one, giver)
        close(one)
    asked = scenes.request_of(world, one, "rekan")
    assert readers(Feedback, asked) == FEEDBACK[situation]
    for name in world.users:
        if name == "disabled":
            continue
        found, groups = shown(world, "feedback", asked, name), FEEDBACK[situation].get(name)
        assert (found is None) is (groups is None), name
        if found and groups:
            assert ("texts" in found) is ("words" in groups), name


def test_meetings(world: World, cycle: Cycle) -> None:
    one = scenes.held(world)
    assert readers(DialogueMeeting, one) == MEETINGS
    for name in world.users:
        if name != "disabled":
            assert (shown(world, "dialogue-meetings", one, name) is None) is (name not in MEETINGS), name


def test_the_history_of_what_has_no_name_is_the_givers_alone(world: World, cycle: Cycle) -> None:
    one = ask(world, unnamed=True)
    asked = give(world, one, "rekan")
    for name, status in (("rekan", 200), ("siti", 404), ("kabid", 404), ("hana", 404), ("audi", 404)):
        answer = client_of(world, name).get(f"/api/v1/feedback/{asked.public_id}/events/")
        assert answer.status_code == status, name
    assert WORDS["rekan"] not in client_of(world, "rekan").get(f"/api/v1/feedback/{asked.public_id}/").content.decode()


@pytest.mark.parametrize("kind", ["appraisal.feedback", "appraisal.feedback_round", "appraisal.dialogue_meeting"])
def test_the_record_of_auditors_holds_none_of_it(world: World, cycle: Cycle, kind: str) -> None:
    """Neither the events of the giver nor their times: there is nothing to put beside the texts."""
    give(world, ask(world, unnamed=True), "rekan")
    scenes.held(world)
    answer = client_of(world, "audi").get("/api/v1/events/", {"limit": 100})
    assert answer.status_code == 200
    assert [row for row in answer.json()["results"] if row["kind"] == kind] == []
    assert policy_for(kind).actors_confidential
