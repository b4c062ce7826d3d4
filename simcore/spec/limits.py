"""How big an experiment may be. One place; every refusal names its limit."""

from __future__ import annotations

from typing import Final

__all__ = (
    "MAX_ACCESS",
    "MAX_CANONICAL_BYTES",
    "MAX_CPUS",
    "MAX_EVENTS",
    "MAX_INTEGER",
    "MAX_LINKS",
    "MAX_NODES",
    "MAX_PAGES",
    "MAX_PAGE_TEXT",
    "MAX_POINTS",
    "MAX_SHOWN_PAGES",
    "MAX_SINGLE_PAGES",
    "MAX_STREAMS",
    "MAX_TASKS",
)

MAX_NODES: Final = 64
MAX_LINKS: Final = 128
MAX_ACCESS: Final = 1024
MAX_POINTS: Final = 64
"""Points of a latency curve."""
MAX_TASKS: Final = 16
MAX_EVENTS: Final = 10_000
MAX_STREAMS: Final = 16
MAX_CPUS: Final = 8192
MAX_PAGES: Final = 2**48
MAX_PAGE_TEXT: Final = 200_000
"""Characters of one page list."""
MAX_SHOWN_PAGES: Final = 2**20
"""Pages that one event shows as text."""
MAX_SINGLE_PAGES: Final = 32_768
"""Page ranges of all page lists; of memory that shows an object, a stepped range counts for
each of its pages."""
MAX_INTEGER: Final = 2**53 - 1
"""Largest number in a document: what every JSON reader keeps exactly."""
MAX_CANONICAL_BYTES: Final = 256 * 1024
