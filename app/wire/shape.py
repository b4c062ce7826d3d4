"""What every answer is made of, and what every refusal looks like."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

__all__ = (
    "PROBLEM",
    "DataTable",
    "ProblemDocument",
    "Shape",
)


class Shape(BaseModel):
    """Base of all answers: nothing that is not described."""

    model_config = ConfigDict(extra="forbid")


class ProblemItem(Shape):
    """One thing that is wrong."""

    pointer: str = Field(description="JSON pointer into the body; empty for the whole of it")
    detail: str


class ProblemDocument(Shape):
    """Every refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemItem]


PROBLEM: Final[dict[str, Any]] = {
    "model": ProblemDocument,
    "content": {"application/problem+json": {}},
}
"""How a refusal is described among an operation's answers."""


class DataTable(Shape):
    """A table twin of a figure."""

    model_config = ConfigDict(extra="allow")

    head: list[Any]
    rows: list[list[Any]]
