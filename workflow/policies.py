"""Who may: one policy per kind of object, and the register in which other layers find it.

A policy derives roles from facts (columns of the object, dated posts, grants). The four forms must agree:
`may` for one object, `visible_to` as a queryset, `users_who_may` for recipients, `fields_for` for what is shown.
"""

from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from workflow.actors import Actor
from workflow.machine import Machine
from workflow.roles import Role
from workflow.tables import kind_of, table_of

M = TypeVar("M", bound=Machine)


class Policy(Generic[M]):
    """Base of all policies. Subclasses set `model` and `viewers` and implement the four forms."""

    model: type[M]
    viewers: frozenset[str] = frozenset()
    # Who acted is itself confidential: the record of auditors names no account for events of this kind.
    actors_confidential: bool = False

    def roles_of(self, actor: Actor, obj: M) -> frozenset[str]:
        """Every role the actor holds towards the object, as of now."""
        if actor.is_clock:
            return frozenset({Role.CLOCK.value})
        if not actor.active or actor.user_id is None:
            return frozenset()
        return frozenset(str(role) for role in self.derive_roles(actor, obj))

    def derive_roles(self, actor: Actor, obj: M) -> frozenset[str]:
        """Roles of an active person; conflicts of interest already taken out."""
        return frozenset()

    def sees(self, actor: Actor, obj: M, roles: frozenset[str] | None = None) -> bool:
        """Whether the actor may know that the object exists."""
        held = self.roles_of(actor, obj) if roles is None else roles
        return bool(held & self.viewers) or actor.is_clock

    def may(self, actor: Actor, transition: str, obj: M) -> bool:
        """Whether the actor's roles allow the transition (state and guards aside)."""
        roles = self.roles_of(actor, obj)
        return self.sees(actor, obj, roles) and bool(roles & table_of(type(obj)).row(transition).by)

    def on_behalf(self, actor: Actor, obj: M, roles: frozenset[str]) -> str:
        """In whose place the actor acts in these roles (Plt, Plh or a delegation, with the letter); empty for one's
        own office."""
        return ""

    def visible_to(self, actor: Actor) -> "QuerySet[M]":
        """All objects the actor may know of: the same rule as `sees`, as one WHERE."""
        return self.model._default_manager.none()

    def users_who_may(self, role_or_transition: str, obj: M) -> list[int]:
        """Ids of the users who hold a role towards the object, or may take a transition."""
        table = table_of(type(obj))
        if role_or_transition in table.rows:
            found: dict[int, None] = {}
            for role in sorted(table.rows[role_or_transition].by):
                found.update(dict.fromkeys(self.users_in_role(role, obj)))
            return list(found)
        return self.users_in_role(role_or_transition, obj)

    def users_in_role(self, role: str, obj: M) -> list[int]:
        """Ids of the users who hold one role towards the object; conflicts of interest taken out."""
        return []

    def fields_for(self, actor: Actor, obj: M) -> frozenset[str]:
        """Names of the field groups the actor may read in the object's present state."""
        return frozenset()


_policies: dict[str, Policy[Any]] = {}


def register_policy(policy: type[Policy[Any]]) -> type[Policy[Any]]:
    """Class decorator: make the policy the one for its model's kind."""
    _policies[policy.model.kind] = policy()
    return policy


def policy_for(thing: Any) -> Policy[Any]:
    """The policy of a kind, model or object."""
    try:
        return _policies[kind_of(thing)]
    except KeyError:
        raise LookupError(f"no policy is registered for {kind_of(thing)!r}") from None


def registered_kinds() -> tuple[str, ...]:
    """Kinds that have a policy (a check holds this against all machines)."""
    return tuple(sorted(_policies))
