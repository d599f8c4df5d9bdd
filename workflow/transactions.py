"""Where transactions begin: only `@action` (and the engine's own step) opens one, and only outermost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

_depth: ContextVar[int] = ContextVar("action_depth", default=0)


def inside() -> bool:
    """Whether an action's transaction is open in this context."""
    return _depth.get() > 0


@contextmanager
def durable() -> Iterator[None]:
    """One durable transaction; refuses to be nested in another (RuntimeError from Django)."""
    token = _depth.set(_depth.get() + 1)
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        _depth.reset(token)


@contextmanager
def durable_or_joined() -> Iterator[None]:
    """Join the open action, or be one."""
    if inside():
        yield
    else:
        with durable():
            yield


def action(function: Callable[P, R]) -> Callable[P, R]:
    """One thing a person (or the clock) can do: one durable transaction around the whole function."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with durable():
            return function(*args, **kwargs)

    return run


def within_action(function: Callable[P, R]) -> Callable[P, R]:
    """A part of an action: refuses to run outside one."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not inside():
            raise RuntimeError(f"{function.__qualname__} must be called inside an action")
        return function(*args, **kwargs)

    return run
