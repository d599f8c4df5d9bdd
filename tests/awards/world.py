"""People, results and awards for the tests of rewards."""

from __future__ import annotations

from typing import Any

from appraisal.actions import evaluations
from appraisal.awards import actions
from appraisal.models import Award, Cycle, Evaluation, EvaluationItem, RewardProgramme
from tests.appraisal import world as do
from tests.appraisal.world import World

PREDICATE = {"kind": "predicate", "at_least": "baik"}
DISCIPLINE = {"kind": "item", "item": "disiplin", "at_least": "2"}
NO_CASE = {"kind": "no_open_case"}
WHY = "Loket tetap terbuka selama pindah gedung berkat jadwal yang disusunnya."


def programme(world: World, cycle: Cycle, *criteria: dict[str, str], **changes: Any) -> RewardProgramme:
    """A programme of the regency for the cycle, made by Hana."""
    values = {
        "name": "Pegawai teladan",
        "purpose": "Hasil dan perilaku yang menjadi contoh.",
        "unit": world.units["regency"].public_id,
        "cycle": cycle.public_id,
        "periods": 1,
        "criteria": list(criteria or (PREDICATE, DISCIPLINE)),
        **changes,
    }
    return actions.create_programme(actor=world.actor("hana"), values=values)


def handed_out(world: World, name: str, *, results: int = 2, behaviour: int = 2, low: tuple[str, ...] = ()) -> Any:
    """A result whose window runs, by the acts of the people but filled in at one stroke."""
    form = world.form_of(name)
    rows = EvaluationItem.objects.filter(evaluation=form)
    rows.update(self_realisation="Tercapai.", self_rating=2, assessor_rating=2, assessor_comment="Sesuai.")
    rows.filter(code__in=low).update(assessor_rating=1)
    evaluations.submit(form.public_id, actor=world.actor(name), version=form.version)
    ratings = {"results_rating": results, "behaviour_rating": behaviour, "narrative": "Menurut catatan."}
    Evaluation.objects.filter(pk=form.pk).update(**ratings)
    form = world.form_of(name)
    evaluations.approve(form.public_id, actor=do.account_of(form.assessor_id), version=form.version)
    return world.form_of(name)


def final(world: World, name: str, **ratings: Any) -> Any:
    """A result the person accepted."""
    form = handed_out(world, name, **ratings)
    evaluations.accept(form.public_id, actor=world.actor(name), version=form.version)
    return world.form_of(name)


def nominate(world: World, made: RewardProgramme, name: str = "siti", *, by: str = "kabid", reason: str = WHY) -> Award:
    """Kabid, who rates Siti, nominates her."""
    found = actions.nominate(made.public_id, world.people[name].public_id, actor=world.actor(by), reason=reason)
    return Award.objects.get(pk=found.pk)


def take(world: World, person: str, name: str, award: Award, **payload: Any) -> Award:
    """A step by a person on the award as it stands."""
    version = Award.objects.values_list("version", flat=True).get(pk=award.pk)
    actions.take(award.public_id, name, actor=world.actor(person), version=version, payload=payload)
    return Award.objects.get(pk=award.pk)


def awarded(world: World, award: Award) -> Award:
    """Hana approves, Kadis gives it."""
    take(world, "hana", "approve", award)
    return take(world, "kadis", "grant", award)
