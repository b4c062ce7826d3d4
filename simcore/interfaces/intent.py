"""What somebody wants of memory, before any interface is chosen.

An intent is a mode with flags and nodes, perhaps a home node, perhaps weights, for the whole
task or for ranges, set by the task itself or by another. It comes with an experiment: the
machine, and the memory that is mapped and touched, so that interfaces can be measured by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from simcore.errors import Problem, SpecError
from simcore.kernel.modes import ATTRIBUTE_SHARES
from simcore.nodemask import NodeMask
from simcore.spec.base import Count, Listed, Model, RegionName, Whole
from simcore.spec.decode import decode, problems_of
from simcore.spec.events import (
    MODE_FLAGS,
    Mbind,
    Mbind2,
    Mmap,
    ModeFlagName,
    NodeAttribute,
    ProcessMbind,
    ProcessSetMempolicy,
    RangeEvent,
    SetMempolicy,
    SetMempolicy2,
    SetMempolicyHomeNode,
)
from simcore.spec.events.fields import FlagNames, MaskText, ModeName, NodeKey
from simcore.spec.experiment import Experiment

__all__ = ("Intent", "PageSpan", "decode_intent", "intent_of")

Weight = Annotated[int, Field(ge=1, le=255)]
Node = Annotated[int, Field(ge=0, le=63)]
_POLICY_OPS = frozenset(
    {
        *("set_mempolicy", "mbind", "set_mempolicy_home_node"),
        *("set_mempolicy2", "mbind2", "process_set_mempolicy", "process_mbind"),
    }
)
_WEIGHT_OPS = frozenset({"weights", "sysfs_write", "node_attribute"})


class PageSpan(Model):
    """Pages of a region; all of it without ``first`` and ``pages``."""

    id: RegionName
    first: Count | None = None
    pages: Count | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """As an event names a range."""
        return self.model_dump(exclude_none=True)

    def __str__(self) -> str:
        if self.first is None and self.pages is None:
            return str(self.id)
        first = self.first or 0
        return f"{self.id}[{first}..]" if self.pages is None else f"{self.id}[{first}+{self.pages}]"


class IntentWords(Model):
    """The document: the intent's own fields, and an experiment."""

    schema_version: Annotated[Literal[1], Whole] = Field(default=1, alias="schema")
    mode: ModeName
    flags: FlagNames = ()
    nodes: MaskText = ""
    home_node: Node | None = None
    weights: dict[NodeKey, Weight] = Field(default_factory=dict)
    ranges: Annotated[tuple[PageSpan, ...], Listed, Field(max_length=16)] = ()
    who: Literal["self", "other"] = "self"
    experiment: dict[str, Any]


class Intent(Model):
    """A wanted policy, and the experiment by which interfaces are measured.

    Without ``ranges`` it is for the whole task, without ``weights`` those of sysfs are meant.
    """

    mode: ModeName
    flags: FlagNames = ()
    nodes: str = ""
    home_node: int | None = None
    weights: dict[int, int] = Field(default_factory=dict)
    ranges: tuple[PageSpan, ...] = ()
    who: Literal["self", "other"] = "self"
    experiment: Experiment

    @property
    def mask(self) -> NodeMask:
        """The nodes as a set."""
        return NodeMask.parse(self.nodes)

    def __str__(self) -> str:
        flags = "".join(f"={flag.removesuffix('_nodes')}" for flag in self.flags)
        parts = [f"{self.mode}{flags}" + (f" on nodes {self.nodes}" if self.nodes else "")]
        if self.weights:
            parts.append("weights " + ":".join(str(w) for _, w in sorted(self.weights.items())))
        if self.home_node is not None:
            parts.append(f"home node {self.home_node}")
        spans = ", ".join(map(str, self.ranges))
        parts.append(f"for {spans}" if spans else "for the whole task")
        parts.append("set by the task itself" if self.who == "self" else "set by another task")
        return ", ".join(parts)


def decode_intent(document: Any) -> Intent:
    """The intent that plain data describes: its own document, or an ordinary experiment.

    Raises SpecError with every problem.
    """
    if not isinstance(document, Mapping):
        raise SpecError.at("", "must be a JSON object: an intent or an experiment")
    if "schema" not in document and "mode" not in document:
        return intent_of(decode(document))
    try:
        words = IntentWords.model_validate(document)
    except ValidationError as error:
        raise SpecError(problems_of(error)) from None
    try:
        experiment = decode(words.experiment)
    except SpecError as error:
        raise error.below("/experiment") from None
    problems = list(_problems(words, experiment))
    if problems:
        raise SpecError(problems)
    return Intent(
        mode=words.mode,
        flags=words.flags,
        nodes=words.nodes,
        home_node=words.home_node,
        weights={int(node): weight for node, weight in words.weights.items()},
        ranges=words.ranges,
        who=words.who,
        experiment=without_policies(experiment, keep_weights=not words.weights),
    )


