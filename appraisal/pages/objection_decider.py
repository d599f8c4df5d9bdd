"""Another decider: who can be chosen by HR, never a party and nobody who stepped aside; who follows a recusal."""

from dataclasses import dataclass

from appraisal.deciders import unfit_for
from appraisal.machines.deciding import NAMING, RECUSING
from appraisal.models import Objection
from appraisal.pages.passing_over import Next, next_of
from appraisal.pages.reassignment import found_by
from workflow import clock
from workflow.actors import Actor
from workflow.engine import Available, available


@dataclass(frozen=True, slots=True)
class Choice:
    """People found by the search as options with post and unit; `allowed` says whether the act is open; `proposed`:
    whom the line and the rules offer beside the present decider."""

    search: str
    options: tuple[tuple[str, str, str], ...]
    allowed: bool
    proposed: Next | None


def choice_of(objection: Objection, actor: Actor, *, search: str) -> Choice:
    """Candidates by part of their name or NIP."""
    unfit = {actor.employee_id, objection.decider_id, *unfit_for(objection, at=clock.now())}
    wanted, options = found_by(search, actor, without=unfit)
    allowed = any(one.name in NAMING for one in available(objection, actor))
    return Choice(wanted, options, allowed, next_of(objection) if allowed else None)


@dataclass(frozen=True, slots=True)
class Recusal:
    """Stepping aside: the act, where the reader may take it, and who would follow."""

    act: Available | None
    proposed: Next | None


def recusal_of(objection: Objection, actor: Actor) -> Recusal:
    """The page of the decider who is partial."""
    act = next((one for one in available(objection, actor) if one.name in RECUSING), None)
    return Recusal(act, next_of(objection) if act else None)
