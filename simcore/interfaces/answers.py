"""What comes of an intent: one answer for each interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simcore.interfaces.intent import Intent
from simcore.interfaces.plan import Reason, Step, Way
from simcore.spec import Experiment
from simcore.syscalls.structs import LAYOUTS

__all__ = ("Answer", "Between", "Comparison", "Distance", "Reading")


@dataclass(frozen=True, slots=True)
class Distance:
    """How far the nearest policy is from the wanted one: pages on other nodes, and the rate.

    ``pages_to_move`` would have to move for each node to hold as many pages as wanted: a round
    that is shifted by a page puts most pages elsewhere and changes hardly any share.
    ``gb_per_s`` is what the workload gets, ``percent`` its distance; None without a workload.
    """

    pages_elsewhere: int
    pages_to_move: int
    pages: int
    gb_per_s: float | None
    percent: float | None


@dataclass(frozen=True, slots=True)
class Between:
    """A half-made state: after which step, what is in force then, pages placed wrongly by it.

    ``pages_elsewhere`` counts the pages of the experiment that would lie on another node if it
    stayed so.
    """

    after: int
    line: str
    state: str
    pages_elsewhere: int

    def __str__(self) -> str:
        pages = f"{self.pages_elsewhere:,} pages elsewhere if touched then"
        return f"after step {self.after}: {self.state} ({pages})"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a policy is read back, and which of its parts nothing tells."""

    steps: tuple[Step, ...]
    untold: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether everything that was asked for can be read."""
        return not self.untold

    @property
    def calls(self) -> int:
        """System calls."""
        return sum(step.kind == "call" for step in self.steps)

    @property
    def files(self) -> int:
        """Files that are read."""
        return sum(step.kind == "file" for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one interface makes of an intent; ``nearest`` is the policy that is then in force.

    ``unsaid`` and ``notes`` are reasons by rule, ``cannot`` and ``effects`` their sentences;
    ``errors`` are refusals of the kernel. No distance where the steps cannot be run.
    """

    way: Way
    kernel: str
    series: str
    steps: tuple[Step, ...]
    unsaid: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    errors: tuple[str, ...]
    reading: Reading
    distance: Distance | None
    nearest: str
    between: tuple[Between, ...]
    experiment: Experiment | None
    """The intent's experiment with these steps, None where no document can say them."""

    @property
    def says_it(self) -> bool:
        """Whether the interface can express all of it."""
        return not self.unsaid and not self.errors

    @property
    def cannot(self) -> tuple[str, ...]:
        """What it cannot say, in sentences."""
        return tuple(reason.text for reason in self.unsaid)

    @property
    def effects(self) -> tuple[str, ...]:
        """What else is to know, in sentences."""
        return tuple(reason.text for reason in self.notes)

    @property
    def half_made(self) -> tuple[str, ...]:
        """The states between, in words."""
        return tuple(map(str, self.between))

    @property
    def bytes(self) -> int:
        """Bytes that the kernel is given."""
        return sum(step.bytes for step in self.steps)

    def count(self, *kinds: str) -> int:
        """Steps of these kinds."""
        return sum(step.kind in kinds for step in self.steps)

    def plain(self) -> dict[str, Any]:
        """Plain data, for programs."""
        return {
            "interface": self.way.name,
            "title": self.way.title,
            "status": self.way.label,
            "source": self.way.source,
            "kernel": self.kernel,
            "series": self.series,
            "says_it": self.says_it,
            "limits": dict(self.way.limits),
            "steps": [_step(step) for step in self.steps],
            "calls_to_set": self.count("call", "command"),
            "writes_to_set": self.count("write"),
            "bytes_to_set": self.bytes,
            "cannot": list(self.cannot),
            "effects": list(self.effects),
            "rules": {
                "cannot": [reason.rule for reason in self.unsaid],
                "effects": [reason.rule for reason in self.notes],
            },
            "errors": list(self.errors),
            "read_back": {
                "calls": self.reading.calls,
                "files": self.reading.files,
                "whole": self.reading.whole,
                "untold": list(self.reading.untold),
                "steps": [_step(step) for step in self.reading.steps],
            },
            "nearest": self.nearest,
            "half_made": list(self.half_made),
            "between": [_between(each) for each in self.between],
            **_distance(self.distance),
        }


def _distance(distance: Distance | None) -> dict[str, Any]:
    names = ("pages_elsewhere", "pages_to_move", "pages", "gb_per_s", "percent")
    return {name: getattr(distance, name, None) for name in names}


def _between(between: Between) -> dict[str, Any]:
    return {
        "after_step": between.after,
        "line": between.line,
        "state": between.state,
        "pages_elsewhere": between.pages_elsewhere,
    }


def _step(step: Step) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": step.kind, "line": step.line, "bytes": step.bytes}
    plain["events"] = [dict(event) for event in step.events]
    plain["root"] = step.kind == "write"
    if step.struct is not None:
        struct = step.struct
        plain["struct"] = {
            "name": struct.name,
            "size": struct.size,
            "fields": dict(struct.fields),
            "hex": struct.hex,
            "arrays": dict(struct.arrays),
        }
    return plain


@dataclass(frozen=True, slots=True)
class Comparison:
    """An intent with the answer of every interface; ``gb_per_s`` is the wanted policy's rate."""

    intent: Intent
    revision: str
    pages: int
    gb_per_s: float | None
    answers: tuple[Answer, ...]

    @property
    def base(self) -> str:
        """The table of sysfs that every interface starts from: 1:1, or auto."""
        experiment = self.intent.experiment
        if experiment.sysfs.auto:
            return "auto"
        given = experiment.sysfs.weights
        nodes = [node.id for node in experiment.machine.nodes]
        return ":".join(str(given.get(str(node), 1)) for node in nodes)

    def answer(self, name: str) -> Answer:
        """The answer of one interface. Raises KeyError."""
        for each in self.answers:
            if each.way.name == name:
                return each
        raise KeyError(name)

    def plain(self) -> dict[str, Any]:
        """Plain data, for programs."""
        return {
            "schema": 1,
            "intent": str(self.intent),
            "wanted": self.intent.model_dump(mode="json", exclude={"experiment"}),
            "revision": self.revision,
            "series": LAYOUTS[self.revision].source,
            "pages": self.pages,
            "gb_per_s": self.gb_per_s,
            "interfaces": [answer.plain() for answer in self.answers],
        }