def _problems(words: IntentWords, experiment: Experiment) -> Sequence[Problem]:
    known = {event.id for event in experiment.events if isinstance(event, Mmap)}
    problems = [
        Problem(f"/ranges/{place}/id", f"no event of the experiment maps {span.id}")
        for place, span in enumerate(words.ranges)
        if span.id not in known
    ]
    if words.nodes in {"-", "bad"}:
        problems.append(Problem("/nodes", "must be a node list such as 0-1,4"))
        return problems
    mask = NodeMask.parse(words.nodes, 32769)
    problems += [
        Problem(f"/weights/{node}", f"is no node of the mask {words.nodes}")
        for node in words.weights
        if int(node) not in mask
    ]
    if words.weights and words.mode != "weighted_interleave":
        problems.append(Problem("/weights", "go only with weighted_interleave"))
    return problems


_Policy = SetMempolicy | Mbind | SetMempolicy2 | Mbind2 | ProcessSetMempolicy | ProcessMbind


def intent_of(experiment: Experiment) -> Intent:
    """What an experiment asks for with its last policy: of a range if it is one's, else the task.

    Raises SpecError for one that sets none by name.
    """
    policies = [event for event in experiment.events if isinstance(event, _Policy)]
    last = policies[-1] if policies else None
    if last is None or not _by_name(last):
        raise SpecError.at("/events", "set no policy by name: there is nothing to compare")
    mode, flags, weights = _mode_of(experiment, last)
    spans: tuple[PageSpan, ...] = ()
    if isinstance(last, RangeEvent) and last.id is not None:
        spans = (PageSpan(id=last.id, first=last.first, pages=last.pages),)
    outside = isinstance(last, ProcessSetMempolicy | ProcessMbind)
    return Intent(
        mode=mode,
        flags=flags,
        nodes=last.nodes,
        home_node=_home_of(experiment, last),
        weights=weights,
        ranges=spans,
        who="other" if outside else "self",
        experiment=without_policies(experiment, keep_weights=not weights),
    )


def _by_name(event: _Policy) -> bool:
    named = not event.mode.startswith("0x") and event.nodes not in {"-", "bad"}
    return named and not isinstance(event.flags, str)


def _mode_of(
    experiment: Experiment, last: _Policy
) -> tuple[ModeName, tuple[ModeFlagName, ...], dict[int, int]]:
    """Mode, flags and weights; flags of the attribute proposal are what they make: weights."""
    mode: ModeName = last.mode  # type: ignore[assignment]  # hex text was told before
    flags = tuple(flag for flag in MODE_FLAGS if flag in last.flags)
    share = sum(ATTRIBUTE_SHARES.get(flag, 0) for flag in last.flags)
    mask = NodeMask.parse(last.nodes, 32769)
    own = getattr(last, "il_weights", None)
    if share:
        marked = {
            int(node): bit
            for event in experiment.events
            if isinstance(event, NodeAttribute)
            for node, bit in event.set.items()
        }
        weights = {node: 1 + share * bool(marked.get(node)) for node in mask}
        return "weighted_interleave", flags, weights
    if mode != "weighted_interleave" or (experiment.sysfs.auto and own is None):
        return mode, flags, {}
    given = experiment.sysfs.weights
    weights = {node: given.get(str(node), 1) for node in mask}
    if isinstance(own, tuple):
        weights |= {node: own[node] for node in mask if node < len(own) and own[node]}
    return mode, flags, weights


def _home_of(experiment: Experiment, last: _Policy) -> int | None:
    """The home node that goes with a range's policy, in its struct or by a call of its own."""
    if isinstance(last, Mbind2 | ProcessMbind):
        return last.home_node if "home_node" in last.mf else None
    homes = [e.node for e in experiment.events if isinstance(e, SetMempolicyHomeNode)]
    if isinstance(last, Mbind) and homes and isinstance(homes[-1], int):
        return homes[-1]
    return None


def without_policies(experiment: Experiment, *, keep_weights: bool) -> Experiment:
    """The experiment with memory and workload only; global weights as they were, or all 1."""
    dropped = _POLICY_OPS if keep_weights else _POLICY_OPS | _WEIGHT_OPS
    events = tuple(event for event in experiment.events if event.op not in dropped)
    update: dict[str, Any] = {"events": events, "workload": _unbound(experiment, events)}
    if not keep_weights:
        ones = {str(node): 1 for node in experiment.machine.online}
        update["sysfs"] = experiment.sysfs.model_copy(update={"auto": False, "weights": ones})
    return experiment.model_copy(update=update)


def _unbound(experiment: Experiment, events: Sequence[Any]) -> Any:
    """The workload on the state after the last event: events before it may be gone."""
    streams = tuple(
        stream.model_copy(update={"after_event": None}) for stream in experiment.workload.streams
    )
    del events
    return experiment.workload.model_copy(update={"streams": streams})
