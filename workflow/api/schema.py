"""How operations are described: stable ids, every refusal documented, transitions with their inputs."""

from collections.abc import Mapping
from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema

from workflow.api.shapes import ProblemShape
from workflow.machine import Input
from workflow.tables import MachineTable, table_of

REFUSALS = {
    "400": "Not valid: unknown, read-only or malformed fields are named in errors.",
    "401": "Not signed in.",
    "403": "Visible, but not permitted.",
    "404": "Absent or not visible to you; both answer alike.",
    "405": "This method is not offered here.",
    "406": "Only application/json is offered.",
    "409": "The state, version or revision has changed meanwhile.",
    "411": "The length of the body is not announced.",
    "413": "The body or file is too large.",
    "415": "This media type is not accepted.",
    "422": "A condition of the process is not met, or the idempotency key was used for another request.",
    "428": "The version or revision read is missing.",
    "429": "Too many requests.",
}
ALWAYS = ("400", "401", "403", "404", "405", "406", "429")
ON_WRITE = ("409", "411", "413", "415", "422", "428")


_KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "choice": {"type": "string"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "integer": {"type": "integer"},
    "decimal": {"type": "string", "format": "decimal"},
    "list": {"type": "array", "items": {}},
    "uuid": {"type": "string", "format": "uuid"},
}


def input_schema(wanted: Input) -> dict[str, Any]:
    """One input of a transition as JSON schema."""
    shape = dict(_KINDS[wanted.kind], description=str(wanted.label))
    if wanted.kind == "text":
        shape["maxLength"] = wanted.max_length
    if wanted.kind == "choice":
        shape["enum"] = [value for value, _label in wanted.choices]
    return shape


def transitions_text(table: MachineTable, *, richer: Mapping[str, Any]) -> str:
    """The transitions of a machine with their inputs, as a list people can read."""
    lines = []
    for row in table.rows.values():
        if row.hidden:
            continue
        names = [f"{wanted.name}{'' if wanted.required else ' (optional)'}" for wanted in row.needs]
        if row.name in richer:
            names = list(richer[row.name]().fields)
        lines.append(f"- `{row.name}`: {row.label}" + (f" ({', '.join(names)})" if names else ""))
    return "\n".join(lines)


class ProblemSchema(AutoSchema):
    """The schema of one operation, with its problem answers."""

    def get_operation_id(self) -> str:
        """`<resource>_<action>`: stable as long as the address and the action keep their names."""
        action = getattr(self.view, "action", None)
        parts = [part.replace("-", "_") for part in self._words()]
        last = str(action) if action else self.method.lower()
        return "_".join(parts if parts and parts[-1] == last else [*parts, last])

    def _words(self) -> list[str]:
        """The words of the address; those in braces are values."""
        path = self.path.removeprefix("/api/v1/")
        return [part for part in path.split("/") if part and not part.startswith("{")]

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        """The shape's name behind its app's: two apps may both have a `PersonShape`."""
        app = type(serializer).__module__.split(".", maxsplit=1)[0].capitalize()
        base = type(serializer).__name__.removesuffix("Serializer").removesuffix("Shape")
        return f"{app}{base}"

    def _resolve_path_parameters(self, variables: Any) -> list[dict[str, Any]]:
        """Everything in an address that is not a word is a public id; what is not says so itself."""
        schema = {"type": "string", "format": "uuid"}
        return [{"in": "path", "name": name, "schema": dict(schema), "required": True} for name in variables]

    def get_tags(self) -> list[str]:
        """The first word of the address: the resource."""
        return [(self._words() or ["api"])[0]]

    def get_override_parameters(self) -> list[Any]:
        """Query parameters of a list come from the serializer that reads them."""
        names = getattr(self.view, "schema_parameters", None)
        return list(names(self.method)) if names else []

    def _moves(self) -> bool:
        """Whether this operation is the transition of a subject."""
        return getattr(self.view, "action", None) == "transitions"

    def get_description(self) -> str:  # type: ignore[override]
        """The words of the view; for transitions also what they are and what each asks for."""
        words = str(super().get_description() or "")
        if not self._moves():
            return words
        view: Any = self.view
        text = transitions_text(table_of(view.model), richer=view.transition_inputs)
        return f"{words}\n\n{text}"

    def _get_request_body(self, direction: str = "request") -> Any:
        """The body; for transitions made from the machine's own table."""
        if not self._moves():
            return super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        view: Any = self.view
        shape = {
            "type": "object",
            "required": ["transition", "version"],
            "properties": self._transition_properties(table_of(view.model), richer=view.transition_inputs),
            "additionalProperties": False,
        }
        return {"content": {"application/json": {"schema": shape}}, "required": True}

    def _transition_properties(self, table: MachineTable, *, richer: Mapping[str, Any]) -> dict[str, Any]:
        names = [row.name for row in table.rows.values() if not row.hidden]
        properties: dict[str, Any] = {
            "transition": {"type": "string", "enum": names},
            "version": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
        }
        for row in table.rows.values():
            for wanted in () if row.hidden else row.needs:
                properties.setdefault(wanted.name, input_schema(wanted))
        for serializer in richer.values():
            inner = self._map_serializer(serializer(), "request")  # type: ignore[no-untyped-call]
            properties.update(inner.get("properties", {}))
        return properties

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        """The documented answers and all refusals that can meet this method."""
        bodies = super()._get_response_bodies(direction)
        refusals = ALWAYS if self.method in {"GET", "HEAD"} else ALWAYS + ON_WRITE
        for status in refusals:
            bodies.setdefault(status, self._refusal(status))
        return bodies

    def _refusal(self, status: str) -> dict[str, Any]:
        component = self.resolve_serializer(ProblemShape(), "response")
        return {
            "content": {"application/problem+json": {"schema": component.ref}},
            "description": REFUSALS[status],
        }
