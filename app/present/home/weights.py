"""The weights of weighted interleave, as writes to sysfs."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

from app.present.home.subject import Subject
from app.present.views import View
from simcore.kernel.profiles import PROFILES, Feature
from simcore.spec.events import EventBase, SysfsWrite, Weights
from simcore.system.state import firmware_rates

__all__ = ("sysfs_script", "weight_lines", "writes")

_FOLDER = (
    "W=/sys/kernel/mm/mempolicy/weighted_interleave",
    "# write as root (Linux 6.9 or newer; for the whole system, until it reboots):",
)
_AUTO_SINCE = "6.16"
_BLIND = (
    "# firmware told no bandwidth: every node weighs 1; echo true > auto, once off, answers ENODEV",
)


def writes(weights: Mapping[int, int]) -> list[str]:
    """Shell lines that set weights by node."""
    return [*_FOLDER, *(f"echo {weight} > $W/node{node}" for node, weight in weights.items())]


def weight_lines(view: View, nodes: Iterable[int]) -> list[str]:
    """Shell lines that set the weights of ``nodes`` before the program starts."""
    kernel = PROFILES[view.experiment.kernel]
    blind = not any(firmware_rates(view.experiment.machine).values())
    if view.experiment.sysfs.auto and kernel.has(Feature.AUTO_WEIGHTS) and not blind:
        return [*_FOLDER, f"echo true > $W/auto   # Linux {_AUTO_SINCE} or newer"]
    named = [node for node in nodes if node in view.experiment.machine.has_memory]
    lines = writes({node: view.weights[node] for node in named})
    if view.experiment.sysfs.auto and blind and kernel.has(Feature.AUTO_WEIGHTS):
        return [*_BLIND, *lines]
    if view.experiment.sysfs.auto:
        told = f"# {kernel.name} cannot compute weights: auto came with Linux {_AUTO_SINCE}"
        return [told, *lines]
    return lines


def sysfs_script(subject: Subject) -> str:
    """All weights as a shell script, and what is written while the program runs."""
    view = subject.view
    lines = ["#!/bin/sh", "set -eu", *weight_lines(view, view.experiment.machine.has_memory)]
    for place, event in enumerate(view.experiment.events):
        written = _writes(event)
        if written:
            lines += ["", f"# later, while the program runs (event {place}):", *written]
    return "\n".join([*lines, "", "# what is in force now:", 'grep . "$W"/*', ""])


def _writes(event: EventBase) -> list[str]:
    if isinstance(event, Weights):
        return [f"echo {weight} > $W/node{node}" for node, weight in event.set.items()]
    if isinstance(event, SysfsWrite):
        return [f"printf %s {shlex.quote(event.value)} > $W/{event.file}"]
    return []
