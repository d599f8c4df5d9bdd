"""The situations of the tables, made by acts of people and of the clock, never by switching columns."""

from datetime import timedelta

from appraisal.actions import evaluations, objections
from appraisal.default_rules import default_rules
from appraisal.models import Evaluation, Objection, Side
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from workflow import clock


def prepared(*, calibration: bool = False) -> World:
    """The regency with a running cycle, its forms still drafts; Siti's had two assessors before Kabid."""
    with clock.frozen(NOW):
        world = do.make_world()
        world.people["lama"] = do.add_person(world, "lama", "office", heads=False, number=80)
        do.running_cycle(
            world,
            default_rules(alternate_decider="other", calibration=calibration),
            **({"calibration_until": do.WINDOWS["close_by"]} if calibration else {}),
        )
        for assessor in ("lama", "kabid"):
            form = world.form_of("siti")
            evaluations.reassign_assessor(
                form.public_id,
                actor=world.actor("hana"),
                version=form.version,
                assessor=world.people[assessor].public_id,
                reason="Tugas berpindah.",
            )
    return world


def evaluation_in(situation: str, world: World | None = None) -> tuple[World, Evaluation]:
    """Siti's form in a situation, in a prepared regency (a new one, where none is given)."""
    world = world or prepared(calibration=situation == "calibr")
    if situation != "draft":
        with clock.frozen(IN_WINDOW):
            do.let_clock_work()
            _bring(world, situation)
    return world, world.form_of("siti")


def _bring(world: World, situation: str) -> None:
    if situation in ("open", "assisted"):
        do.fill_in(world, "siti")
        if situation == "assisted":
            form = world.form_of("siti")
            evaluations.assist(form.public_id, actor=world.actor("hana"), version=form.version, reason="Tanpa sinyal.")
    elif situation in ("fresh", "rated"):
        do.submit(world, "siti")
        if situation == "rated":
            do.rate(world, "siti")
    elif situation == "ended":
        form = world.form_of("siti")
        evaluations.cancel(form.public_id, actor=world.actor("hana"), version=form.version, reason="Pindah.")
    else:
        do.approve(world, "siti", results=1, low=("disiplin",))
        _after_release(world, situation)


def _after_release(world: World, situation: str) -> None:
    if situation == "disputed":
        do.file_objection(world, "siti")
    if situation in ("final", "asked"):
        form = world.form_of("siti")
        evaluations.accept(form.public_id, actor=world.actor("siti"), version=form.version)
    if situation == "asked":
        form = world.form_of("siti")
        evaluations.request_reopening(
            form.public_id, actor=world.actor("hana"), version=form.version, reason="Berkas tertukar."
        )


def objection_in(situation: str, world: World | None = None) -> tuple[World, Objection]:
    """Siti's objection in a situation: drafted, filed, written (all answered), answered, asked, ruled, decided,
    withdrawn, lapsed, late, rejected."""
    world, _form = evaluation_in("handed", world)
    with clock.frozen(IN_WINDOW + timedelta(hours=1)):
        objection = do.write_objection(world, "siti")
        if situation in ("late", "rejected"):
            evaluations.acknowledge_result(world.form_of("siti").public_id, actor=world.actor("siti"))
        elif situation == "lapsed":
            form = world.form_of("siti")
            evaluations.accept(form.public_id, actor=world.actor("siti"), version=form.version)
        elif situation != "drafted":
            objections.file(objection.public_id, actor=world.actor("siti"), version=objection.version)
            _further(world, Objection.objects.get(pk=objection.pk), situation)
    if situation in ("late", "rejected"):
        _too_late(world, objection, situation)
    return world, Objection.objects.get(pk=objection.pk)


def _too_late(world: World, objection: Objection, situation: str) -> None:
    """The window passes in silence; then the lapsed draft is filed."""
    end = world.form_of("siti").window_ends_at
    assert end is not None
    with clock.frozen(end + timedelta(hours=1)):
        do.let_clock_work()
        do.file_late(world, objection)
        if situation == "rejected":
            do.reject_late(world, objection)


def _further(world: World, objection: Objection, situation: str) -> None:
    if situation == "withdrawn":
        objections.withdraw(objection.public_id, actor=world.actor("siti"), version=objection.version)
    if situation in ("answered", "asked", "ruled", "decided"):
        objection = do.answer_objection(world, objection)
    if situation == "asked":
        for side in Side:
            do.ask(objection, side)
    if situation == "ruled":
        do.rule(objection, {"hasil_utama": 3})
    if situation == "decided":
        do.decide(objection, {"hasil_utama": 3})
