"""What improvement cases, coaching and trainings put on the worklist: plans, records, closures, requests."""

from cases.machines.enrolment import EnrolmentState
from cases.models import CoachingSession, ImprovementCase
from cases.worklist.coaching import session_task, sessions_waiting
from cases.worklist.improvement import case_task, cases_of, waiting_case
from cases.worklist.trainings import (
    record_task,
    request_task,
    trainings_of,
    unrecorded,
    verdict_task,
    waiting_request,
)
from workflow.actors import Actor
from workflow.pending import Deadlines
from workflow.worklist import Found, Worklist, in_order, register_worklist


@register_worklist
class CaseWork:
    """Cases, sessions and requests of one person, whatever the relation; a constant number of queries."""

    def find(self, actor: Actor, *, limit: int) -> Found:
        """What waits for the actor and what the actor waits for; at most four queries."""
        cases, talks = list(cases_of(actor)[: 2 * limit]), list(sessions_waiting(actor)[:limit])
        trainings = list(trainings_of(actor)[: 3 * limit])
        requests = [one for one in trainings if one.state == EnrolmentState.REQUESTED]
        records = list(unrecorded(actor)[:limit])

        def in_words(notes: Deadlines) -> Worklist:
            tasks = [case_task(case, notes[ImprovementCase, case.pk], actor) for case in cases if case.is_task]
            tasks += [session_task(talk, notes[CoachingSession, talk.pk], actor) for talk in talks]
            tasks += [request_task(one) for one in requests if one.employee_id != actor.employee_id]
            tasks += [verdict_task(one) for one in trainings if one.state == EnrolmentState.COMPLETED]
            tasks += [record_task(row) for row in records]
            waiting = [waiting_case(case, notes[ImprovementCase, case.pk]) for case in cases if not case.is_task]
            waiting += [waiting_request(one) for one in requests if one.employee_id == actor.employee_id]
            return Worklist(tuple(in_order(tasks)[:limit]), tuple(waiting[:limit]))

        shown = [(ImprovementCase, case.pk) for case in cases]
        return Found(in_words, (*shown, *((CoachingSession, talk.pk) for talk in talks)))
