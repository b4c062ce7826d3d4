"""What somebody wants of memory, before any interface is chosen.

An intent is a mode with flags and nodes, perhaps a home node, perhaps weights, for the whole
task or for ranges, set by the task itself or by another. It comes with an experiment: the
machine, and the memory that is mapped and touched, so that interfaces can be measured by it.

``decode_intent`` takes the document of docs/interfaces.md, or an ordinary experiment, of which
it takes the last policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal
from unicodedata import normalize

from pydantic import BeforeValidator, Field

from simcore.errors import Problem, SpecError, pointer
from simcore.interfaces.standard import STANDARD
from simcore.kernel.modes import ATTRIBUTE_SHARES
from simcore.nodemask import NodeMask
from simcore.spec.base import (
    Count,
    Listed,
    Model,
    Name,
    NodeText,
    Positive,
    RegionName,
    Whole,
    refuse,
)
from simcore.spec.decode import decode, validated
from simcore.spec.events import Event, Mbind, Mmap, ParamEvent, SetMempolicy, SetMempolicyHomeNode
from simcore.spec.events.calls import RangeEvent
from simcore.spec.events.fields import FlagNames, ModeName, NodeKey
from simcore.spec.events.proposed import NodeAttribute
from simcore.spec.events.world import Weights
from simcore.spec.experiment import Experiment

__all__ = ("Intent", "PageSpan", "decode_intent", "intent_of")

Weight = Annotated[int, Field(ge=1, le=255)]
Node = Annotated[int, Field(ge=0, le=63)]
WeightTable = Mapping[int, int]
_POLICY_OPS = frozenset(
    {
        *("set_mempolicy", "mbind", "set_mempolicy_home_node"),
        *("set_mempolicy2", "mbind2", "process_set_mempolicy", "process_mbind"),
    }
)
_WEIGHT_OPS = frozenset({"weights", "sysfs_write", "node_attribute"})


class PageSpan(Model):
    """Pages of a region, all of it without ``first`` and ``pages``; perhaps with own weights."""

    id: RegionName
    first: Count | None = None
    pages: Positive | None = None
    weights: dict[NodeKey, Weight] = Field(default_factory=dict)

    @property
    def fields(self) -> dict[str, Any]:
        """As an event names a range."""
        return self.model_dump(exclude_none=True, exclude={"weights"})

    def __str__(self) -> str:
        if self.first is None and self.pages is None:
            return str(self.id)
        first = self.first or 0
        return f"{self.id}[{first}..]" if self.pages is None else f"{self.id}[{first}+{self.pages}]"


def _spans(value: object) -> object:
    """``"task"`` is no range at all; one range stands for a list of it."""
    if value == "task":
        return ()
    if isinstance(value, str):
        raise refuse('must be "task", a range, or a list of ranges')
    return (value,) if isinstance(value, Mapping) else value


class IntentWords(Model):
    """The document: the intent's own fields, and an experiment."""

    schema_version: Annotated[Literal[1], Whole] = Field(default=1, alias="schema")
    mode: ModeName
    flags: FlagNames = ()
    nodes: NodeText = ""
    home_node: Node | None = None
    weights: dict[NodeKey, Weight] = Field(default_factory=dict)
    scope: Annotated[
        tuple[PageSpan, ...], BeforeValidator(_spans), Listed, Field(max_length=16)
    ] = ()
    who: Literal["self", "other task"] = "self"
    task: Name | None = None
    experiment: dict[str, Any] = Field(default_factory=lambda: dict(STANDARD))


