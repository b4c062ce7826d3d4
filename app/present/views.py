"""What several parts of a page show: read once from the experiment and its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.present.state import NOTHING_CHOSEN, ViewState, Window
from app.words import ENGLISH, Words
from simcore.nodemask import EMPTY
from simcore.result import EventResult, LinkResult, RegionResult, Result, StreamResult
from simcore.spec.events import (
    Event,
    Mbind,
    Mbind2,
    Mmap,
    ProcessMbind,
    SetMempolicy,
    SetMempolicy2,
    Step,
    Touch,
)
from simcore.spec.events.fields import named_nodes
from simcore.spec.experiment import Experiment
from simcore.system.state import free_at_boot, initial_weights

__all__ = ("STRIP_COLUMNS", "STRIP_PAGES", "STRIP_ROWS", "TaskPolicy", "View", "own_name")

TaskPolicy = SetMempolicy | SetMempolicy2
"""The calls that set a task's own policy."""

_MOVERS = frozenset({"migrate_pages", "move_pages", "cpuset"})
"""Calls that move pages, or may."""

_BUSY = 0.75
"""A resource used less than this does not hold a stream back by itself."""

STRIP_COLUMNS = 32
STRIP_ROWS = 8
STRIP_PAGES = STRIP_COLUMNS * STRIP_ROWS


