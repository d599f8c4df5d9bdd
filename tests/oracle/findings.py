"""What a play found: comparisons, disagreements, broken invariants, and how often each situation was reached."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from appraisal.models import Objection
from cases.models import ImprovementCase
from tests.oracle.staging import Stage
from workflow.policies import policy_for


@dataclass
class Played:
    """What was compared, what did not agree, and which invariants broke; numbers of what was reached."""

    disagreements: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, number: int = 1) -> None:
        """One more of something that was reached."""
        self.counts[what] = self.counts.get(what, 0) + number

    def agree(self, what: str, product: Any, lawful_one: Any) -> None:
        """Both say the same."""
        self.count("compared")
        if product != lawful_one:
            self.disagreements.append(f"{what}: product {product}, lawful {lawful_one}")

    def must(self, what: str, holds: object) -> None:
        """An invariant."""
        if not holds:
            self.disagreements.append(what)


def nobody_is_stuck(stage: Stage, played: Played) -> None:
    """Long after: what is open has somebody who can act, and nobody acts on himself; so have the cases."""
    for key, row in stage.forms().items():
        users = {one for name in ("approve", "reassign", "accept") for one in _who(row, name)}
        played.must(f"{key} is stuck in {row.state}", row.state in ("final", "cancelled") or users)
    for objection in Objection.objects.exclude(state__in=("decided", "withdrawn", "lapsed", "out_of_time")):
        open_to = {one for name in ("decide", "assign_decider", "answer") for one in _who(objection, name)}
        played.must(f"objection {objection.pk} is stuck in {objection.state}", open_to)
    for case in ImprovementCase.objects.select_related("unit"):
        played.count("cases")
        played.must(f"case {case.pk} is his own", case.supervisor_id != case.employee_id)
        able = {one for name in ("propose", "agree", "assign_supervisor") for one in _who(case, name)}
        own = stage.accounts[next(k for k, one in stage.people.items() if one.pk == case.employee_id)]
        played.must(f"case {case.pk} has nobody", able - {own.pk})


def _who(row: Any, name: str) -> list[int]:
    return policy_for(type(row)).users_who_may(name, row)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is done inside leaves nothing; the product's own transactions may begin right inside."""
    block: Any = transaction.atomic()
    block._from_testcase = True
    block.__enter__()
    try:
        yield
    finally:
        transaction.set_rollback(True)
        block.__exit__(None, None, None)
