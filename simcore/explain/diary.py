"""What happened to one page: the event that gave it memory, and those that had set the stage.

The engine keeps a decision once, however many events made it, so that pages which several
touches placed alike stay one segment. Who wants to know when a page came watches it here, event
by event; nobody else pays for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simcore.placement.choose import Placing
from simcore.placement.pagemap import Segment
from simcore.placement.pattern import ABSENT
from simcore.result import EventResult
from simcore.spec.events import Fork
from simcore.spec.experiment import Experiment
from simcore.system import Region, System, run_events
from simcore.system.state import Moved

__all__ = ("Diary", "Rebound", "Rewritten", "memory_of", "run_watched")


@dataclass(frozen=True, slots=True)
class Rebound:
    """The event by which a cpuset's change bound a policy anew, and the policy before it."""

    event: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The event that wrote weights last, by node: (before, after)."""

    event: int
    weights: Mapping[int, tuple[int, int]]


def memory_of(region: Region, page: int) -> Segment | None:
    """The memory that a page of a region has, by the region's page numbers, mapped or not.

    Private pages go before those of the object; None where there is nothing at all.
    """
    own = region.own.segment_at(page)
    if own is not None and own.node_of(page) != ABSENT:
        return own
    shown = region.object_pages(page, page + 1) if region.object is not None else []
    return shown[0] if shown else None


@dataclass(slots=True)
class Diary:
    """A page of a region, watched through an experiment.

    ``born`` is the event that gave the page its memory, by region: a child has its parent's.
    """

    experiment: Experiment
    region: str
    page: int
    answers: list[EventResult] = field(default_factory=list)
    born: dict[str, int] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)
    """The number of the last decision about the page, by region."""

    def look(self, system: System, answer: EventResult) -> None:
        """What the page looks like after an event."""
        self.answers.append(answer)
        event = self.experiment.events[len(self.answers) - 1]
        if isinstance(event, Fork):
            self._inherit(event)
        for name, region in system.regions.items():
            if _own_name(name) == _own_name(self.region) and self.page < region.pages:
                self._note(system, region)

    def _inherit(self, event: Fork) -> None:
        own = _own_name(self.region)
        parents = (f"{event.task}:{own}", own)
        parent = next((name for name in parents if name in self._seen), None)
        if parent is not None:
            child = f"{event.child}:{own}"
            self._seen[child], self.born[child] = self._seen[parent], self.born[parent]

    def _note(self, system: System, region: Region) -> None:
        segment = memory_of(region, self.page)
        if segment is None:
            self._seen.pop(region.id, None)
            return
        moved = isinstance(system.causes[segment.cause], Moved)
        known = self._seen.get(region.id)
        if known is None or (known != segment.cause and not moved):
            self.born[region.id] = len(self.answers) - 1
        self._seen[region.id] = segment.cause

    def _back_from(self, born: int | None) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """What each event changed, from the one that the page came by back to the first."""
        for event in range(-1 if born is None else born, -1, -1):
            yield event, self.answers[event].changes

    def rewritten(self, region: str, placing: Placing) -> list[Rewritten]:
        """The events that had written the global weights by which the page was placed."""
        policy, around = placing.policy, placing.around
        if policy is None or around is None or not policy.weighted or policy.il_weights is not None:
            return []
        left, found = set(policy.nodes), []
        for event, changes in self._back_from(self.born.get(region)):
            wrote = {n: changes[_weight(n)] for n in sorted(left) if _weight(n) in changes}
            left -= wrote.keys()
            used = {n: w for n, w in wrote.items() if w[1] == around.weights.get(n)}
            if used:
                found.append(Rewritten(event, used))
        return found[::-1]

    def rebound(self, region: str, placing: Placing) -> Rebound | None:
        """The cpuset event that made the policy what it was when the page came, if one did."""
        born = self.born.get(region)
        if born is None or placing.policy is None:
            return None
        pointer = f"regions/{region}/policies"
        if placing.source == "task policy":
            pointer = f"tasks/{getattr(self.experiment.events[born], 'task', None)}/policy"
        for event, changes in self._back_from(born):
            before, after = (_policy_at(told, self.page) for told in changes.get(pointer, ("", "")))
            if before == after:
                continue
            if self.experiment.events[event].op != "cpuset" or after != str(placing.policy):
                return None
            return Rebound(event, str(before), str(after))
        return None


def run_watched(experiment: Experiment, region: str, page: int) -> tuple[System, Diary]:
    """Run an experiment and watch a page of a region that it maps."""
    system, diary = System.boot(experiment), Diary(experiment, region, page)
    for answer in run_events(system, experiment.events):
        diary.look(system, answer)
    return system, diary


def _own_name(region: str) -> str:
    """A region's name without the child that has it."""
    return region.rpartition(":")[2]


def _weight(node: int) -> str:
    return f"sysfs/weights/{node}"


def _policy_at(told: Any, page: int) -> Any:
    """A task's policy as a change tells it; of a region's policies that of a page."""
    if not isinstance(told, list):
        return told
    return next((text for first, count, text in told if first <= page < first + count), None)