class Intent(Model):
    """A wanted policy of ``task``, and the experiment by which interfaces are measured.

    Without ``ranges`` it is for the whole task, without ``weights`` those of sysfs are meant.
    """

    mode: ModeName
    flags: FlagNames = ()
    nodes: str = ""
    home_node: int | None = None
    weights: dict[int, int] = Field(default_factory=dict)
    ranges: tuple[PageSpan, ...] = ()
    who: Literal["self", "other task"] = "self"
    task: str
    experiment: Experiment

    @property
    def mask(self) -> NodeMask:
        """The nodes as a set."""
        return NodeMask.parse(self.nodes)

    @property
    def regions(self) -> tuple[PageSpan, ...]:
        """Everything that the task maps."""
        mapped = (e for e in self.experiment.events if isinstance(e, Mmap) and e.task == self.task)
        return tuple(PageSpan(id=event.id) for event in mapped)

    @property
    def tables(self) -> tuple[WeightTable, ...]:
        """All tables of weights that are wanted, each once; a single empty one without weights."""
        found = [self.weights_of(span) for span in self.ranges] or [self.weights]
        return tuple({tuple(sorted(each.items())): each for each in found}.values())

    def weights_of(self, span: PageSpan | None) -> WeightTable:
        """The weights of a range, or of the whole task; nodes that are not named weigh 1."""
        given = self.weights
        if span is not None and span.weights:
            given = {int(node): weight for node, weight in span.weights.items()}
        return {node: given.get(node, 1) for node in self.mask} if given else {}

    def __str__(self) -> str:
        flags = "".join(f"={flag.removesuffix('_nodes')}" for flag in self.flags)
        parts = [f"{self.mode}{flags}" + (f" on nodes {self.nodes}" if self.nodes else "")]
        if self.weights:
            parts.append(f"weights {ratio(self.weights_of(None))}")
        if self.home_node is not None:
            parts.append(f"home node {self.home_node}")
        told = [
            f"{span} with {ratio(self.weights_of(span))}" if span.weights else str(span)
            for span in self.ranges
        ]
        parts.append(f"for {', '.join(told)}" if told else "for the whole task")
        parts.append("by the task itself" if self.who == "self" else "by another task")
        return ", ".join(parts)


def ratio(weights: WeightTable) -> str:
    """Weights as people write them, by node: 9:1."""
    return ":".join(str(weight) for _, weight in sorted(weights.items()))


def decode_intent(document: Any) -> Intent:
    """The intent that plain data describes: its own document, or an ordinary experiment.

    Raises SpecError with every problem.
    """
    if not isinstance(document, Mapping):
        raise SpecError.at("", "must be a JSON object: an intent or an experiment")
    if "schema" not in document and "mode" not in document:
        return intent_of(decode(document))
    words = validated(IntentWords, document)
    try:
        experiment = decode(words.experiment)
    except SpecError as error:
        raise error.below("/experiment") from None
    task = words.task or normalize("NFC", words.experiment["tasks"][0]["name"])
    problems = list(_problems(words, experiment, task))
    if problems:
        raise SpecError(problems)
    own = bool(words.weights) or any(span.weights for span in words.scope)
    return Intent(
        mode=words.mode,
        flags=words.flags,
        nodes=words.nodes,
        home_node=words.home_node,
        weights={int(node): weight for node, weight in words.weights.items()},
        ranges=words.scope,
        who=words.who,
        task=task,
        experiment=_bare(experiment, task, keep_weights=not own),
    )


def _problems(words: IntentWords, experiment: Experiment, task: str) -> Iterator[Problem]:
    if task not in {each.name for each in experiment.tasks}:
        yield Problem("/task", f"the experiment has no task {task}")
    mapped = {e.id: e.pages for e in experiment.events if isinstance(e, Mmap) and e.task == task}
    for place, span in enumerate(words.scope):
        if span.id not in mapped:
            yield Problem(f"/scope/{place}/id", f"{task} maps no region {span.id}")
        elif (span.first or 0) + (span.pages or 1) > mapped[span.id]:
            yield Problem(f"/scope/{place}", f"{span.id} has {mapped[span.id]} pages")
    if words.nodes and max(NodeMask.parse(words.nodes)) > max(experiment.machine.online):
        yield Problem("/nodes", f"the machine has the nodes {experiment.machine.online}")
    tables = [(("weights",), words.weights)]
    tables += [(("scope", place, "weights"), s.weights) for place, s in enumerate(words.scope)]  # type: ignore[misc]
    for where, weights in tables:
        yield from _weight_problems(words, pointer(*where), weights)


def _weight_problems(
    words: IntentWords, where: str, weights: Mapping[str, int]
) -> Iterator[Problem]:
    if weights and words.mode != "weighted_interleave":
        yield Problem(where, "go only with weighted_interleave")
    mask = NodeMask.parse(words.nodes)
    for node in weights:
        if int(node) not in mask:
            yield Problem(f"{where}/{node}", f"is no node of the mask {words.nodes}")


def _named(event: Event, mapped: frozenset[str]) -> bool:
    """Whether an event sets a policy that has a name and nodes, of a task or a known region."""
    return (
        isinstance(event, SetMempolicy | Mbind | ParamEvent)
        and (not isinstance(event, RangeEvent) or (event.id in mapped and event.pages != 0))
        and not event.mode.startswith("0x")
        and event.nodes not in {"-", "bad"}
        and not isinstance(event.flags, str)
    )


