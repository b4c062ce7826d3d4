"""What texts say of a run rather than of a machine: pages of regions, counters, curves."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from simcore.interchange.merge import Merged

__all__ = ("measured",)


def measured(merged: Merged) -> dict[str, Any] | None:
    """Plain data for the API; None where nothing was measured."""
    regions: dict[str, dict[str, Any]] = defaultdict(dict)
    counters: dict[str, dict[str, Any]] = defaultdict(dict)
    pages: dict[str, int] = defaultdict(int)
    for cell in merged.under("pages"):
        _, region, node = cell.place
        regions[str(region)][str(node)] = cell.best.value
        pages[str(node)] += int(cell.best.value) if isinstance(cell.best.value, int) else 0
    policies = {str(cell.place[1]): str(cell.best.value) for cell in merged.under("mapping")}
    for cell in merged.under("counter"):
        _, name, node = cell.place
        counters[str(name)][str(node)] = cell.best.value
    curves = [
        {"node": cell.place[1] if len(cell.place) > 1 else None, "points": cell.best.value}
        for cell in merged.under("curve")
    ]
    pairs = _pairs(merged)
    if not (regions or counters or curves or pairs):
        return None
    return {
        "pages": dict(sorted(pages.items(), key=lambda item: int(item[0]))),
        "regions": [
            {"name": name, "policy": policies.get(name), "pages": nodes}
            for name, nodes in regions.items()
        ],
        "counters": dict(counters),
        "curves": curves,
        "pairs": pairs,
    }


def _pairs(merged: Merged) -> list[dict[str, Any]]:
    """What CPUs were measured to get of each memory; no declared values."""
    found: dict[tuple[Any, Any], dict[str, Any]] = {}
    for cell in merged.under("access"):
        _, initiator, target, field = cell.place
        if cell.best.witness == "mlc":
            nothing = {"idle_ns": None, "read_mib_per_s": None}
            found.setdefault((initiator, target), nothing)[str(field)] = cell.best.value
    return [
        {"initiator": initiator, "target": target, **values}
        for (initiator, target), values in sorted(found.items())
    ]
