"""The description of a test case, as tests of the Linux Test Project are described.

A case has a setup, calls with what each must answer, and where the pages must be in the end.
All expected values are computed; the text says so, and says what they were computed from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from simcore.kernel.errno import Errno
from simcore.kernel.profiles import PROFILES
from simcore.result import EventResult, RegionResult, Result
from simcore.spec import Experiment
from simcore.spec.events import OPS, EventBase, Kind

__all__ = ("ltp_case",)

_SHOWN_PAGES = 64
_ABOUT = (
    "A test case made of an experiment. What is expected was computed by a simulator whose rules "
    "were found on recorded kernels; this case was run on none."
)
_CALLED = {
    "touch": "fault",
    "step": "fault",
    "weights": "write sysfs",
    "sysfs_write": "write sysfs",
}
"""Ops that are no calls of their names."""


def ltp_case(experiment: Experiment, result: Result) -> str:
    """The description as JSON text."""
    case = {
        "id": f"experiment-{result.content[:12]}",
        "source": f"experiment {result.content}, kernel {experiment.kernel}",
        "setup": "; ".join(_setup(experiment)),
        "calls": _calls(experiment, result),
        "expected": _expected(result),
        "simulator_check": _check(experiment),
    }
    return json.dumps({"about": _ABOUT, "cases": [case]}, indent=1, ensure_ascii=False) + "\n"


def _setup(experiment: Experiment) -> list[str]:
    """What the machine and the tasks must be like."""
    machine = experiment.machine
    nodes = ", ".join(
        f"node {node.id} with {node.mib} MiB and {f'CPUs {node.cpus}' if node.cpus else 'no CPU'}"
        for node in machine.nodes
    )
    told = [nodes, f"pages of {machine.page_kib} KiB", *_sysfs(experiment)]
    for task in experiment.tasks:
        caps = "".join(f", CAP_{cap.upper()}" for cap in task.caps)
        told.append(f"task {task.name} on CPU {task.cpu}, cpuset {task.mems_allowed}{caps}")
    if len(experiment.tasks) > 1:
        told.append("tasks are threads of one process, calls are made strictly in this order")
    return told


def _sysfs(experiment: Experiment) -> list[str]:
    if experiment.sysfs.auto:
        return ["weighted_interleave/auto is true"]
    weights = sorted(experiment.sysfs.weights.items(), key=lambda item: int(item[0]))
    listed = ", ".join(f"node{node}={weight}" for node, weight in weights)
    return [f"weighted_interleave: {listed}"] if listed else []


def _calls(experiment: Experiment, result: Result) -> list[dict[str, Any]]:
    """Every event that is reached."""
    several = len(experiment.tasks) > 1 or any(event.op == "fork" for event in experiment.events)
    pairs = zip(experiment.events, result.events, strict=False)
    return [_call(event, answer, several=several) for event, answer in pairs]


def _call(event: Any, answer: EventResult, *, several: bool) -> dict[str, Any]:
    call: dict[str, Any] = {"call": _CALLED.get(event.op, event.op)}
    if several and getattr(event, "task", None):
        call["task"] = event.task
    for name, value in event.model_dump(mode="json", by_alias=True).items():
        if name not in ("op", "task", "given", "expect") and value not in ((), []):
            call[name] = _WORDS.get(name, _same)(value)
    if OPS[event.op].kind is Kind.PROPOSED:
        call["note"] = "not in any kernel"
    return call | {"expected": _answer(event, answer)}


def _same(value: Any) -> Any:
    return value


def _mode(mode: str) -> str:
    return mode if mode.startswith("0x") else f"MPOL_{mode.upper()}"


def _flags(prefix: str) -> Callable[[Any], str]:
    def told(flags: Any) -> str:
        if isinstance(flags, str):
            return flags
        return " | ".join(f"{prefix}{flag.upper()}" for flag in flags)

    return told


def _nodes(text: str) -> str:
    return {"-": "NULL", "bad": "an unmapped pointer", "": "none"}.get(text, f"{{{text}}}")


_WORDS: Mapping[str, Callable[[Any], Any]] = {
    "mode": _mode,
    "flags": _flags("MPOL_F_"),
    "mf": _flags("MPOL_MF_"),
    "nodes": _nodes,
    "from": _nodes,
    "to": _nodes,
}


def _answer(event: EventBase, answer: EventResult) -> dict[str, Any]:
    """What the call must answer."""
    if answer.signal is not None:
        return {"signal": answer.signal, "check": answer.check}
    if answer.errno is not None:
        return {"errno": Errno(answer.errno).name, "check": answer.check}
    expected: dict[str, Any] = {"ok": 0 if answer.ret is None else answer.ret}
    known = OPS[getattr(event, "op", "")].answers
    return expected | {name: told for name, told in answer.answer.items() if name in known}


def _expected(result: Result) -> dict[str, Any]:
    """Where pages are after the last call."""
    return {"pages": {name: _placed(region) for name, region in result.regions.items()}}


def _placed(region: RegionResult) -> dict[str, Any]:
    """Pages by node, and the nodes of the first pages that are present."""
    present = [first for first, _, turn, _ in region.segments if turn != "-2"]
    placed: dict[str, Any] = {"on_nodes": region.pages_on}
    if present:
        first = min(present)
        runs = groupby(region.window(first, _SHOWN_PAGES))
        turn = " ".join(f"{node}x{sum(1 for _ in pages)}" for node, pages in runs)
        placed |= {"first": first, "nodes": turn}
    return placed


def _check(experiment: Experiment) -> str:
    """How far the expected values can be trusted."""
    kernel = PROFILES[experiment.kernel]
    if kernel.merged:
        return "exact where no node is nearly full"
    return "as the posted code reads; no kernel can be asked"
