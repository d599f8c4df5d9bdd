"""What a line of the table of notices says.

`to` names roles or transitions of the event's subject; recipients are whoever the subject's policy finds for them
when the notice is made, and again when it is sent. Someone reached by two lines gets the first. Whoever did the
deed is not told of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflow.roles import Role


@dataclass(frozen=True)
class Route:
    """One line of the table."""

    event: str
    to: tuple[str, ...]
    text: str
    urgent: bool = False
    mail: bool = False


def tell(event: str, *to: Role, text: str = "", urgent: bool = False, mail: bool = False) -> Route:
    """One line; the words are those of the event unless another key is named."""
    return Route(event=event, to=tuple(role.value for role in to), text=text or event, urgent=urgent, mail=mail)


def routes_by_event(routes: Sequence[Route]) -> Mapping[str, tuple[Route, ...]]:
    """The table by event, in the order of its lines."""
    found: dict[str, tuple[Route, ...]] = {}
    for route in routes:
        found[route.event] = (*found.get(route.event, ()), route)
    return found
