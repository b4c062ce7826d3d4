"""Trace files: what a whole file says, and its cases one after another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from simcore.errors import SpecError
from simcore.kernel.profiles import PROFILES
from simcore.replay.cases import decode_case
from simcore.replay.context import Fields
from simcore.replay.run import replay_case
from simcore.replay.tally import Tally
from simcore.replay.words import TraceError
from simcore.spec.decode import parse_json
from simcore.system import System

__all__ = ("kernel_profile", "replay_file", "replay_files")

_SYSFS_CARRIES_OVER = "G"
"""The group whose weights stay from case to case."""
_RELEASE = re.compile(r"([0-9]+)\.([0-9]+)")
_NEW_PROFILES = ((7, 2), (7, 3))
_FIRST_NEW = (6, 16)


def kernel_profile(release: str) -> str:
    """The profile of a kernel release, as uname prints it, or of a series that was never one.

    Raises TraceError.
    """
    if release in PROFILES and not PROFILES[release].merged:
        return release
    match = _RELEASE.match(release)
    if match is None:
        raise TraceError(f"the kernel {release!r} is not known")
    version = (int(match[1]), int(match[2]))
    if version < _FIRST_NEW:
        return "linux-6.12"
    newest = max([known for known in _NEW_PROFILES if known <= version], default=_NEW_PROFILES[0])
    return f"linux-{newest[0]}.{newest[1]}"


def replay_files(
    sources: Sequence[tuple[str, Callable[[], bytes]]],
) -> Iterator[tuple[str, Tally | str]]:
    """Each file's name with its tally, or with why it cannot be used."""
    for name, read in sources:
        try:
            yield name, replay_file(read())
        except OSError as error:
            yield name, error.strerror or str(error)
        except SpecError as error:
            yield name, error.problems[0].detail
        except TraceError as error:
            yield name, str(error)


def replay_file(data: bytes) -> Tally:
    """Replay one trace file. Raises SpecError or TraceError when it is none."""
    document = parse_json(data)
    tally = Tally(files=1)
    for boot in _boots(document):
        world, carries = _world(document, boot)
        for case in _cases(boot):
            system = replay_case(decode_case(world, case), tally)
            if carries:
                world = world | {"sysfs": _sysfs_after(system)}
    return tally


def _boots(document: Any) -> list[Any]:
    if not isinstance(document, Mapping) or document.get("schema") != 1:
        raise TraceError("is no trace: an object with schema 1")
    boots = document.get("boots", [document])
    if not isinstance(boots, list) or not all(isinstance(boot, Mapping) for boot in boots):
        raise TraceError("boots must be a list of objects")
    return boots


def _cases(boot: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    cases = boot.get("cases")
    if not isinstance(cases, list) or not all(isinstance(case, Mapping) for case in cases):
        raise TraceError("has no list of cases")
    return cases


def _world(document: Mapping[str, Any], boot: Mapping[str, Any]) -> tuple[Fields, bool]:
    """The experiment that every case starts from, and whether sysfs carries over."""
    try:
        world = {
            "kernel": kernel_profile(str(boot.get("kernel", document.get("kernel")))),
            "machine": _machine(boot),
            "sysfs": _sysfs(boot["initial"]),
            "tasks": [_task(boot)],
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TraceError(f"the head of the file cannot be read: {error!r}") from None
    return world, str(boot.get("group", document.get("group"))) == _SYSFS_CARRIES_OVER


def _machine(boot: Mapping[str, Any]) -> Fields:
    topology, access = boot["topology"], boot.get("sysfs_access", {})
    return {
        "nodes": [_node(node, access) for node in topology["nodes"]],
        "distance": topology["distance"],
        "kernel_memory": True,
        "possible": boot["possible"],
        "zonelists": boot.get("fallback_order"),
        "free_kib": {str(node): kib for node, kib in boot["initial"].get("free_kb", [])},
    }


def _node(node: Mapping[str, Any], access: Mapping[str, str]) -> Fields:
    """A node; its bandwidth is what its best initiator's access1 attributes say."""
    number = node["node"]
    fields: Fields = {
        "id": number,
        "mib": node["mib"],
        "cpus": ",".join(map(str, node["cpus"])),
    }
    for way in ("read", "write"):
        rate = int(access.get(f"acc1_{number}_{way}_bandwidth", 0))
        if rate:
            fields[f"{way}_mib_per_s"] = rate
    return fields


def _sysfs(initial: Mapping[str, Any]) -> Fields:
    auto = initial.get("auto") == "true"
    weights = {} if auto else {str(node): weight for node, weight in initial["weights"]}
    return {"auto": auto, "weights": weights}


def _sysfs_after(system: System) -> Fields:
    weights = {str(node): weight for node, weight in system.weights.items()}
    return {"auto": system.auto, "weights": weights}


def _task(boot: Mapping[str, Any]) -> Fields:
    """The task that every case starts as; emulated machines ran it as root, on any CPU."""
    cpus = [cpu for node in boot["topology"]["nodes"] for cpu in node["cpus"]]
    task: Fields = {"name": "main", "cpu": boot.get("cpu", min(cpus))}
    task["caps"] = boot.get("caps", ["sys_nice", "sys_ptrace"])
    if "mems_allowed" in boot:
        task["mems_allowed"] = boot["mems_allowed"]
    return task
