"""What was made once and will be asked for again: the latest answers, as many as are allowed.

What is kept follows from its key alone, or says itself how long it is to be believed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

from starlette.concurrency import run_in_threadpool

__all__ = ("PAGES", "PREVIEWS", "Kept")

Value = TypeVar("Value")

PAGES: Final = 128
"""Pages and JSON twins of shares; a page is some 150 KiB, and 25 KiB packed."""
PREVIEWS: Final = 64
"""Previews, which undo and redo ask for again; an answer is some 60 KiB."""


class Kept(Generic[Value]):
    """Values by key; beyond ``most`` the one that was asked for longest ago goes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value of a key, or None where it is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def made(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not kept; what ``make`` raises is not kept."""
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value, also where another is kept."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)

    async def made_aside(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """As ``made`` for a coroutine: what is kept at once, what has to be made in a thread."""
        value = self.get(key)
        return await run_in_threadpool(self.made, key, make) if value is None else value
