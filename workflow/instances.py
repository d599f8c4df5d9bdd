"""Objects from the columns of a joined row, without the constructors: the locking read makes three of them a step.

Django's `Model.__init__` asks every field for its value one by one. A stored row needs none of that: the columns are
all there and go straight into the object, as its fields would have put them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns of a row make an object of which model, and what hangs on it."""

    model: type[Model]
    names: tuple[str, ...]
    columns: slice
    key: int
    by_constructor: bool
    related: tuple[tuple["Shape", Callable[..., None], Callable[..., None]], ...]

    def build(self, values: Sequence[Any]) -> Any:
        """The object of a row, with its related objects in place."""
        made = self._made(values[self.columns])
        for shape, attach, attach_back in self.related:
            other = None if values[shape.key] is None else shape.build(values)
            attach(made, other)
            if other is not None:
                attach_back(other, made)
        return made

    def _made(self, own: Sequence[Any]) -> Any:
        if self.by_constructor:
            return self.model.from_db(DEFAULT_DB_ALIAS, self.names, own)
        made = self.model.__new__(self.model)
        state = ModelState()
        state.db, state.adding = DEFAULT_DB_ALIAS, False
        made.__dict__.update(zip(self.names, own, strict=True), _state=state)
        return made


def shape_of(info: Mapping[str, Any], select: Sequence[Any]) -> Shape:
    """The shape that a compiled query gives (`klass_info` and `select` of Django's compiler)."""
    model, start, end = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
    names = tuple(select[place][0].target.attname for place in range(start, end))
    return Shape(
        model=model,
        names=names,
        columns=slice(start, end),
        key=start + names.index(model._meta.pk.attname),
        by_constructor=_has_own_constructor(model),
        related=tuple(
            (shape_of(inner, select), inner["local_setter"], inner["remote_setter"])
            for inner in info.get("related_klass_infos", ())
        ),
    )


def _has_own_constructor(model: type[Model]) -> bool:
    """Whether making an object of this model is more than filling it."""
    loader: Any = model.from_db
    return model.__init__ is not Model.__init__ or loader.__func__ is not Model.__dict__["from_db"].__func__
