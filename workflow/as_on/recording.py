"""Writes down that somebody else than the subject read confidential parts of a day that has passed."""

from workflow.access import record_read
from workflow.actors import Actor
from workflow.as_on.reading import AsOn
from workflow.policies import policy_for
from workflow.roles import Role


def note_day_read(found: AsOn, *, actor: Actor) -> None:
    """One access record where guarded groups were shown, as for the subject as it is today."""
    roles = policy_for(found.subject).roles_of(actor, found.subject)
    if found.groups and Role.SUBJECT.value not in roles:
        record_read(found.subject, actor=actor, fields=found.groups, ground=",".join(sorted(roles)))
