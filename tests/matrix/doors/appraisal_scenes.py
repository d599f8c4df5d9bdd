"""Evaluations, objections, cycles and rule sets in every situation of their tables."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.urls import reverse

from appraisal.actions import cycles, evaluations, objections, rule_sets
from appraisal.machines.deciding import NAMING, RECUSING
from appraisal.models import Cycle, Evaluation, Objection, RuleSet
from tests.appraisal import world as do
from tests.appraisal.world import IN_WINDOW, NOW, World
from tests.matrix import evaluation_table, test_hearing_matrix, test_innovation_matrix
from tests.matrix.doors import tables
from tests.matrix.doors.harness import Page, Scene
from tests.matrix.situations import evaluation_in, objection_in
from tests.matrix.table import Grid
from tests.matrix.test_objection_matrix import asked
from workflow import clock

REASON = {"reason": "Sesuai berkas."}


def of(grid: Grid, situation: str) -> dict[tuple[str, str], str]:
    """One situation of a grid by step and person."""
    return {(name, person): answer for name, person, answer in grid.cells(situation)}


def posts_to(address: str, **overrides: str) -> Page:
    """The page that takes every step of a kind; `overrides` for steps with a page of their own."""

    def page(subject: Any, name: str, payload: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        return reverse(overrides.get(name, address), args=[subject.public_id]), dict(payload)

    return page


def own_page(**pages: tuple[str, dict[str, str]]) -> Page:
    """The pages on which a person writes and then hands on; no road for other steps."""

    def page(subject: Any, name: str, payload: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        address, more = pages[name]
        return reverse(address, args=[subject.public_id]), {**more, **payload}

    return page


def written_on(kind: str, situation: str) -> Page:
    """The forms people really fill in, beside the address that takes any step."""
    if kind == "objection":
        naming = {
            "late": "assign_decider_late",
            "filed": "assign_decider_filed",
            "written": "assign_decider_filed",
        }.get(situation, "assign_decider")
        return own_page(
            file=("appraisal:objection", {"act": "file", "revision": "0"}),
            answer=("appraisal:objection", {"act": "answer", "revision": "0"}),
            decide=("appraisal:objection", {"act": "decide", "revision": "0"}),
            file_late=("appraisal:objection", {"act": "file_late", "revision": "0"}),
            **{naming: ("appraisal:objection-decider", {})},
        )
    # The page of the assessor takes the one of three steps that fits the state.
    renaming = {"draft": "reassign_draft", "open": "reassign_self"}.get(situation, "reassign")
    return own_page(
        **{
            "submit": ("appraisal:self", {"act": "submit", "revision": "0"}),
            "approve": ("appraisal:review", {"act": "approve", "revision": "0"}),
            "return": ("appraisal:review", {"act": "return", "revision": "0"}),
            renaming: ("appraisal:evaluation-assessor", {}),
        }
    )


@contextmanager
def evaluation(situation: str) -> Iterator[Scene]:
    world, form = evaluation_in(situation)

    def prepare(_subject: Any, name: str) -> dict[str, Any]:
        named = {"assessor": world.people["rekan"].public_id, **REASON}
        inputs: dict[str, dict[str, Any]] = {
            "adjust": {"results_rating": "2", "behaviour_rating": "2", **REASON},
            **dict.fromkeys(("reassign_draft", "reassign_self", "reassign"), named),
            "reassign_superior": {"superior": world.people["rekan"].public_id, **REASON},
            **dict.fromkeys(
                (
                    "assist",
                    "return",
                    "take_over_review",
                    "admit_late",
                    "request_reopening",
                    "decline_reopening",
                    "cancel",
                ),
                REASON,
            ),
        }
        return dict(inputs.get(name, {}))

    with clock.frozen(NOW if situation == "draft" else IN_WINDOW):
        cells = of(evaluation_table.table(), situation)
        address = posts_to("appraisal:evaluation-transition")
        yield Scene(f"evaluation/{situation}", form, world.users, cells, "evaluations", address, prepare)


@contextmanager
def objection(situation: str) -> Iterator[Scene]:
    world, dispute = objection_in("filed" if situation == "written" else situation)

    def prepare(_subject: Any, name: str) -> dict[str, Any]:
        named = {"decider": world.people["bupati"].public_id, **REASON}
        inputs: dict[str, dict[str, Any]] = {
            **dict.fromkeys(RECUSING, REASON),
            "give_back": REASON,
            "reject_late": REASON,
            **dict.fromkeys(NAMING, named),
            "ask_employee": {"question": "Kapan sistem terganggu?"},
            "ask_assessor": {"question": "Kapan sistem terganggu?"},
            "reply_employee": {"question": asked("employee"), "answer": "Tanggal 3."},
            "reply_assessor": {"question": asked("assessor"), "answer": "Tanggal 3."},
        }
        return dict(inputs.get(name, {}))

    with clock.frozen(IN_WINDOW + timedelta(hours=2)):
        if situation == "written":
            for contested in dispute.items.all():
                objections.save_answer(
                    dispute.public_id,
                    contested.public_id,
                    actor=world.actor("kabid"),
                    revision=0,
                    values={"answer": "Bukti sudah saya lihat."},
                )
        cells = of(tables.objection(), situation)
        address = posts_to("appraisal:objection-transition")
        subject = Objection.objects.get(pk=dispute.pk)
        yield Scene(f"objection/{situation}", subject, world.users, cells, "objections", address, prepare)


@contextmanager
def hearing(situation: str) -> Iterator[Scene]:
    world, subject = test_hearing_matrix.hearing_in(situation)
    with clock.frozen(test_hearing_matrix.PRESENT):

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return test_hearing_matrix.payload_of(name)

        cells, address = of(test_hearing_matrix.TABLE, situation), posts_to("appraisal:hearing-transition")
        yield Scene(f"hearing/{situation}", subject, world.users, cells, "hearings", address, prepare)


@contextmanager
def innovation(situation: str) -> Iterator[Scene]:
    world, subject = test_innovation_matrix.innovation_in(situation)
    with clock.frozen(IN_WINDOW):

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return test_innovation_matrix.payload_of(name)

        cells, address = of(test_innovation_matrix.TABLE, situation), posts_to("appraisal:innovation-transition")
        yield Scene(f"innovation/{situation}", subject, world.users, cells, "innovations", address, prepare)


def _empty(world: World, cycle: Cycle) -> None:
    """Nobody is left in the cycle; Hana and Wati end the forms, neither that of an own superior."""
    for form in Evaluation.objects.filter(cycle=cycle).select_related("employee"):
        near = form.employee.full_name.lower() in ("hana", "kaban")
        ender = world.actor("wati" if near else "hana")
        evaluations.cancel(form.public_id, actor=ender, version=form.version, **REASON)


def cycle_in(world: World, situation: str) -> Cycle:
    """By the acts of HR."""
    hana, cycle = world.actor("hana"), do.draft_cycle(world, do.publish_rules(world))

    def act(step: Callable[..., Any], **inputs: Any) -> None:
        version = Cycle.objects.values_list("version", flat=True).get(pk=cycle.pk)
        step(cycle.public_id, actor=hana, version=version, **inputs)

    if situation == "opening":
        act(cycles.open_cycle)
    elif situation == "cancelled":
        act(cycles.cancel, **REASON)
    elif situation != "draft":
        do.open_cycle(world, cycle)
    if situation in ("closing", "empty", "closed"):
        act(cycles.begin_closing)
    if situation in ("empty", "closed"):
        _empty(world, cycle)
    if situation == "closed":
        act(cycles.close)
    return Cycle.objects.get(pk=cycle.pk)


@contextmanager
def cycle(situation: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        world = do.make_world()
        subject = cycle_in(world, situation)

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            longer = {"self_until": do.WINDOWS["self_until"] + timedelta(days=3), **REASON}
            inputs: dict[str, dict[str, Any]] = {"extend": longer, "resume": REASON, "cancel": REASON}
            return dict(inputs.get(name, {}))

        cells, address = of(tables.cycle(), situation), posts_to("appraisal:cycle-transition")
        yield Scene(f"cycle/{situation}", subject, world.users, cells, "cycles", address, prepare)


def rule_set_in(world: World, situation: str) -> RuleSet:
    """By the acts of HR."""
    hana = world.actor("hana")
    if situation in ("draft", "incomplete"):
        more: dict[str, Any] = {"content": {}} if situation == "incomplete" else {}
        unit = world.units["regency"].public_id
        return rule_sets.create_rule_set(actor=hana, unit=unit, name="Aturan", **more)
    found = do.publish_rules(world)
    if situation == "used":
        do.draft_cycle(world, found)
    if situation == "retired":
        rule_sets.retire(found.public_id, actor=hana, version=found.version, **REASON)
    return RuleSet.objects.get(pk=found.pk)


@contextmanager
def rule_set(situation: str) -> Iterator[Scene]:
    with clock.frozen(NOW):
        world = do.make_world()
        subject = rule_set_in(world, situation)

        def prepare(_subject: Any, name: str) -> dict[str, Any]:
            return dict(REASON) if name == "retire" else {}

        cells, address = of(tables.rule_set(), situation), posts_to("appraisal:rule-set-transition")
        yield Scene(f"rule_set/{situation}", subject, world.users, cells, "rule-sets", address, prepare)
