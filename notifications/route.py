"""One line of the table of notices; the table itself is `routes.py`."""

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
