"""What appraisal puts on the worklist: forms to fill in and review, results to open, objections to answer."""

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from appraisal import seats
from appraisal.machines.evaluation import EvaluationState as S
from appraisal.machines.objection import PENDING, ObjectionState
from appraisal.models import Evaluation, EvaluationItem, Objection, ObjectionQuestion, Side
from appraisal.pages.heads import CAPACITIES, decisive
from appraisal.pages.objection_work import objection_task
from appraisal.pages.seat_work import DESERTED, seat_task
from appraisal.policies import answers_objections, by_hr_alone, decides_objections, is_present
from workflow.actors import ASSESSING, DECIDING, Actor
from workflow.literals import Fixed
from workflow.naming import before_stop
from workflow.pending import Deadlines, DueNote
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.worklist import Found, Seat, Task, Waiting, Worklist, register_worklist

MOST_CURRENT: Final = 2
ENDED: Final = (Fixed(S.FINAL), Fixed(S.CANCELLED))
# What the rows and the own forms show. Ratings, results and long texts are not read along; nor are the rules of a
# cycle, which a process knows by their hash.
SHOWN: Final = (
    "public_id", "version", "state", "state_since", "cycle_id", "employee_id", "assessor_id", "superior_id",
    "decider_id", "employee_name", "assessor_name", "assessor_post", "assessor_capacity", "assessor_letter",
    "superior_name", "superior_post", "disputed", "unfilled", "assessor_contested", "assisted_by_id",
    "rated_by_id", "review_overdue_at", "result_opened_at", "window_from", "reopen_requested_by_id",
    "rule_set_id", "rule_hash",
)  # fmt: skip
OF_CYCLE: Final = ("name", "period_from", "period_until", "self_from", "zone", "rule_set_id", "rule_hash")
EMPTY: Final = Fixed("")
# Sent back with a reason for the whole form or for one of its items.
NOTED: Final = EvaluationItem.objects.filter(~Q(return_note=EMPTY), evaluation=OuterRef("pk"))
RETURNED: Final = Q(state=Fixed(S.SELF_ASSESSMENT)) & (~Q(return_note=EMPTY) | Q(Exists(NOTED)))
# The line offered nobody, or who decides has left: HR names somebody.
WITHOUT_DECIDER: Final = Q(decider__isnull=True) | Q(decider__active=False)


@register_worklist
class AppraisalWork:
    """Forms and objections of one person, whatever the relation."""

    kinds: Final = {"evaluation": gettext_lazy("Forms"), "objection": gettext_lazy("Objections")}

    def owed(self, actor: Actor) -> "tuple[QuerySet[Any, Any], ...]":
        """The tasks of `find`, to be counted."""
        forms = Evaluation.objects.filter(asked_of(actor)) if is_present(actor) else Evaluation.objects.none()
        return forms, objections_waiting_for(actor)

    def find(self, actor: Actor, *, limit: int) -> Found:
        """What waits for the actor, what the actor waits for, and the own forms under way; two queries."""
        forms = list(forms_of(actor)[: 2 * limit + MOST_CURRENT])
        disputes = list(objections_waiting_for(actor)[:limit])
        current = sorted((form for form in forms if form.is_own), key=newest_first)[:MOST_CURRENT]
        mine = [form for form in forms if form.is_task][:limit]
        others = [form for form in forms if form.state != S.DRAFT and not form.is_task][:limit]

        def in_words(notes: Deadlines) -> Worklist:
            tasks = [form_task(form, notes[Evaluation, form.pk], actor) for form in mine]
            tasks += [objection_task(one, notes[Objection, one.pk], actor) for one in disputes]
            waiting = [waiting_row(form, notes[Evaluation, form.pk], actor) for form in others]
            return Worklist(tuple(tasks), tuple(waiting))

        shown = [(Evaluation, form.pk) for form in (*mine, *others, *current)]
        return Found(in_words, (*shown, *((Objection, one.pk) for one in disputes)), tuple(current))


def forms_of(actor: Actor) -> "QuerySet[Any]":
    """Own forms under way (`is_own`), those to act on (`is_task`) and those the actor sent back; oldest first.

    What is no task and has begun is awaited: own forms that somebody else holds, and those sent back. Each condition
    is a seat, the own person or an office of `policies`, so nothing stands here that the actor may not know of; asking
    `visible_to` as well made the database read every form a superior was ever concerned with.
    """
    if not is_present(actor):
        return Evaluation.objects.none()
    columns = (*SHOWN, *(f"cycle__{name}" for name in OF_CYCLE), "decider__full_name")
    marks: dict[str, Q] = {"is_own": own_under_way(actor), "is_task": asked_of(actor), "was_returned": RETURNED}
    # What is asked of the person about himself lies within the own forms: each index is read once.
    where = own_under_way(actor) | asked_about_others(actor) | returned_by(actor)
    rows: QuerySet[Any] = Evaluation.objects.filter(where)
    rows = rows.select_related("cycle", "decider").only(*columns)
    rows = rows.annotate(**{name: _as_column(mark) for name, mark in marks.items()})
    return rows.order_by("-is_own", "-is_task", "state_since", "pk")


