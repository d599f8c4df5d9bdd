"""Who would decide next, and who is passed over and why, in words; for the page of the act, the history and REST."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appraisal import deciders
from appraisal.deciders import Decider, PassedOver
from appraisal.models import Objection
from organization.models import Employee
from workflow import clock
from workflow.actors import Actor
from workflow.errors import NotPermitted
from workflow.history import told_in
from workflow.models import Event
from workflow.policies import policy_for
from workflow.roles import Role

Words = str | Promise

GROUNDS: Mapping[str, Words] = {
    deciders.OWN_MATTER: gettext_lazy("it is about this person"),
    deciders.RATED: gettext_lazy("rated the form"),
    deciders.STANDS_IN: gettext_lazy("stands in for the assessor"),
    deciders.ANSWERED: gettext_lazy("answered in the place of the assessor"),
    deciders.STEPPED_ASIDE: gettext_lazy("stepped aside"),
    deciders.SILENT: gettext_lazy("let the time pass"),
}
LYING_WITH_SOMEBODY = ("late", "filed", "answered")


@dataclass(frozen=True, slots=True)
class Next:
    """Who would decide if the present decider stepped aside now; None where the line offers nobody."""

    decider: Decider | None
    passed: tuple[PassedOver, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """One for everybody who is passed over."""
        return tuple(sentence(one.name, one.ground) for one in self.passed)


def next_of(objection: Objection) -> Next:
    """What the search finds at this moment; it is asked again at the act."""
    found = deciders.search_again(objection, at=clock.now(), leaving=deciders.STEPPED_ASIDE)
    return Next(found.decider, tuple(one for one in found.passed if not _leaves(one, objection)))


def next_for(objection: Objection, actor: Actor) -> Next:
    """The same for whoever may step aside or name somebody; 403 for everybody else."""
    roles = policy_for(objection).roles_of(actor, objection)
    if not roles & {Role.DECIDER, Role.HR} or str(objection.state) not in LYING_WITH_SOMEBODY:
        raise NotPermitted
    return next_of(objection)


def _leaves(one: PassedOver, objection: Objection) -> bool:
    """The present decider is no news, unless he has another ground."""
    decider = objection.decider
    return decider is not None and one.public_id == decider.public_id and one.ground == deciders.STEPPED_ASIDE


def passed_in(events: Iterable[Event]) -> dict[int, tuple[PassedOver, ...]]:
    """By version of the event: who was passed over, with the names of today; one query, none where nobody was."""
    told = {event.version: told_in(event).get("passed_over", ()) for event in events}
    wanted = {UUID(one["person"]) for rows in told.values() for one in rows}
    people = Employee.objects.filter(public_id__in=wanted) if wanted else ()
    names = {one.public_id: one.full_name for one in people}
    return {number: tuple(_read(one, names) for one in rows) for number, rows in told.items() if rows}


def _read(row: Mapping[str, Any], names: Mapping[UUID, str]) -> PassedOver:
    person = UUID(row["person"])
    return PassedOver(person, names.get(person, ""), row["ground"])


def sentence(name: str, ground: str) -> str:
    """ "Dewi Lestari was passed over: stands in for the assessor"."""
    return _("%(name)s was passed over: %(ground)s") % {"name": name, "ground": GROUNDS.get(ground, ground)}
