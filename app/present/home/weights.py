"""The weights of weighted interleave, as writes to sysfs."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

from app.present.home.subject import Subject
from app.present.views import View
from simcore.kernel.errno import Errno
from simcore.kernel.profiles import PROFILES, Feature
from simcore.result import EventResult
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
    events, answers = view.experiment.events, view.result.events
    lines = ["#!/bin/sh", "set -eu", *weight_lines(view, view.experiment.machine.has_memory)]
    later: list[str] = []
    for place, event in enumerate(events):
        if isinstance(event, _WRITES):
            at_once = place == 0 or isinstance(events[place - 1], _WRITES)
            answer = answers[place] if place < len(answers) else None
            later += ["", *([] if at_once else [f"later {place}"]), *_event(place, event, answer)]
    waits = [_LATER] if any(line.startswith("later ") for line in later) else []
    return "\n".join([*lines, *waits, *later, "", "# what is in force now:", 'grep . "$W"/*', ""])


_WRITES = (Weights, SysfsWrite)
_LATER = """
later() {   # waits until the program, which runs meanwhile, has come to an event
  printf 'Press Enter when the program comes to event %s: ' "$1" >&2
  read -r _ || { echo "stopped before event $1: nobody pressed Enter" >&2; exit 1; }
}"""


def _event(place: int, event: EventBase, answer: EventResult | None) -> list[str]:
    """The writes of an event; those that the kernel refuses do not end the script."""
    if answer is None:
        return [f"# event {place} is never reached"]
    lines, refused = _writes(event, answer)
    if not any(refused):
        return [f"# event {place}:", *lines]
    check = "".join(letter if letter.isprintable() else " " for letter in answer.check or "")
    return [
        f"# event {place}; the kernel refuses: {Errno(answer.errno or 0).name}, {check}",
        *(f"{line} || true" if no else line for line, no in zip(lines, refused, strict=True)),
    ]


def _writes(event: EventBase, answer: EventResult) -> tuple[list[str], list[bool]]:
    """Shell lines, and which of them the kernel refuses."""
    if isinstance(event, SysfsWrite):
        line = f"printf %s {shlex.quote(event.value)} > $W/{event.file}"
        return [line], [answer.errno is not None]
    assert isinstance(event, Weights)
    lines = [f"echo {weight} > $W/node{node}" for node, weight in event.set.items()]
    results = answer.answer.get("results", {})
    return lines, [results.get(node, 0) < 0 for node in event.set]
