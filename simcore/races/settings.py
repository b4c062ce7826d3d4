"""What calls can set, field by field: a system goes in, values by name come out.

A field is one thing that an actor can mean to change: the nodes of a task's policy, the home
node of some pages, the weight of a node. Pages of a region are cut where any system of those
compared has a border, so that each part has one value of each field.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from simcore.kernel.arguments import page_range
from simcore.kernel.errno import Refusal
from simcore.kernel.modes import MemPolicy
from simcore.placement.rangemap import RangeSet
from simcore.races.plan import Atom
from simcore.races.statekey import page_runs
from simcore.spec.events import Event
from simcore.system import Region, System
from simcore.system.policy_calls import range_of

__all__ = ("Cuts", "Setting", "cuts_of", "final_state", "layout_of", "settings_of", "written")


@dataclass(frozen=True, slots=True, order=True)
class Setting:
    """The name of a field: of a ``task``, ``region``, ``object``, ``weight`` or ``attribute``."""

    kind: str
    name: str
    field: str
    first: int = 0
    """The first page of the part of a region or object."""


Cuts = Mapping[str, Sequence[int]]
"""First pages of a region's parts."""


def cuts_of(systems: Iterable[System]) -> Cuts:
    """Where any of the systems has the border of a policy, by region."""
    cuts: dict[str, set[int]] = {}
    for system in systems:
        for name, region in system.regions.items():
            cuts.setdefault(name, set()).update(_borders(region))
    return {name: tuple(sorted(found)) for name, found in cuts.items()}


def _borders(region: Region) -> Iterator[int]:
    """Where a region's mappings and policies begin and end."""
    for vma in region.vmas:
        yield from (vma.first, vma.end)
        if region.object is not None:
            policies = region.object.policies
            for a, b, _ in policies.within(vma.index + vma.first, vma.index + vma.end):
                yield from (a - vma.index, b - vma.index)


def layout_of(system: System) -> Hashable:
    """Tasks, and where which region lies, without the borders of policies inside."""
    regions = system.regions.values()
    return tuple(system.tasks), tuple((r.id, r.base, _mapped(r)) for r in regions)


def _mapped(region: Region) -> tuple[tuple[int, int], ...]:
    whole = RangeSet()
    for vma in region.vmas:
        whole.add(vma.first, vma.end)
    return tuple((first, end) for first, end, _ in whole)


def settings_of(system: System, cuts: Cuts) -> dict[Setting, Hashable]:
    """Every field with its value."""
    found: dict[Setting, Hashable] = {}
    for task in system.tasks.values():
        found |= {Setting("task", task.name, field): v for field, v in _fields(task.policy)}
        found[Setting("task", task.name, "cpu_node")] = task.cpu_node
        found[Setting("task", task.name, "mems_allowed")] = str(task.mems_allowed)
    for name, region in system.regions.items():
        for first in cuts.get(name, ()):
            found |= _region_settings(region, first)
    for node, weight in system.weights.items():
        bit = int(node in system.attributes)
        found[Setting("weight", str(node), "weight")] = weight
        found[Setting("attribute", str(node), "attribute")] = bit
    return found


def _region_settings(region: Region, first: int) -> dict[Setting, Hashable]:
    """The fields of a part; none where nothing is mapped."""
    return {
        Setting(kind, name, field, _page(region, kind, first)): value
        for (kind, name), policy in _at(region, first)
        for field, value in _fields(policy)
    }


def _fields(policy: MemPolicy | None) -> Iterator[tuple[str, Hashable]]:
    yield "mode", "default" if policy is None else policy.mode
    yield "flags", () if policy is None else policy.flags
    yield "nodes", "" if policy is None else str(policy.nodes)
    yield "home_node", None if policy is None else policy.home_node
    yield "weights", _own_weights(policy)


def _own_weights(policy: MemPolicy | None) -> str | None:
    if policy is None or policy.il_weights is None:
        return None
    return ", ".join(f"{node}: {policy.il_weights[node]}" for node in policy.nodes)


def _at(region: Region, page: int) -> Iterator[tuple[tuple[str, str], MemPolicy | None]]:
    """The policy of a page, where it is kept."""
    for vma, _, _ in region.vmas_in(page, page + 1):
        if region.object is not None and region.object.shmem:
            yield ("object", region.object.name), region.object.policies.get(vma.index + page)
        else:
            yield ("region", region.id), vma.policy


