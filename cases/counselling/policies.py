"""Who may see and do what with counselling. Others than the two who talk see that it exists, and when.

The counsellor loses the relation while he has power over the person: as supervisor or coach of the case, or as HR of
the unit. It follows the office, not the past: a former counsellor sees nothing. Coach, training officer, leader and
administrator hold no role here at all.
"""

from typing import Any

from django.db.models import Q

from cases.models import Counselling, CounsellingSession
from cases.policies import ByRelation, Readable
from workflow.actors import Actor
from workflow.policies import register_policy
from workflow.roles import Role

PARTIES = frozenset({Role.SUBJECT.value, Role.COUNSELLOR.value})
VIEWERS = frozenset({*PARTIES, Role.ASSESSOR.value, Role.HR.value, Role.AUDITOR.value})
COUNSELLING_FIELDS: Readable = {
    **dict.fromkeys(PARTIES, frozenset({"people", "openings"})),
    Role.HR.value: frozenset({"people"}),
}
TALK_FIELDS: Readable = {
    Role.SUBJECT.value: frozenset({"talk", "note", "openings"}),
    # The note only of talks he led himself: see `fields_for`.
    Role.COUNSELLOR.value: frozenset({"talk", "openings"}),
}


class _Confidential(ByRelation):
    """The counsellor by column, minus conflicts of interest; `root` leads to the counselling ("" or "…__")."""

    viewers = VIEWERS
    # An auditor knows that it runs, not who listens; who took a step would tell.
    actors_confidential = True
    granted = frozenset({Role.HR.value, Role.AUDITOR.value})
    conditional = frozenset({Role.COUNSELLOR.value})
    root = ""

    def derive_roles(self, actor: Actor, obj: Any) -> frozenset[str]:
        """Columns and grants; a counsellor with power over the person is none."""
        roles = super().derive_roles(actor, obj)
        if Role.COUNSELLOR.value not in roles:
            return roles
        me = actor.employee_id
        case = f"{self.root}case"
        powers = (self._value(obj, f"{case}__supervisor_id"), self._value(obj, f"{case}__coach_id"))
        if me in powers or actor.holds(Role.HR, self._value(obj, f"{case}__unit__lft")):
            return roles - {Role.COUNSELLOR.value}
        return roles

    def _where(self, actor: Actor) -> Q:
        case, me = f"{self.root}case", actor.employee_id
        where = super()._where(actor)
        if me is None:
            return where
        listens = Q(**{f"{self.root}counsellor_id": me})
        listens &= ~Q(**{f"{case}__supervisor_id": me}) & ~Q(**{f"{case}__coach_id": me})
        for first, last in actor.intervals(Role.HR):
            listens &= ~Q(**{f"{case}__unit__lft__range": (first, last)})
        return where | listens


@register_policy
class CounsellingPolicy(_Confidential):
    """One counselling."""

    model = Counselling
    person = "case__employee"
    columns = {Role.ASSESSOR.value: "case__supervisor", Role.COUNSELLOR.value: "counsellor"}
    unit = "case__unit"
    readable = COUNSELLING_FIELDS


@register_policy
class TalkPolicy(_Confidential):
    """One talk: whoever stands to the counselling stands to its talks; the note is for the two who talked."""

    model = CounsellingSession
    root = "counselling__"
    person = "counselling__case__employee"
    columns = {
        Role.ASSESSOR.value: "counselling__case__supervisor",
        Role.COUNSELLOR.value: "counselling__counsellor",
    }
    unit = "counselling__case__unit"
    readable = TALK_FIELDS

    def fields_for(self, actor: Actor, obj: CounsellingSession) -> frozenset[str]:
        """What the relation opens; the note also to the counsellor who led this talk."""
        opened = super().fields_for(actor, obj)
        led = Role.COUNSELLOR.value in self.roles_of(actor, obj) and obj.counsellor_id == actor.employee_id
        return opened | {"note"} if led else opened
