"""What holds after every step of any program. Each promise yields a sentence for each place where it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Count, F, Q

from appraisal.machines.objection import PENDING, UNDECIDED, ObjectionState
from appraisal.models import Evaluation, Objection
from appraisal.sources.recorded import figures_where_needed
from appraisal.triggers import NO_FIGURES, grounds_of
from cases.machines.improvement_case import OPEN_STATES
from cases.models import CaseTrigger, ImprovementCase
from workflow import history
from workflow.machine import Machine
from workflow.models import Deadline, Event
from workflow.tables import machines, table_of

SOURCE = "appraisal.evaluation"
DECIDING = ("evaluation.approved", "evaluation.returned", "objection.decided", "case.closed", "case.started")


def process() -> list[type[Machine]]:
    """The machines that programs move. Grants of the small office are laid down as rows, without a person's step."""
    return [model for model in machines() if model.kind.split(".")[0] in ("appraisal", "cases")]


def chains_are_whole() -> Iterator[str]:
    """Every event hangs on the one before, and the columns agree with the last."""
    yield from (
        f"{fault.kind} {fault.subject_id}: {fault.fault}"
        for fault in history.verify_all(kinds=tuple(model.kind for model in process()))
    )


def one_event_per_version() -> Iterator[str]:
    """A subject's version counts its events after the first."""
    for model in process():
        counts = dict(Event.objects.filter(kind=model.kind).values_list("subject_id").annotate(Count("pk")))
        for pk, version in model._default_manager.values_list("pk", "version"):
            if counts.get(pk, 0) != version + 1:
                yield f"{model.kind} {pk}: version {version}, {counts.get(pk, 0)} events"


def a_filed_objection_is_shown() -> Iterator[str]:
    """Disputed means exactly: an objection is filed and not decided."""
    disputed = set(Evaluation.objects.filter(disputed=True).values_list("pk", flat=True))
    pending = set(Objection.objects.filter(state__in=PENDING).values_list("evaluation_id", flat=True))
    yield from (f"evaluation {pk}: disputed without objection" for pk in disputed - pending)
    yield from (f"evaluation {pk}: objection pending, not shown" for pk in pending - disputed)


def nothing_is_final_under_an_objection() -> Iterator[str]:
    """Silence never finalises what is disputed, and a cancelled form has nothing left to dispute.

    What was filed out of time disputes nothing until somebody admits it: it may wait beside a final result.
    """
    ended = Objection.objects.filter(state__in=PENDING).exclude(evaluation__state="objection")
    yield from (
        f"objection {pk} pending, its form is {state}" for pk, state in ended.values_list("pk", "evaluation__state")
    )
    loose = Objection.objects.filter(state__in=UNDECIDED, evaluation__state__in=("final", "cancelled"))
    loose = loose.exclude(state=ObjectionState.LATE, evaluation__state="final")
    yield from (f"objection {pk} undecided after the end" for pk in loose.values_list("pk", flat=True))


def help_follows_exactly_the_grounds() -> Iterator[str]:
    """A live cause for each ground of each final result, and for nothing else."""
    wanted = set()
    forms = list(Evaluation.objects.filter(state="final").select_related("cycle__rule_set"))
    figures = figures_where_needed({form.pk: form.rules for form in forms})
    for form in forms:
        grounds = grounds_of(form.rules, form.result, figures.get(form.pk, NO_FIGURES))
        wanted |= {(form.pk, ground.kind) for ground in grounds}
    live = set(CaseTrigger.objects.filter(source_kind=SOURCE, live=True).values_list("source_id", "kind"))
    yield from (f"evaluation {pk}: no help for {kind}" for pk, kind in wanted - live)
    yield from (f"evaluation {pk}: help for {kind} without its ground" for pk, kind in live - wanted)


def one_open_case_per_person() -> Iterator[str]:
    """Further causes link to the one that is open."""
    rows = ImprovementCase.objects.filter(state__in=OPEN_STATES).values("employee").annotate(n=Count("pk"))
    yield from (f"person {row['employee']}: {row['n']} open cases" for row in rows.filter(n__gt=1))


def open_cases_have_a_live_cause() -> Iterator[str]:
    """The count on the case is that of its causes; without one it is withdrawn."""
    live = Count("triggers", filter=Q(triggers__live=True))
    rows = ImprovementCase.objects.annotate(n=live)
    for case in rows.exclude(n=F("live_causes")):
        yield f"case {case.pk}: counts {case.live_causes}, has {case.n}"  # type: ignore[attr-defined]
    for case in rows.filter(state__in=OPEN_STATES, n=0):
        yield f"case {case.pk}: open without a cause"


def deadlines_belong_to_the_state() -> Iterator[str]:
    """What waits on the clock is declared for the state it waits in; an ended subject waits for nothing."""
    for model in process():
        table = table_of(model)
        states = dict(model._default_manager.values_list("pk", "state"))
        waiting = Deadline.objects.filter(kind=model.kind, settled_at__isnull=True)
        for pk, name in waiting.values_list("subject_id", "name"):
            if name not in {declared.name for declared in table.deadlines.get(states[pk], ())}:
                yield f"{model.kind} {pk}: deadline {name} waits in {states[pk]}"


def nobody_decides_about_himself() -> Iterator[str]:
    """Whoever approves, decides or closes is another person than the one it is about."""
    about = {
        "appraisal.evaluation": dict(Evaluation.objects.values_list("pk", "employee_id")),
        "appraisal.objection": dict(Objection.objects.values_list("pk", "evaluation__employee_id")),
        "cases.improvement_case": dict(ImprovementCase.objects.values_list("pk", "employee_id")),
    }
    acts = Event.objects.filter(name__in=DECIDING, actor__employee__isnull=False)
    for kind, pk, name, person in acts.values_list("kind", "subject_id", "name", "actor__employee_id"):
        if about[kind].get(pk) == person:
            yield f"{kind} {pk}: {name} by the person it is about"
    own = Objection.objects.filter(state="decided", decider_id=F("evaluation__assessor_id"))
    yield from (f"objection {pk}: decided by the one who rated" for pk in own.values_list("pk", flat=True))


PROMISES: tuple[Callable[[], Iterator[str]], ...] = (
    chains_are_whole,
    one_event_per_version,
    a_filed_objection_is_shown,
    nothing_is_final_under_an_objection,
    help_follows_exactly_the_grounds,
    one_open_case_per_person,
    open_cases_have_a_live_cause,
    deadlines_belong_to_the_state,
    nobody_decides_about_himself,
)


def broken() -> list[str]:
    """Every broken promise as a sentence."""
    return [f"{promise.__name__}: {place}" for promise in PROMISES for place in promise()]