def _page(region: Region, kind: str, page: int) -> int:
    if kind == "region":
        return page
    return next(vma.index + page for vma, _, _ in region.vmas_in(page, page + 1))


_POLICY = {"mode": "mode", "flags": "flags", "nodes": "nodes"}
_PARAM = _POLICY | {"il_weights": "weights"}
_TASK_CALLS: Mapping[str, Mapping[str, str]] = {
    "set_mempolicy": _POLICY,
    "set_mempolicy2": _PARAM,
    "process_set_mempolicy": _PARAM,
    "sched_setaffinity": {"cpu": "cpu_node"},
}
_RANGE_CALLS: Mapping[str, Mapping[str, str]] = {
    "mbind": _POLICY,
    "mbind2": _PARAM | {"home_node": "home_node"},
    "process_mbind": _PARAM | {"home_node": "home_node"},
    "set_mempolicy_home_node": {"node": "home_node"},
}
"""Inputs of each call, and the field that each sets."""


def written(atom: Atom, event: Event, system: System, cuts: Cuts) -> set[Setting]:
    """Fields that a step says a value for; what it only carries over from a read is not said."""
    said = event.model_fields_set - {name for name, take in atom.takes.items() if take.carries}
    if event.op in _TASK_CALLS:
        name = str(getattr(event, "target", getattr(event, "task", "")))
        fields = {field for given, field in _TASK_CALLS[event.op].items() if given in said}
        return {Setting("task", name, field) for field in fields}
    if event.op in _RANGE_CALLS:
        return set(_range_settings(event, said, system, cuts))
    if event.op in ("weights", "node_attribute"):
        kind = "weight" if event.op == "weights" else "attribute"
        return {Setting(kind, node, kind) for node in event.set}
    if event.op == "sysfs_write" and event.file.startswith("node"):
        return {Setting("weight", event.file.removeprefix("node"), "weight")}
    return set()


def _range_settings(event: Any, said: set[str], system: System, cuts: Cuts) -> Iterator[Setting]:
    fields = {field for given, field in _RANGE_CALLS[event.op].items() if given in said}
    if event.op != "set_mempolicy_home_node" and "home_node" not in event.mf:
        fields.discard("home_node")
    task = system.tasks.get(getattr(event, "target", event.task))
    pages = page_range(*range_of(system, event), system.machine.page_kib * 1024)
    if task is None or isinstance(pages, Refusal):
        return
    for piece in task.space.pieces(*pages):
        for first in cuts.get(piece.region.id, ()):
            if piece.first <= first < piece.end:
                for (kind, name), _ in _at(piece.region, first):
                    page = _page(piece.region, kind, first)
                    yield from (Setting(kind, name, field, page) for field in fields)


def final_state(system: System) -> dict[str, Any]:
    """What an outcome shows of a system: policies, pages, weights; plain data."""
    return {
        "tasks": {
            name: {
                "policy": _plain(task.policy),
                "cpu_node": task.cpu_node,
                "mems_allowed": str(task.mems_allowed),
            }
            for name, task in sorted(system.tasks.items())
        },
        "regions": {name: _region(region) for name, region in sorted(system.regions.items())},
        "weights": {str(node): weight for node, weight in sorted(system.weights.items())},
        "auto": system.auto,
        "attributes": str(system.attributes),
    }


def _region(region: Region) -> dict[str, Any]:
    cuts = sorted(set(_borders(region)))
    ranges: list[dict[str, Any]] = []
    for first, end in pairwise(cuts):
        for _, policy in _at(region, first):
            plain = _plain(policy)
            last = ranges[-1] if ranges else None
            if last and last["first"] + last["pages"] == first and last["policy"] == plain:
                last["pages"] += end - first
            else:
                ranges.append({"first": first, "pages": end - first, "policy": plain})
    return {"policies": ranges, "pages": [list(run) for run in page_runs(region.map)]}


def _plain(policy: MemPolicy | None) -> dict[str, Any]:
    fields = dict(_fields(policy))
    return {
        **fields,
        "flags": list(policy.flags) if policy else [],
        "text": str(policy or "default"),
    }
