"""What improvement cases, coaching and trainings put on the worklist: plans, records, forms, closures, requests."""

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.machines.enrolment import EnrolmentState
from cases.models import CoachingSession, GuidanceEvaluation, GuidanceFeedback, ImprovementCase
from cases.worklist.coaching import session_task, sessions_waiting
from cases.worklist.guidance import evaluation_task, evaluations_waiting, feedback_task, feedback_waiting
from cases.worklist.improvement import asked_of, case_task, cases_of, waiting_case
from cases.worklist.reach import Line, Notes
from cases.worklist.trainings import (
    record_task,
    request_task,
    trainings_of,
    trainings_owed,
    unrecorded,
    verdict_task,
    waiting_request,
)
from workflow.actors import Actor
from workflow.pending import Deadlines
from workflow.policies import policy_for
from workflow.worklist import Found, Task, Worklist, in_order, register_worklist

KINDS: Final = {model.kind: model for model in (CoachingSession, GuidanceFeedback, GuidanceEvaluation)}


@register_worklist
class CaseWork:
    """Cases, talks, forms and requests of one person, whatever the relation; a constant number of queries."""

    kinds: Final = {
        "case": _("Improvement cases"),
        "session": _("Coaching talks"),
        "guidance": _("Feedback on guidance"),
        "competence": _("Evaluations of competence"),
        "enrolment": _("Requests for training"),
        "verdict": _("Verdicts on trainings"),
        "attendance": _("Attendance at trainings"),
        "results": _("Results of trainings"),
    }

    def owed(self, actor: Actor) -> "tuple[QuerySet[Any, Any], ...]":
        """The tasks of `find`, to be counted."""
        asked = policy_for(ImprovementCase).visible_to(actor).filter(asked_of(actor))
        talks_and_forms = (sessions_waiting(actor), feedback_waiting(actor), evaluations_waiting(actor))
        return (asked, *talks_and_forms, *trainings_owed(actor))

    def find(self, actor: Actor, *, limit: int) -> Found:
        """What waits for the actor and what the actor waits for; at most four queries."""
        cases, lines = list(cases_of(actor)[: 2 * limit]), talks_and_forms(actor, most=3 * limit)
        trainings = list(trainings_of(actor)[: 3 * limit])
        requests = [one for one in trainings if one.state == EnrolmentState.REQUESTED]
        records = list(unrecorded(actor)[:limit])

        def in_words(notes: Deadlines) -> Worklist:
            tasks = [case_task(case, notes[ImprovementCase, case.pk], actor) for case in cases if case.is_task]
            tasks += [line_task(one, notes[KINDS[one["what"]], one["id"]], actor) for one in lines]
            tasks += [request_task(one) for one in requests if one.employee_id != actor.employee_id]
            tasks += [verdict_task(one) for one in trainings if one.state == EnrolmentState.COMPLETED]
            tasks += [record_task(row) for row in records]
            waiting = [waiting_case(case, notes[ImprovementCase, case.pk]) for case in cases if not case.is_task]
            waiting += [waiting_request(one) for one in requests if one.employee_id == actor.employee_id]
            return Worklist(tuple(in_order(tasks)[:limit]), tuple(waiting[:limit]))

        shown = [(ImprovementCase, case.pk) for case in cases]
        return Found(in_words, (*shown, *((KINDS[one["what"]], one["id"]) for one in lines)))


def talks_and_forms(actor: Actor, *, most: int) -> list[Line]:
    """Talks and forms that wait for the actor, oldest first, in one statement."""
    talks: Any = sessions_waiting(actor)
    return list(talks.union(feedback_waiting(actor), evaluations_waiting(actor), all=True).order_by("at", "id")[:most])


def line_task(line: Line, notes: Notes, actor: Actor) -> Task:
    """A talk or form as a task, by its kind."""
    if line["what"] == GuidanceFeedback.kind:
        return feedback_task(line, notes)
    return evaluation_task(line, notes) if line["what"] == GuidanceEvaluation.kind else session_task(line, notes, actor)
