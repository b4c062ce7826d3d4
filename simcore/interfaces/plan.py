"""What an interface makes of an intent: steps, reasons, and how it is read back.

Reasons are named by rule; ``REASONS`` is the table of their sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from simcore.interfaces.intent import Intent, WeightTable
from simcore.syscalls.calls import Status

__all__ = ("LABELS", "REASONS", "Ask", "Plan", "Reason", "Step", "Struct", "Way")

LABELS: Mapping[Status, str] = {
    Status.MERGED: "in Linux 6.9+",
    Status.POSTED: "posted, never merged",
    Status.READING: "a reading, never specified",
}
"""How the status of an interface is told wherever it shows."""

REASONS: Mapping[str, str] = {
    "own_weights": "weights of its own: sysfs weights are global, every other task that "
    "interleaves by weight changes, too",
    "weights_per_range": "weights for each range: sysfs has one table; {table} is nearest",
    "ratio": "{wanted}: nodes with the attribute weigh 1 to 8, all others 1; nearest is {nearest}",
    "home_node": "a home node: {name} has no place for one",
    "home_node_of_task": "a home node for a whole task: only a range has one",
    "home_node_mode": "a home node with {mode}: EOPNOTSUPP, only bind and preferred_many have one",
    "home_node_default": "a home node with default: ENOENT, no part of the range has a policy",
    "home_node_lost": "a home node with default: there is no policy that would keep it",
    "other_task": "another task's policy: only the task itself can set it",
    "running_task": "a task that runs already: only a program at its start",
    "range": "a range: {name} sets the policy of a whole task",
    "whole_task": "a whole task: only ranges that are mapped already",
    "policy": "mode and nodes: sysfs has weights only",
    "flag": "{flag}: {name} has no option for it",
    "root": "needs root for the files in sysfs",
    "capabilities": "needs CAP_SYS_NICE, and the right to trace the task",
    "nice": "needs CAP_SYS_NICE for another task",
    "numactl_threads": "does not say where threads run: taskset before it does",
    "numactl_version": "needs numactl {version} or newer",
    "second_call": "the home node needs a second call for each range",
    "idle_home_node": "{mode} keeps the home node and does nothing with it",
    "global_attribute": "an attribute is global: one bit a node for all tasks",
    "layout": "the order of the struct's fields in {revision} is a reading",
    "global_opt_in": "without weights {revision} is taken to follow sysfs; the posted code asked "
    "for that by MPOL_F_GWEIGHT: a reading",
    "iovec": "ranges go as a vector and are set one after the other; an error stops halfway",
    "auto": "auto mode gives the same ratio with one write: echo true > "
    "/sys/kernel/mm/mempolicy/weighted_interleave/auto",
    "followers": "tasks that interleave by weight follow at once",
}
"""Rules by name: what cannot be said, and below it what else is to know."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds for an answer, in a sentence."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Struct:
    """The bytes of a struct argument and what its pointers lead to, as hex."""

    name: str
    size: int
    fields: Mapping[str, int]
    hex: str
    arrays: Mapping[str, str]

    @property
    def filled(self) -> str:
        """Its fields in C: numbers as hex, but for what is below 0."""
        told = (f".{n} = {v if v < 0 else hex(v)}" for n, v in self.fields.items())
        return f"{self.name} = {{{', '.join(told)}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do or to read: its events, the line for it, the bytes that are passed.

    A call on several ranges is several events. Bytes are eight for each argument and those that
    pointers lead to; of a file those that are written. ``tells`` are fields of a policy that a
    file tells for which there is no event.
    """

    line: str
    events: tuple[Mapping[str, Any], ...] = ()
    kind: Literal["call", "command", "write", "file"] = "call"
    bytes: int = 0
    struct: Struct | None = None
    tells: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """What a way makes of an intent."""

    steps: list[Step] = field(default_factory=list)
    reads: list[Step] = field(default_factory=list)
    cannot: list[Reason] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)

    def leaves_out(self, rule: str, **words: object) -> None:
        """Something of the intent cannot be said."""
        self._add(self.cannot, rule, words)

    def note(self, rule: str, **words: object) -> None:
        """Something else is worth knowing."""
        self._add(self.notes, rule, words)

    @staticmethod
    def _add(to: list[Reason], rule: str, words: Mapping[str, object]) -> None:
        reason = Reason(rule, REASONS[rule].format(**words))
        if reason not in to:
            to.append(reason)


@dataclass(frozen=True, slots=True)
class Ask:
    """An intent as an interface is asked for it.

    ``revision`` is the shape of the posted calls, ``table`` the weights that a way with a single
    table takes.
    """

    intent: Intent
    revision: str
    table: WeightTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An interface: name, title, where it is known from, the kernel that has it, how it plans."""

    name: str
    title: str
    status: Status
    source: str
    kernel: Callable[[str], str]
    plan: Callable[[Ask], Plan]
    one_table: bool = False
    """Whether there is one table of weights for everybody."""
    limits: Mapping[str, str] = field(default_factory=dict)
    """Parts of a policy (mode, nodes, flags, ranges, weights) without a word for them, and why."""

    @property
    def label(self) -> str:
        """Its status in a few words."""
        return LABELS[self.status]
