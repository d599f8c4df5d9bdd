"""What people do with the two forms: save answers, hand in, take note, give feedback to another reader."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _

from cases.actions.moves import Seen, move
from cases.guidance import fields
from cases.models import GuidanceEvaluation, GuidanceFeedback
from workflow import actors
from workflow.actors import Actor
from workflow.engine import Outcome
from workflow.errors import InvalidInput, NotPermitted, NotVisible, PreconditionRequired, StaleRevision, StateConflict
from workflow.policies import policy_for
from workflow.roles import Role
from workflow.transactions import action

Form = TypeVar("Form", GuidanceFeedback, GuidanceEvaluation)
WRITERS: Final = {GuidanceFeedback.kind: Role.SUBJECT.value, GuidanceEvaluation.kind: Role.COACH.value}


@action
def save_answers(form: Form, *, actor: Actor, revision: int | None, values: Mapping[str, Any]) -> Form:
    """Save some answers of a draft, by the names of `fields`; others stay. `revision` is the one the writer read.

    Only the writer saves: of feedback the employee, of an evaluation whoever guides now. A stale save is refused with
    what is stored; nothing is saved where one value cannot be.
    """
    found = _to_write(form, actor)
    if revision is None:
        raise PreconditionRequired
    if revision != found.revision:
        stored = {name: fields.as_text(value) for name, value in fields.answers_of(found).items()}
        raise StaleRevision(current={"revision": found.revision, "fields": stored})
    faults = list(fields.faults_of(found, values))
    if faults:
        raise InvalidInput(details=faults)
    columns = fields.put(found, values)
    found.revision += 1
    type(found).objects.filter(pk=found.pk).update(revision=found.revision, **columns)
    return found


def _to_write(form: Form, actor: Actor) -> Form:
    rows = type(form).objects.select_for_update(of=("self",)).select_related("case__unit")
    found, fresh = rows.get(pk=form.pk), actors.reload(actor)
    policy = policy_for(found)
    roles = policy.roles_of(fresh, found)
    if not policy.sees(fresh, found, roles):
        raise NotVisible
    if WRITERS[found.kind] not in roles:
        raise NotPermitted
    if found.state != "draft":
        raise StateConflict(_("What was handed in cannot be changed any more."), state=found.state)
    return found


def hand_in(form: GuidanceFeedback | GuidanceEvaluation, seen: Seen) -> Outcome:
    """Sign the form and hand it in; refused with the list of what is missing."""
    return move(form, "hand_in", seen)


def take_note(form: GuidanceFeedback, seen: Seen) -> Outcome:
    """Say that one has read the feedback that was handed in to one."""
    return move(form, "take_note", seen)


def readdress(form: GuidanceFeedback, seen: Seen) -> Outcome:
    """HR gives unread feedback to whoever stands above the guide today; HR does not read it by that."""
    return move(form, "readdress", seen)
