"""A wide piece of Python's own stack for tests, whose calls go deep.

CPython keeps its frames in chunks of 16 KB. A loop whose calls cross the end of a chunk asks the kernel for the next
chunk and gives it back at every single call; pytest, the test client, middleware and templates lie so deep that they do
so by the hundred thousand: a fifth of the processor time of the scan for leaks. One frame that needs more than a chunk
makes CPython take one that is large enough (`push_chunk` in `Python/pystate.c`), and all deeper frames fit behind it.
Only what is touched costs memory. A page of the running product lies less deep and gains nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

# In places of eight bytes: a frame of 480 KB lies in a chunk of 1 MB and leaves half of it to deeper frames.
WIDTH: Final = 60_000

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def on_wide_stack(function: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """Call the function with room for some hundred frames below it, and answer as it does."""
    return function(*args, **kwargs)


_narrow: Any = on_wide_stack
_narrow.__code__ = _narrow.__code__.replace(co_stacksize=WIDTH)
