"""What changes of the rules put on the worklist of HR: a draft that waits for a second officer."""

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appraisal.models import RuleChange
from organization import tree
from workflow.actors import Actor
from workflow.roles import Role
from workflow.worklist import Task


def owed_by(actor: Actor) -> "QuerySet[Any] | None":
    """Drafts of other officers in running cycles; who drafted one cannot put it into force."""
    if not actor.active or not actor.holds(Role.HR):
        return None
    rows = RuleChange.objects.filter(tree.within(actor.intervals(Role.HR), "cycle__unit__"), state="drafted")
    return rows.filter(cycle__state="running").exclude(author_id=actor.user_id or 0).annotate(
        part=Value("rule_change", output_field=CharField()),
        key=F("public_id"),
        page=F("public_id"),
        name=F("cycle__name"),
        about=F("rule_set__name"),
        since=F("state_since"),
    )  # fmt: skip


def line_of(row: Any) -> Task:
    """One draft as a task."""
    return Task(
        key=f"rule-change:{row.key}",
        title=_("Look at the new rules for %(cycle)s") % {"cycle": row.name},
        url=reverse("appraisal:rule-change", args=[row.page]),
        action=pgettext("button", "Open"),
        why=_("A colleague drafted the change; another officer puts it into force or discards it."),
        rank=3,
    )
