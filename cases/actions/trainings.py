"""Enrolments in trainings, and the certificates that prove them."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from cases.actions.moves import Seen, move, uuids
from cases.bulk import MOST_ROWS, BulkLine, one_by_one
from cases.files import StoredFile
from cases.models import Certificate, Enrolment, ImprovementCase, Training
from organization.models import Employee
from organization.reporting import assessor_of
from workflow import actors, clock, idempotency
from workflow.actors import Actor
from workflow.calendars import local_day
from workflow.engine import Outcome, begin
from workflow.errors import GuardRefused, NotPermitted, NotVisible
from workflow.models import Event
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action

LIVE = ("requested", "waiting", "approved", "attended", "completed")
MAY_UPLOAD = frozenset({Role.SUBJECT.value, Role.TRAINING_OFFICER.value})
MAY_REQUEST_IN_CASE = frozenset({Role.ASSESSOR.value, Role.COACH.value, Role.HR.value})


@action
def request_enrolment(
    training: Training, *, actor: Actor, employee: Employee | None = None, wish: str = "", key: str | None = None
) -> Enrolment:
    """Ask for a seat: for oneself, or as supervisor, coach or HR for the person of an open case.

    `key` makes a repetition harmless: the seat asked for by it is the answer, and nothing is asked again.
    """
    fresh = actors.reload(actor)
    person = _person(fresh, employee)
    case = _open_case(person)
    if person.pk != fresh.employee_id and not _may_request_for(fresh, case):
        raise NotPermitted
    # The lock lets two requests for the same seat follow one another.
    Training.objects.select_for_update(of=("self",)).get(pk=training.pk)
    now, digest = clock.now(), _digest(training, person, wish)
    if key is not None and (earlier := idempotency.find(actor=fresh, key=key, digest=digest)) is not None:
        return Enrolment.objects.get(pk=Event.objects.values_list("subject_id", flat=True).get(pk=earlier.event_id))
    _check_open(training, person)
    line = assessor_of(person, local_day(now, zone=person.unit.zone))
    enrolment = Enrolment(
        training=training,
        employee=person,
        unit=person.unit,
        supervisor=line.assessor,
        case=case,
        wish=wish.strip(),
        requested_at=now,
    )
    outcome = begin(enrolment, actor=fresh, at=now)
    if key is not None:
        idempotency.remember(actor=fresh, key=key, digest=digest, outcome=outcome, at=now)
    return enrolment


def _digest(training: Training, person: Employee, wish: str) -> str:
    return idempotency.digest_of_request(
        Enrolment.kind, training.pk, "request", None, {"person": person.pk, "wish": wish}
    )


def _person(actor: Actor, employee: Employee | None) -> Employee:
    wanted = employee.pk if employee is not None else actor.employee_id
    found = Employee.objects.select_related("unit").filter(pk=wanted, active=True).first() if wanted else None
    if found is None:
        raise NotPermitted(_("Your account is not linked to an employee, so it cannot be enrolled."))
    return found


def _open_case(person: Employee) -> ImprovementCase | None:
    cases = ImprovementCase.objects.filter(employee=person).exclude(state__in=("closed", "withdrawn"))
    return cases.select_related("unit").first()


def _may_request_for(actor: Actor, case: ImprovementCase | None) -> bool:
    if case is None:
        return False
    return bool(policy_for(case).roles_of(actor, case) & MAY_REQUEST_IN_CASE)


def _check_open(training: Training, person: Employee) -> None:
    today = local_day(clock.now(), zone=person.unit.zone)
    if not training.active or training.ends_on < today:
        raise GuardRefused(_("This training is already over."), code="training_over")
    if Enrolment.objects.filter(training=training, employee=person, state__in=LIVE).exists():
        raise GuardRefused(_("There already is an enrolment in this training."), code="already_enrolled")


def approve_enrolment(enrolment: Enrolment, seen: Seen) -> Outcome:
    """Give the seat."""
    return move(enrolment, "approve", seen)


def queue_enrolment(enrolment: Enrolment, seen: Seen) -> Outcome:
    """Put a request on the waiting list of a full training."""
    return move(enrolment, "queue", seen)


def approve_or_queue(enrolment: Enrolment, seen: Seen) -> Outcome:
    """Give the seat; where the training is full, the place in line."""
    try:
        return approve_enrolment(enrolment, seen)
    except GuardRefused as refusal:
        if refusal.code != "no_seat":
            raise
        return queue_enrolment(enrolment, seen)


def approve_many(public_ids: Iterable[str], *, actor: Actor) -> list[BulkLine]:
    """Give seats one after the other, oldest request first; whoever finds none left goes on the waiting list."""
    rows = policy_for(Enrolment).visible_to(actor).filter(public_id__in=uuids(public_ids)[:MOST_ROWS])
    rows = rows.select_related("employee", "training").order_by("requested_at", "id")

    def act(enrolment: Enrolment) -> str:
        done = approve_or_queue(enrolment, Seen(actor, enrolment.version))
        return _("Seat given") if done.state == "approved" else _("On the waiting list, the training is full")

    def name_of(enrolment: Enrolment) -> tuple[str, str]:
        return str(enrolment.public_id), f"{enrolment.employee.full_name}, {enrolment.training.title}"

    return one_by_one(rows, act, name_of=name_of)


def decline_enrolment(enrolment: Enrolment, seen: Seen, *, reason: str) -> Outcome:
    """Do not give the seat, with the reason."""
    return move(enrolment, "decline", seen, reason=reason)


def miss(enrolment: Enrolment, seen: Seen, *, reason: str) -> Outcome:
    """Record that the person was not there, and why; the seat is not given on, the training has begun."""
    return move(enrolment, "miss", seen, reason=reason)


def evaluate(enrolment: Enrolment, seen: Seen, *, usefulness: int, recommend: bool, remarks: str = "") -> Outcome:
    """The participant says what the training was worth: use from 1 to 4, and whether to recommend it."""
    said = {"usefulness": str(usefulness), "recommend": "yes" if recommend else "no"}
    return move(enrolment, "evaluate", seen, **said, remarks=remarks or None)


def attend(enrolment: Enrolment, seen: Seen) -> Outcome:
    """Record that the person was there."""
    return move(enrolment, "attend", seen)


def complete_enrolment(
    enrolment: Enrolment, seen: Seen, *, result: str, jp_hours: int, certificate: UUID | None = None
) -> Outcome:
    """Record result, hours and certificate."""
    return move(enrolment, "complete", seen, result=result, jp_hours=jp_hours, certificate=certificate)


def cancel_enrolment(enrolment: Enrolment, seen: Seen, *, reason: str) -> Outcome:
    """Give the seat back."""
    return move(enrolment, "cancel", seen, reason=reason)


@action
def upload_certificate(enrolment: Enrolment, *, actor: Actor, stored: StoredFile, number: str = "") -> Certificate:
    """Keep a certificate for the person of the enrolment; handed in by that person or the training officer."""
    found = Enrolment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=enrolment.pk)
    policy, fresh = policy_for(Enrolment), actors.reload(actor)
    roles = policy.roles_of(fresh, found)
    if not policy.sees(fresh, found, roles):
        raise NotVisible
    if not roles & MAY_UPLOAD:
        raise NotPermitted
    if found.state not in ("approved", "attended"):
        raise GuardRefused(_("A certificate is added after the seat was given and before the result."), code="not_now")
    _check_not_anothers(stored.digest, found)
    return Certificate.objects.create(
        employee_id=found.employee_id,
        enrolment=found,
        number=number.strip()[:80],
        file=stored.path,
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        digest=stored.digest,
        uploaded_at=clock.now(),
        uploaded_by_id=fresh.user_id,
    )


def _check_not_anothers(digest: str, enrolment: Enrolment) -> None:
    if Certificate.objects.filter(digest=digest).exclude(employee_id=enrolment.employee_id).exists():
        raise GuardRefused(
            _("The same file was handed in as another person's certificate."), code="certificate_of_another"
        )
