"""What a plan must have before it is proposed, and who still has to agree to it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _


def missing_in_plan(case: Any) -> Iterator[str]:
    """Sentences of what the plan lacks."""
    if not case.goal.strip():
        yield _("The goal is not written yet.")
    if case.target_on is None:
        yield _("The plan has no day on which it should be reached.")
    items = [i for i in case.items.all() if not i.removed]
    if not any(i.required for i in items):
        yield _("The plan needs at least one required item.")
    for item in items:
        if item.due_on is None:
            yield _("Without a date: %(title)s") % {"title": item.title}
        elif case.target_on and item.due_on > case.target_on:
            yield _("Due after the end of the plan: %(title)s") % {"title": item.title}


def missing_agreements(case: Any) -> Iterator[str]:
    """Who has not agreed yet."""
    if case.employee_agreed_at is None:
        yield _("The employee has not agreed yet.")
    if case.supervisor_agreed_at is None:
        yield _("The supervisor has not agreed yet.")