def _as_column(mark: Q) -> Case:
    return Case(When(mark, then=Value(True)), default=Value(False))  # noqa: FBT003


def own_under_way(actor: Actor) -> Q:
    """The actor's own forms that are not final yet."""
    if actor.employee_id is None:
        return Q(pk__in=())
    return Q(employee_id=actor.employee_id) & ~Q(state__in=ENDED)


def newest_first(form: Evaluation) -> tuple[int, int]:
    """The order of the own forms on the home page."""
    return -form.cycle.period_from.toordinal(), -form.pk


def asked_of(actor: Actor) -> Q:
    """Forms whose next act is the actor's."""
    me = actor.employee_id
    if me is None:
        return asked_about_others(actor)
    mine = Q(state=Fixed(S.SELF_ASSESSMENT)) | Q(state=Fixed(S.OBJECTION), disputed=False)
    return (Q(employee_id=me) & mine) | asked_about_others(actor)


def asked_about_others(actor: Actor) -> Q:
    """Forms of other people whose next act is the actor's."""
    me, asked = actor.employee_id, Q(pk__in=())
    if me is not None:
        rates = seats.seat(actor, "assessor", ASSESSING, about="employee")
        calibrates = seats.seat(actor, "superior", DECIDING, about="employee") & seats.but_not("rated_by", me)
        asked |= (Q(state=Fixed(S.SUPERVISOR_REVIEW)) & rates) | (Q(state=Fixed(S.CALIBRATION)) & calibrates)
        above = seats.seat(actor, "superior", DECIDING, about="employee") & ~Q(employee_id=me)
        asked |= Q(state=Fixed(S.SUPERVISOR_REVIEW), review_overdue_at__isnull=False) & above
    if actor.holds(Role.HR):
        by_another = Q(reopen_requested_by__isnull=False) & ~Q(reopen_requested_by_id=actor.user_id)
        asked |= (by_another | DESERTED) & by_hr_alone(actor)
    return asked


def returned_by(actor: Actor) -> Q:
    """Forms the actor sent back to their people."""
    return Q(assessor_id=actor.employee_id) & RETURNED if actor.employee_id is not None else Q(pk__in=())


def objections_waiting_for(actor: Actor) -> "QuerySet[Objection]":
    """Objections to finish, to answer and to decide."""
    me = actor.employee_id
    if me is None:
        return Objection.objects.none()
    asked = (
        Q(state=ObjectionState.DRAFTED, evaluation__employee_id=me)
        | (Q(state=ObjectionState.FILED) & answers_objections(actor))
        | (Q(state=ObjectionState.ANSWERED) & decides_objections(actor))
        | Q(state=ObjectionState.ANSWERED, pk__in=asked_in(actor))
        | (Q(state=ObjectionState.LATE) & decides_objections(actor))
    )
    if actor.holds(Role.HR):
        by_office = Q(state=ObjectionState.LATE) | (Q(state__in=PENDING) & WITHOUT_DECIDER)
        asked |= by_office & ~Q(evaluation__employee_id=me) & ~Q(evaluation__assessor_id=me)
    rows = policy_for(Objection).visible_to(actor).filter(asked)
    return rows.select_related("evaluation__cycle", "decider").order_by("state_since", "pk")


def asked_in(actor: Actor) -> "QuerySet[Any]":
    """Objections in which a question waits for the person's answer."""
    rows = ObjectionQuestion.objects.filter(answered_at__isnull=True)
    own = Q(addressee=Side.EMPLOYEE, objection__evaluation__employee_id=actor.employee_id)
    rated = Q(addressee=Side.ASSESSOR) & answers_objections(actor, "objection__")
    return rows.filter(own | rated).values("objection_id")


def form_task(form: Evaluation, notes: dict[str, DueNote], actor: Actor) -> Task:
    """One form as a task for this reader."""
    if form.reopen_requested_by_id is not None and form.employee_id != actor.employee_id:
        return reopening_task(form)
    if (task := seat_task(form, actor)) is not None:
        return task
    makers: dict[str, Callable[[Evaluation], dict[str, Any]]] = {
        S.SELF_ASSESSMENT: self_words,
        S.SUPERVISOR_REVIEW: review_words,
        S.CALIBRATION: calibration_words,
        S.OBJECTION: result_words,
    }
    due = decisive(form, notes)
    return Task(
        key=f"evaluation:{form.public_id}",
        due_at=due.due_at if due else form.review_overdue_at,
        explanation=due.explanation if due else (),
        **{**makers[str(form.state)](form), **delegate_words(form, actor)},
    )


def delegate_words(form: Evaluation, actor: Actor) -> dict[str, Any]:
    """Why a form of somebody absent comes to this reader, and in whose place; nothing for the own office."""
    acts = {S.SUPERVISOR_REVIEW: (form.assessor_id, Role.ASSESSOR), S.CALIBRATION: (form.superior_id, Role.SUPERIOR)}
    seat, role = acts.get(S(form.state), (None, Role.SUBJECT))
    if seat is None or actor.employee_id in (seat, form.employee_id):
        return {}
    place = policy_for(Evaluation).on_behalf(actor, form, frozenset({role.value}))
    why = _("You act for the absent official by a delegation.")
    return {"capacity": place, "why": why, "seat": Seat.DELEGATED.value} if place else {}


