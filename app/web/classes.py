"""What a request costs: the table that rate limits and the read-only mode go by.

What is not a read and not known here counts as a save, so that a new route that writes is never
let through by mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

__all__ = ("WRITES", "Cost", "cost_of")


class Cost(StrEnum):
    """A class of requests, from cheap to dear."""

    READ = "read"
    PREVIEW = "preview"
    DRAFT = "draft"
    SAVE = "save"
    HEAVY = "heavy"


WRITES: Final = frozenset({Cost.DRAFT, Cost.SAVE})
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_COMPUTED_PAGES: Final = frozenset({"/", "/compare", "/interfaces"})
"""Pages that compute what their query asks for."""
_POSTS: Final[Mapping[str, Cost]] = {
    "/": Cost.PREVIEW,
    "/api/v1/preview": Cost.PREVIEW,
    "/api/v1/explain": Cost.PREVIEW,
    "/api/v1/interfaces": Cost.PREVIEW,
    "/api/v1/advise": Cost.HEAVY,
    "/api/v1/compare": Cost.HEAVY,
    "/api/v1/import": Cost.HEAVY,
    "/api/v1/races": Cost.HEAVY,
    "/import": Cost.HEAVY,
}
_POSTS_BELOW: Final[Mapping[str, Cost]] = {
    "/api/v1/export/": Cost.PREVIEW,
    "/api/v1/drafts": Cost.DRAFT,
    "/d/": Cost.DRAFT,
}


def cost_of(method: str, path: str, query: bytes = b"") -> Cost:
    """The class of a request."""
    if method in _READS:
        return Cost.PREVIEW if query and path in _COMPUTED_PAGES else Cost.READ
    if path in _POSTS:
        return _POSTS[path]
    below = (cost for start, cost in _POSTS_BELOW.items() if path.startswith(start))
    return next(below, Cost.SAVE)
