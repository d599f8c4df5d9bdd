"""Corrections of the assessor in every situation of their table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from appraisal.actions import evaluations
from appraisal.corrections import actions
from appraisal.models import AssessorCorrection
from tests.appraisal.world import IN_WINDOW, World
from tests.matrix.doors import tables
from tests.matrix.doors.appraisal_scenes import REASON, of, posts_to
from tests.matrix.doors.harness import Scene
from tests.matrix.situations import evaluation_in
from workflow import clock


def correction_in(world: World, situation: str) -> AssessorCorrection:
    """Siti's request that Kaban should assess her."""
    form, siti, hana = world.form_of("siti"), world.actor("siti"), world.actor("hana")
    kaban = world.people["kaban"].public_id
    made = actions.ask_for_another(form.public_id, actor=siti, reason="Saya sudah pindah.", proposed=kaban)
    if situation == "granted":
        actions.take(made.public_id, "grant", actor=hana, version=0, payload={"assessor": str(kaban), **REASON})
    if situation == "refused":
        actions.take(made.public_id, "refuse", actor=hana, version=0, payload=REASON)
    if situation == "withdrawn":
        actions.take(made.public_id, "withdraw", actor=siti, version=0)
    if situation == "lapsed":
        evaluations.cancel(form.public_id, actor=hana, version=form.version, **REASON)
    return AssessorCorrection.objects.get(pk=made.pk)


@contextmanager
def correction(situation: str) -> Iterator[Scene]:
    world, _form = evaluation_in("open")
    with clock.frozen(IN_WINDOW):
        subject = correction_in(world, situation)

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            named = {"assessor": world.people["kadis"].public_id, **REASON}
            inputs: dict[str, dict[str, Any]] = {"grant": named, "refuse": REASON}
            return dict(inputs.get(name, {}))

        cells, address = of(tables.correction(), situation), posts_to("appraisal:correction-transition")
        name = f"correction/{situation}"
        yield Scene(name, subject, world.users, cells, "assessor-corrections", address, prepare)
