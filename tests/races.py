"""Small builders of races: documents that fit on a line."""

from __future__ import annotations

from typing import Any

from simcore.races import Report, decode_race, explore
from simcore.races.document import Race
from simcore.races.plan import plan_of
from simcore.races.states import States
from tests.build import Document, machine, mmap

HEAP = mmap(64, addr=None)


def actor(name: str, *steps: Document, task: str = "main", **more: Any) -> Document:
    """Somebody who does these steps."""
    return {"name": name, "task": task, "steps": list(steps)} | more


def race(*actors: Document, before: tuple[Document, ...] = (HEAP,), **more: Any) -> Document:
    """A race on three nodes of 64 MiB, between tasks ``main`` and ``helper``."""
    experiment = {
        "machine": machine(64, 64, 64),
        "tasks": [{"name": "main", "cpu": 0}, {"name": "helper", "cpu": 1}],
        "events": list(before),
    }
    return {"experiment": experiment | more, "actors": list(actors)}


def decoded(*actors: Document, **more: Any) -> Race:
    """The race, decoded."""
    return decode_race(race(*actors, **more))


def states_of(*actors: Document, **more: Any) -> States:
    """The race's states, at its start."""
    return States(plan_of(decoded(*actors, **more)))


def explored(*actors: Document, **more: Any) -> Report:
    """The race, explored."""
    return explore(decoded(*actors, **more))


def bind(nodes: str, region: str = "heap", **more: Any) -> Document:
    """mbind of a region, or a part of it, to nodes."""
    return {"op": "mbind", "id": region, "mode": "bind", "nodes": nodes} | more


def weight(node: int, value: int) -> Document:
    """One weight written to sysfs."""
    return {"op": "weights", "set": {str(node): value}}


def read(page: int = 0, **more: Any) -> Document:
    """The policy of a page read with get_mempolicy."""
    return {"op": "get_mempolicy", "id": "heap", "page": page} | more


def spread(task: str = "main") -> Document:
    """Weighted interleave over all nodes."""
    return {"op": "set_mempolicy", "task": task, "mode": "weighted_interleave", "nodes": "0-2"}


def rules(report: Report) -> set[str]:
    """Names of all anomalies."""
    return {anomaly.rule for outcome in report.outcomes for anomaly in outcome.anomalies}
