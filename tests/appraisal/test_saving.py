"""Saved as typed: a save names the revision it saw, is no event, and belongs to whose section it is."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from appraisal.actions import evaluations, items
from appraisal.actions.base import Saved
from appraisal.models import Cycle, Evaluation
from tests.appraisal import world as do
from tests.appraisal.world import World
from workflow import clock
from workflow.actors import NOBODY
from workflow.errors import (
    DomainError,
    InvalidInput,
    NotPermitted,
    NotVisible,
    PreconditionRequired,
    StaleRevision,
    StateConflict,
)
from workflow.history import history_of
from workflow.models import Event


def save(world: World, who: str, *, revision: int | None = 0, code: str = "disiplin", **values: Any) -> Saved:
    form = world.form_of("siti")
    return items.save_self_item(
        form.public_id, do.item_id(form, code), actor=world.actor(who), revision=revision, values=values
    )


def test_a_save_counts_revisions_and_is_no_event(world: World, cycle: Cycle) -> None:
    before = Event.objects.count()
    assert save(world, "siti", realisation="Hadir penuh.").revision == 1
    assert save(world, "siti", revision=1, rating=3).revision == 2
    item = world.form_of("siti").items.get(code="disiplin")
    assert (item.self_realisation, item.self_rating, item.self_story) == ("Hadir penuh.", 3, "")
    assert Event.objects.count() == before
    assert world.form_of("siti").version == 1


def test_a_stale_tab_overwrites_nothing_and_shows_both_texts(world: World, cycle: Cycle) -> None:
    save(world, "siti", realisation="Dari ponsel.")
    with pytest.raises(StaleRevision) as refused:
        save(world, "siti", realisation="Dari kantor.")
    assert refused.value.extra["current"] == {
        "revision": 1,
        "stored": {"realisation": "Dari ponsel.", "rating": None, "story": ""},
        "sent": {"realisation": "Dari kantor."},
    }
    assert world.form_of("siti").items.get(code="disiplin").self_realisation == "Dari ponsel."


def test_a_save_without_revision_is_428(world: World, cycle: Cycle) -> None:
    with pytest.raises(PreconditionRequired):
        save(world, "siti", revision=None, realisation="x")


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("kabid", NotPermitted),
        ("kadis", NotPermitted),
        ("hana", NotPermitted),
        ("audi", NotPermitted),
        ("lia", NotPermitted),
        ("rekan", NotVisible),
        ("bawahan", NotVisible),
        ("disabled", NotVisible),
    ],
)
def test_only_the_employee_types_there(world: World, cycle: Cycle, who: str, error: type[DomainError]) -> None:
    with pytest.raises(error):
        save(world, who, realisation="x")
    assert world.form_of("siti").self_revision == 0


@pytest.mark.parametrize(
    "values",
    [
        {"rating": 0},
        {"rating": 4},
        {"rating": True},
        {"rating": "dua"},
        {"realisation": "x" * 4001},
        {"realisation": 5},
        {"employee": 1},
        {"assessor_rating": 3},
        {},
    ],
)
def test_malformed_and_unknown_fields_are_400(world: World, cycle: Cycle, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        save(world, "siti", **values)
    assert world.form_of("siti").self_revision == 0


def test_an_item_of_another_form_is_not_found(world: World, cycle: Cycle) -> None:
    form, other = world.form_of("siti"), world.form_of("rekan")
    for item in (do.item_id(other, "disiplin"), uuid4()):
        with pytest.raises(NotVisible):
            items.save_self_item(form.public_id, item, actor=world.actor("siti"), revision=0, values={"rating": 2})


def test_after_handing_in_nobody_changes_the_self_assessment(world: World, cycle: Cycle) -> None:
    form = do.submit(world, "siti")
    for who, error in (("siti", StateConflict), ("kabid", NotPermitted)):
        with pytest.raises(error):
            save(world, who, revision=form.self_revision, realisation="Lain.")


def test_after_the_deadline_nothing_is_saved_even_before_the_sweep(world: World, cycle: Cycle) -> None:
    with clock.frozen(do.later(days=10)):
        with pytest.raises(StateConflict):
            save(world, "siti", realisation="Terlambat.")
        assert world.form_of("siti").state == "supervisor_review"


def test_the_last_moment_of_the_window_still_counts(world: World, cycle: Cycle) -> None:
    end = world.form_of("siti")
    from workflow.models import Deadline

    due = Deadline.objects.get(kind=Evaluation.kind, subject_id=end.pk, name="self_ends").due_at
    with clock.frozen(due):
        assert save(world, "siti", realisation="Tepat waktu.").revision == 1
    with clock.frozen(due + timedelta(milliseconds=1)), pytest.raises(StateConflict):
        save(world, "siti", revision=1, realisation="Lewat.")


def test_the_review_belongs_to_the_assessor_alone(world: World, cycle: Cycle) -> None:
    form = do.submit(world, "siti")
    item = do.item_id(form, "disiplin")
    for who in ("siti", "kadis", "hana", "audi"):
        with pytest.raises(NotPermitted):
            items.save_review_item(form.public_id, item, actor=world.actor(who), revision=0, values={"rating": 3})
        with pytest.raises(NotPermitted):
            items.save_ratings(form.public_id, actor=world.actor(who), revision=0, values={"results_rating": 3})
    with pytest.raises(NotVisible):
        items.save_review_item(form.public_id, item, actor=NOBODY, revision=0, values={"rating": 3})
    assert world.form_of("siti").review_revision == 0


def test_ratings_and_items_share_the_revision_of_the_review(world: World, cycle: Cycle) -> None:
    form = do.submit(world, "siti")
    kabid = world.actor("kabid")
    items.save_review_item(
        form.public_id, do.item_id(form, "disiplin"), actor=kabid, revision=0, values={"comment": "Baik."}
    )
    with pytest.raises(StaleRevision) as refused:
        items.save_ratings(form.public_id, actor=kabid, revision=0, values={"results_rating": 3})
    assert refused.value.extra["current"]["revision"] == 1
    items.save_ratings(form.public_id, actor=kabid, revision=1, values={"results_rating": 3})
    assert world.form_of("siti").results_rating == 3


def test_hr_helps_only_after_saying_so_and_the_person_confirms(world: World, cycle: Cycle) -> None:
    form = world.form_of("siti")
    evaluations.assist(form.public_id, actor=world.actor("hana"), version=form.version, reason="Tidak punya telepon.")
    assert save(world, "hana", realisation="Diisi bersama di loket.", rating=2).revision == 1
    with pytest.raises(NotPermitted):
        save(world, "hari", revision=1, rating=3)
    form = world.form_of("siti")
    assert form.assisted_by_id == world.users["hana"].pk
    with pytest.raises(NotPermitted):
        evaluations.submit(form.public_id, actor=world.actor("hana"), version=form.version)
    do.fill_in(world, "siti")
    evaluations.submit(form.public_id, actor=world.actor("siti"), version=form.version)
    assert "evaluation.assisted" in [event.name for event in history_of(form)]
