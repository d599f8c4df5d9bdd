"""Final results with given levels, brought about by the acts of the people but filled in at one stroke."""

from __future__ import annotations

from datetime import date

from appraisal.actions import evaluations
from appraisal.models import Cycle, Evaluation, EvaluationItem
from tests.appraisal_pages import world as w

SITI, BUDI, SARI, RAHMA = "Siti Aminah", "Budi Santoso", "Sari Melinda", "Hj. Rahmawati"
HANA, INDRA, AUDI, LIA, JOKO = "Hana Pertiwi", "Indra Gunawan", "Audi Ramadhan", "Lia Marlina", "Joko Susilo"
AMRI = "H. Amri Yusuf"
STAFF = (SITI, BUDI, "Dewi Kurniasih", "Eko Prasetyo", "Nur Hidayati", "Rizki Maulana")


def handed_out(world: w.World, name: str, *, results: int = 2, behaviour: int = 2, **levels: int) -> Evaluation:
    """A result whose window runs; items have these levels, the others 2."""
    form = world.form(name)
    rows = EvaluationItem.objects.filter(evaluation=form)
    rows.update(self_realisation="Tercapai.", self_rating=2, assessor_rating=2, assessor_comment="Sesuai catatan.")
    for code, level in levels.items():
        rows.filter(code=code).update(assessor_rating=level)
    evaluations.submit(form.public_id, actor=world.actor(name), version=form.version)
    ratings = {"results_rating": results, "behaviour_rating": behaviour, "narrative": "Menurut catatan layanan."}
    Evaluation.objects.filter(pk=form.pk).update(**ratings)
    form = world.form(name)
    evaluations.approve(form.public_id, actor=w.assessor_of(world, name), version=form.version)
    return world.form(name)


def rated(world: w.World, name: str, **levels: int) -> Evaluation:
    """A result the person accepted."""
    form = handed_out(world, name, **levels)
    evaluations.acknowledge_result(form.public_id, actor=world.actor(name))
    evaluations.accept(form.public_id, actor=world.actor(name), version=form.version + 1)
    return world.form(name)


def quarter_before(world: w.World) -> Cycle:
    """The quarter before becomes the world's cycle; its forms are open for self-assessment."""
    world.cycle = w.open_cycle(world, calibration=False, banded=False, name="Triwulan II 2026")
    Cycle.objects.filter(pk=world.cycle.pk).update(period_from=date(2026, 4, 1), period_until=date(2026, 6, 30))
    world.cycle = Cycle.objects.get(pk=world.cycle.pk)
    return Cycle.objects.get(pk=world.cycle.pk)
