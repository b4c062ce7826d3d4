"""Policies of ranges in words: a task without a policy of its own may still have asked for some."""

from __future__ import annotations

from typing import Final

from app.present import text
from app.present.views import View
from simcore.spec.events import Mbind, Mbind2

__all__ = ("ranges_text",)

_TOLD: Final = 3


def ranges_text(view: View) -> str:
    """What the kernel took for ranges, the first few of them: heap 0–1 023: bind on nodes 1."""
    told = [_told(view, event) for event in view.range_policies[:_TOLD]]
    more = len(view.range_policies) - _TOLD
    return "; ".join([*told, *([view.words("home.more_ranges", n=more)] if more > 0 else [])])


def _told(view: View, event: Mbind | Mbind2) -> str:
    policy = " | ".join([event.mode, *(event.flags if isinstance(event.flags, tuple) else ())])
    if event.nodes:
        policy = view.words("home.on_nodes", mode=policy, nodes=event.nodes)
    return f"{_range(view, event)}: {policy}"


def _range(view: View, event: Mbind | Mbind2) -> str:
    """The range as it was named: a region, pages of it, or an address."""
    if event.id is None:
        return str(event.addr)
    first, region = event.first or 0, view.result.regions.get(event.id)
    if event.pages is None or (region is not None and (first, event.pages) == (0, region.pages)):
        return event.id
    return f"{event.id} {text.grouped(first)}–{text.grouped(first + event.pages - 1)}"
