"""A case follows its person to another unit or assessor: by HR, and where organisation moves the person."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from cases.actions.board import chosen, name_of
from cases.actions.moves import Seen, move
from cases.machines.improvement_case import TRANSFERS
from cases.models import ImprovementCase
from cases.transfers import left_behind
from organization.moves import follows_people
from workflow.actors import CLOCK, Actor
from workflow.engine import Outcome, fire
from workflow.row_by_row import BulkLine, one_by_one
from workflow.transactions import within_action


def transfer_case(case: ImprovementCase, seen: Seen) -> Outcome:
    """Let a case follow its person: unit and supervisor of today, every date as it was; refused where it is already."""
    return move(case, TRANSFERS.get(str(case.state), "transfer"), seen)


def transfer_each(public_ids: Iterable[str], *, actor: Actor) -> list[BulkLine]:
    """Let many cases follow their people; each answers for itself."""

    def act(case: ImprovementCase) -> str:
        transfer_case(case, Seen(actor, case.version))
        return _("The case followed its person")

    return one_by_one(chosen(public_ids, actor), act, name_of=name_of)


@follows_people
@within_action
def follow(employee_ids: Collection[int], at: datetime) -> None:
    """Cases of people who were put into another unit go with them, in the transaction that moved the people."""
    for case in left_behind(employee_ids):
        name = TRANSFERS[str(case.state)]
        fire(case, name, actor=CLOCK, version=case.version, at=at)
