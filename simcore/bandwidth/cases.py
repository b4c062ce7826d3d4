"""Prediction cases: what a user would know of a machine, and what was then measured on it.

The form of a case is the data's own (``format`` 1, six families). Reading is strict where a
number is used and blind to the rest, and a refusal names the key, as in ``nodes/1/idle_ns``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ("CaseError", "Reader", "read_share")


class CaseError(ValueError):
    """A case that cannot be predicted; ``key`` says where it is wrong."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(f"{key}: {text}" if key else text)
        self.key = key
        self.text = text


@dataclass(frozen=True, slots=True)
class Reader:
    """A value of a case together with its place, for errors that say where."""

    value: object
    key: str = ""

    def at(self, name: str) -> Reader:
        """The member ``name``. Raises CaseError if it is missing."""
        if not self.has(name):
            raise CaseError(self._below(name), "is missing")
        value = self.value
        assert isinstance(value, Mapping)
        return Reader(value[name], self._below(name))

    def has(self, name: str) -> bool:
        """Whether there is a member ``name``. Raises CaseError if there can be none."""
        if not isinstance(self.value, Mapping):
            raise CaseError(self.key, "must be an object")
        return name in self.value

    def items(self) -> list[Reader]:
        """The elements of a list that is not empty."""
        value = self.value
        if not isinstance(value, Sequence) or isinstance(value, str) or not value:
            raise CaseError(self.key, "must be a list that is not empty")
        return [Reader(one, self._below(str(index))) for index, one in enumerate(value)]

    def text(self) -> str:
        """The value, which must be a string."""
        if not isinstance(self.value, str):
            raise CaseError(self.key, "must be a string")
        return self.value

    def number(self, *, least: float = 0.0) -> float:
        """The value, which must be a finite number above ``least``."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise CaseError(self.key, "must be a number")
        if not (math.isfinite(value) and value > least):
            raise CaseError(self.key, f"must be above {least:g}")
        return float(value)

    def one_of(self, known: Mapping[str, object]) -> str:
        """The value, which must be a key of ``known``."""
        if self.text() not in known:
            raise CaseError(self.key, f"must be one of {', '.join(sorted(known))}")
        return self.text()

    def _below(self, name: str) -> str:
        """The place of a member."""
        return f"{self.key}/{name}" if self.key else name


def read_share(reader: Reader, default: float = 1.0) -> float:
    """``read_permille`` of a case or point as a share; absent or null means the default."""
    if not reader.has("read_permille") or reader.at("read_permille").value is None:
        return default
    permille = reader.at("read_permille").number(least=-1.0)
    if not 0 <= permille <= 1000:
        raise CaseError(reader.at("read_permille").key, "must lie between 0 and 1000")
    return permille / 1000