@dataclass(frozen=True)
class View:
    """An experiment beside its result, with the few things every presenter asks for.

    What is told of pages is told of one region; the strip shows the window of ``state`` in it,
    or the block that holds the page of ``state``. At an earlier moment ``experiment`` ends there,
    and ``whole`` is all of it beside its own result.
    """

    experiment: Experiment
    result: Result
    state: ViewState = NOTHING_CHOSEN
    words: Words = ENGLISH
    whole: tuple[Experiment, Result] | None = None

    @cached_property
    def end(self) -> View:
        """The view of all that happens: of what is edited and taken home, whatever is shown."""
        if self.whole is None:
            return self
        return View(*self.whole, self.state, self.words)

    @property
    def early(self) -> bool:
        """Whether what is shown ends before the experiment does."""
        return self.whole is not None

    @cached_property
    def kinds(self) -> Mapping[int, str]:
        """Kind of memory by node."""
        return {node.id: node.kind for node in self.experiment.machine.nodes}

    @cached_property
    def policy(self) -> TaskPolicy | None:
        """The last policy that was asked for."""
        asked = [e for e in self.experiment.events if isinstance(e, TaskPolicy)]
        return asked[-1] if asked else None

    @cached_property
    def in_force(self) -> TaskPolicy | None:
        """The last policy that the kernel took."""
        answers = zip(self.experiment.events, self.result.events, strict=False)
        taken = [e for e, answer in answers if isinstance(e, TaskPolicy) and answer.errno is None]
        return taken[-1] if taken else None

    @cached_property
    def range_policies(self) -> tuple[Mbind | Mbind2, ...]:
        """The policies of ranges that the kernel took, in their order."""
        answers = zip(self.experiment.events, self.result.events, strict=False)
        return tuple(
            event
            for event, answer in answers
            if isinstance(event, Mbind | Mbind2) and answer.errno is None
        )

    @cached_property
    def policy_refused(self) -> bool:
        """Whether the kernel refused the last policy that was asked for."""
        answers = zip(self.experiment.events, self.result.events, strict=False)
        asked = [answer for event, answer in answers if isinstance(event, TaskPolicy)]
        return bool(asked) and asked[-1].errno is not None

    @cached_property
    def asks_for_nodes(self) -> bool:
        """Whether any policy that the kernel took names nodes: without one memory is local."""
        answers = zip(self.experiment.events, self.result.events, strict=False)
        modes = {getattr(e, "mode", None) for e, answer in answers if answer.errno is None}
        return not modes <= {None, "default", "local"}

    @cached_property
    def policy_nodes(self) -> tuple[int, ...]:
        """Nodes that the policy names and the machine has."""
        named = named_nodes(self.policy.nodes) if self.policy else EMPTY
        return tuple(named & self.experiment.machine.online)

    @cached_property
    def weights(self) -> Mapping[int, int]:
        """Weight of each node: the policy's own, or that in sysfs before the first event."""
        weights = initial_weights(self.experiment)
        own = getattr(self.policy, "il_weights", None)
        if isinstance(own, tuple):
            weights |= {n: own[n] for n in self.policy_nodes if n < len(own) and own[n]}
        return {node.id: weights[node.id] for node in self.experiment.machine.nodes}

    @cached_property
    def movers(self) -> tuple[int, ...]:
        """Places of the events that may have moved pages which were there already."""
        events = enumerate(self.experiment.events)
        return tuple(place for place, each in events if each.op in _MOVERS or _moves(each))

    @property
    def may_have_moved(self) -> bool:
        """Whether an event may have moved pages that were there already."""
        return bool(self.movers)

    @cached_property
    def taken(self) -> Mapping[int, int]:
        """Pages in use by node; a page that several regions show is one page."""
        free = free_at_boot(self.experiment.machine)
        return {node.id: free[node.id] - node.free_pages for node in self.result.nodes}

    @cached_property
    def weights_matter(self) -> bool:
        """Whether any policy asks for weighted interleave."""
        kinds = SetMempolicy | Mbind | SetMempolicy2 | Mbind2
        calls = (e for e in self.experiment.events if isinstance(e, kinds))
        return any(event.mode == "weighted_interleave" for event in calls)

    def first_touch(self, region: str) -> int | None:
        """Place of the first event that touches a region, or the one that it is a copy of."""
        events = enumerate(self.experiment.events)
        touches = ((place, e) for place, e in events if isinstance(e, Touch | Step))
        return next((place for place, e in touches if own_name(e.id) == own_name(region)), None)

    @cached_property
    def killed(self) -> tuple[int, EventResult] | None:
        """The event in which a signal ended the experiment."""
        found = self.refused
        last = len(self.result.events) - 1
        answer = self.result.events[last] if last >= 0 else None
        return (last, answer) if found and answer and answer.signal is not None else None

    @cached_property
    def refused(self) -> tuple[int, EventResult] | None:
        """The first event that the kernel refuses or that ends the experiment."""
        return next(iter(self.all_refused), None)

    @cached_property
    def all_refused(self) -> list[tuple[int, EventResult]]:
        """Every such event."""
        answers = enumerate(self.result.events)
        return [
            (n, each) for n, each in answers if each.errno is not None or each.signal is not None
        ]

    @cached_property
    def links(self) -> list[LinkResult]:
        """Links and measured ways; where ways were measured, links that they replace are none."""
        measured = any(link.id.startswith("access ") for link in self.result.links)
        return [link for link in self.result.links if link.gb_per_s or not measured]

    @cached_property
    def stream(self) -> StreamResult | None:
        """The whole workload as one stream; beside a curve of the first stream only that one."""
        streams, curve = self.result.streams, self.result.curve
        if len(streams) < 2 or (curve is not None and curve.streams < len(streams)):
            return streams[0] if streams else None
        total = sum(stream.gb_per_s for stream in streams)
        low, high = map(sum, zip(*(stream.gb_per_s_band for stream in streams), strict=True))
        waited = sum(stream.gb_per_s * stream.latency_ns for stream in streams)
        fullest, use = max(self._used.items(), key=lambda item: item[1])
        return StreamResult(
            task="",
            gb_per_s=total,
            gb_per_s_band=(low, high),
            latency_ns=waited / total if total else streams[0].latency_ns,
            min_law_gb_per_s=total / use if use else 0.0,
            bottleneck=fullest,
        )

    @property
    def saturates(self) -> bool:
        """Whether a node or a link is near its capacity; else the threads are the limit."""
        return max(self._used.values(), default=0.0) >= _BUSY

    @property
    def _used(self) -> dict[str, float]:
        """How far nodes and links are used, by the names that streams give them."""
        used = {f"node {node.id}": node.utilisation or 0.0 for node in self.result.nodes}
        return used | {link.id: link.utilisation for link in self.result.links}

    @cached_property
    def region(self) -> tuple[str, RegionResult] | None:
        """The region that is looked at, or the one with most pages; the first mapped of equals.

        A forked child's copies come after all that was mapped.
        """
        window, found = self.state.window, self.result.regions
        if window is not None and window.region in found:
            return window.region, found[window.region]
        mapped = [event.id for event in self.experiment.events if isinstance(event, Mmap)]
        places = {name: place for place, name in enumerate(dict.fromkeys(mapped))}
        regions = sorted(
            found.items(), key=lambda item: (places.get(item[0], len(places)), item[0])
        )
        return max(regions, key=lambda item: sum(item[1].pages_on.values()), default=None)

    @cached_property
    def strip_first(self) -> int:
        """The first page of the strip."""
        last = self.region[1].pages - 1 if self.region else 0
        if self._window is not None:
            return min(self._window.first, last)
        return min(self.state.page or 0, last) // STRIP_PAGES * STRIP_PAGES

    @cached_property
    def strip(self) -> list[int]:
        """Nodes of the first pages of the strip, as many as have a cell of their own."""
        if self.region is None:
            return []
        count = min(self._window.count, STRIP_PAGES) if self._window else STRIP_PAGES
        return self.region[1].window(self.strip_first, count)

    @property
    def window(self) -> tuple[int, int]:
        """The pages that the strip shows, in its cells or in its stripes: first, end."""
        count = self._window.count if self._window else STRIP_PAGES
        pages = self.region[1].pages if self.region else 0
        return self.strip_first, min(self.strip_first + count, pages)

    @property
    def _window(self) -> Window | None:
        """The window that was chosen, if it is one of the region."""
        window = self.state.window
        return window if window and self.region and window.region == self.region[0] else None


def own_name(region: str) -> str:
    """A region's name without the child that has a copy of it."""
    return region.rpartition(":")[2]


def _moves(event: Event) -> bool:
    """Whether an mbind() moves pages that are there already."""
    if not isinstance(event, Mbind | Mbind2 | ProcessMbind):
        return False
    return isinstance(event.mf, str) or not {"move", "move_all"}.isdisjoint(event.mf)