def self_words(form: Any) -> dict[str, Any]:
    """The employee's turn: the first time, or after a return."""
    url = reverse("appraisal:self", args=[form.public_id])
    if form.was_returned:
        title = _("Correct your form, %(cycle)s") % {"cycle": form.cycle.name}
        why = _("%(assessor)s returned it with reasons.") % {"assessor": form.assessor_name}
        return {"title": title, "why": why, "url": url, "action": pgettext("button", "Correct"), "rank": 2}
    title = _("Fill in your self-assessment, %(cycle)s") % {"cycle": form.cycle.name}
    why = _("You are appraised in this period; %(assessor)s reviews it.") % {"assessor": form.assessor_name}
    return {"title": title, "why": why, "url": url, "action": pgettext("button", "Fill in"), "rank": 3}


def review_words(form: Any) -> dict[str, Any]:
    """The assessor's turn."""
    names = {"name": form.employee_name, "cycle": form.cycle.name}
    why = _("You are the assessor; the employee has sent it.")
    if form.unfilled:
        why = _("You are the assessor; the time ended before the employee had sent it.")
    capacity = CAPACITIES.get(form.assessor_capacity, "")
    return {
        "title": _("Review the form of %(name)s, %(cycle)s") % names,
        "why": why,
        "capacity": f"{capacity} · {form.assessor_post}" if capacity else "",
        "seat": (Seat.ACTING if capacity else Seat.OWN).value,
        "url": reverse("appraisal:review", args=[form.public_id]),
        "action": pgettext("button", "Review"),
        "state": _("Overdue") if form.review_overdue_at else "",
        "rank": 1 if form.review_overdue_at else 4,
    }


def calibration_words(form: Any) -> dict[str, Any]:
    """The superior's turn in calibration."""
    names = {"name": form.employee_name, "cycle": form.cycle.name}
    assessor = before_stop(form.assessor_name)
    why = _("You are the superior of the assessor %(assessor)s.") % {"assessor": assessor}
    url = reverse("appraisal:evaluation", args=[form.public_id])
    title = _("Calibrate the result of %(name)s, %(cycle)s") % names
    return {"title": title, "why": why, "url": url, "action": pgettext("button", "Look"), "rank": 4}


def result_words(form: Any) -> dict[str, Any]:
    """The employee's turn: to open the result, then to accept it or to object."""
    url = reverse("appraisal:result", args=[form.public_id])
    if form.result_opened_at is None:
        title = _("Open your result, %(cycle)s") % {"cycle": form.cycle.name}
        why = _("%(assessor)s has handed it over to you.") % {"assessor": form.assessor_name}
        return {"title": title, "why": why, "url": url, "action": pgettext("button", "Open"), "rank": 2}
    title = _("Accept your result or object, %(cycle)s") % {"cycle": form.cycle.name}
    why = _("You have opened it. Without an objection it becomes final when the time is over.")
    return {"title": title, "why": why, "url": url, "action": pgettext("button", "Decide"), "rank": 4}


def reopening_task(form: Any) -> Task:
    """The second of the two people of HR."""
    title = _("Confirm or decline the reopening: %(name)s, %(cycle)s") % {
        "name": form.employee_name,
        "cycle": form.cycle.name,
    }
    return Task(
        key=f"evaluation:{form.public_id}",
        title=title,
        url=reverse("appraisal:evaluation", args=[form.public_id]),
        action=pgettext("button", "Look"),
        why=_("A colleague asked for it; a second person of HR must agree."),
        rank=4,
    )


def waiting_row(form: Any, notes: dict[str, DueNote], actor: Actor) -> Waiting:
    """Who holds one of the actor's forms."""
    due = decisive(form, notes)
    own = form.employee_id == actor.employee_id
    names = {"name": form.employee_name, "cycle": form.cycle.name}
    titles = {
        S.SUPERVISOR_REVIEW: _("Review of your form, %(cycle)s"),
        S.CALIBRATION: _("Calibration of your result, %(cycle)s"),
        S.OBJECTION: _("Decision about your objection, %(cycle)s"),
    }
    title = titles[S(form.state)] if own else _("Correction of the form of %(name)s, %(cycle)s")
    decider = form.decider.full_name if form.decider else _("the assessor first")
    holders = {S.SUPERVISOR_REVIEW: form.assessor_name, S.CALIBRATION: form.superior_name, S.OBJECTION: decider}
    return Waiting(
        key=f"evaluation:{form.public_id}",
        title=title % names,
        url=reverse("appraisal:evaluation", args=[form.public_id]),
        holder=holders[S(form.state)] if own else form.employee_name,
        since=form.state_since,
        due_at=due.due_at if due else None,
        explanation=due.explanation if due else (),
    )