def intent_of(experiment: Experiment) -> Intent:
    """What an experiment asks for with its last policy: of a range if there is one, else the task.

    The posted calls bring home node and weights of their own; else the last home node that was
    set for that range counts, and the weights that sysfs has then. Raises SpecError for an
    experiment that sets no policy by name.
    """
    mapped = frozenset(e.id for e in experiment.events if isinstance(e, Mmap))
    last: Any = next((e for e in reversed(experiment.events) if _named(e, mapped)), None)
    if last is None:
        raise SpecError.at("/events", "set no policy by name: there is nothing to compare")
    outside = getattr(last, "target", None)
    ranged = isinstance(last, RangeEvent)
    own = getattr(last, "il_weights", None)
    mask = NodeMask.parse(last.nodes)
    weights: dict[int, int] = {}
    mode, share = last.mode, sum(ATTRIBUTE_SHARES.get(flag, 0) for flag in last.flags)
    if mode == "weighted_interleave":
        weights = _own(own, mask) if isinstance(own, tuple) else _global(experiment, mask)
    elif share:
        mode, weights = "weighted_interleave", _by_attribute(experiment, mask, share)
    task = str(outside or last.task)
    return Intent(
        mode=mode,
        flags=tuple(flag for flag in last.flags if flag not in ATTRIBUTE_SHARES),
        nodes=last.nodes,
        home_node=_home(experiment, last) if ranged else None,
        weights=weights,
        ranges=(PageSpan(id=last.id, first=last.first, pages=last.pages),) if ranged else (),
        who="other task" if outside else "self",
        task=task,
        experiment=_bare(experiment, task, keep_weights=not weights),
    )


def _own(given: tuple[int, ...], mask: NodeMask) -> dict[int, int]:
    return {node: given[node] for node in mask if node < len(given) and given[node]}


def _by_attribute(experiment: Experiment, mask: NodeMask, share: int) -> dict[int, int]:
    """Weights as the attribute proposal says them: the same wish in other words."""
    bits: dict[str, int] = {}
    for event in experiment.events:
        if isinstance(event, NodeAttribute):
            bits |= event.set
    return {node: 1 + share * (bits.get(str(node)) == 1) for node in mask}


def _global(experiment: Experiment, mask: NodeMask) -> dict[int, int]:
    """The table of sysfs after all writes; none where the kernel computes it."""
    if experiment.sysfs.auto:
        return {}
    table = dict(experiment.sysfs.weights)
    for event in experiment.events:
        if isinstance(event, Weights):
            table |= {node: value for node, value in event.set.items() if 1 <= value <= 255}
    return {node: table.get(str(node), 1) for node in mask}


def _home(experiment: Experiment, last: Any) -> int | None:
    """The home node of the struct, or of a second call on the same region."""
    if isinstance(last, ParamEvent):
        return last.home_node if "home_node" in getattr(last, "mf", ()) else None
    after = experiment.events[experiment.events.index(last) :]
    homes = [e.node for e in after if isinstance(e, SetMempolicyHomeNode) and e.id == last.id]
    return homes[-1] if homes and isinstance(homes[-1], int) else None


def _bare(experiment: Experiment, task: str, *, keep_weights: bool) -> Experiment:
    """The experiment without the task's policies; global weights as they were, or all 1.

    Streams run on the state after the last event: the events that they named may be gone.
    """

    def kept(event: Any) -> bool:
        mine = (getattr(event, "target", None) or getattr(event, "task", None)) == task
        policy = event.op in _POLICY_OPS and mine
        return not policy and (keep_weights or event.op not in _WEIGHT_OPS)

    streams = tuple(
        stream.model_copy(update={"after_event": None}) for stream in experiment.workload.streams
    )
    update: dict[str, Any] = {
        "events": tuple(event for event in experiment.events if kept(event)),
        "workload": experiment.workload.model_copy(update={"streams": streams}),
        "quirks": None,
        "expect": None,
    }
    if not keep_weights:
        ones = {str(node): 1 for node in experiment.machine.online}
        update["sysfs"] = experiment.sysfs.model_copy(update={"auto": False, "weights": ones})
    return experiment.model_copy(update=update)
