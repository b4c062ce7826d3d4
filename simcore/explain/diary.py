"""What happened to one page: the event that gave it memory, and those that had set the stage.

The engine keeps a decision once, however many events made it, so that pages which several
touches placed alike stay one segment. Who wants to know when a page came watches it here, event
by event; nobody else pays for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simcore.explain.afterwards import Afterwards, RangeCall, reaches, why_it_stayed
from simcore.kernel.modes import MemPolicy
from simcore.placement.choose import Placing
from simcore.placement.pagemap import Segment
from simcore.placement.pattern import ABSENT
from simcore.result import EventResult
from simcore.spec.events import Event, Fork, Mmap, Step, Touch
from simcore.spec.experiment import Experiment
from simcore.system import Region, System, run_events
from simcore.system.cow import shared_parts
from simcore.system.mappings import Piece
from simcore.system.policy_calls import vma_policy_at
from simcore.system.state import Moved

__all__ = ("Birth", "Diary", "Rebound", "Rewritten", "memory_of", "piece_at", "run_watched")


@dataclass(frozen=True, slots=True)
class Birth:
    """The event that gave a page its memory, and how.

    ``how`` is ``first``, ``again`` (event ``freed`` had freed what it had), ``copy`` (of a page
    that others show, too), or ``mapped`` where an object had the page already.
    """

    event: int
    how: str
    freed: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What an event left of a page: its decision, whose page it is, its node, its policy."""

    cause: int
    own: bool
    node: int
    shared: bool
    policy: MemPolicy | None


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


def piece_at(region: Region, page: int) -> Piece | None:
    """One page of a region with the VMA that maps it."""
    found = region.vmas_in(page, page + 1)
    return Piece(region, found[0][0], page, page + 1) if found else None


@dataclass(slots=True)
class Diary:
    """A page of a region, watched through an experiment.

    ``births`` and ``afterwards`` are by region: a child has what its parent had.
    """

    experiment: Experiment
    region: str
    page: int
    answers: list[EventResult] = field(default_factory=list)
    births: dict[str, Birth] = field(default_factory=dict)
    afterwards: dict[str, tuple[Afterwards, ...]] = field(default_factory=dict)
    """The calls that gave the page another policy when it was there already, and left it."""
    _seen: dict[str, Seen] = field(default_factory=dict)
    _freed: dict[str, int] = field(default_factory=dict)

    @property
    def born(self) -> Mapping[str, int]:
        """The event that gave the page its memory, by region."""
        return {region: birth.event for region, birth in self.births.items()}

    @property
    def ended(self) -> tuple[int, int | None, str] | None:
        """The event in which a signal ended the task; page and region where it did, if known."""
        last = self.answers[-1] if self.answers else None
        if last is None or last.signal is None:
            return None
        event = len(self.answers) - 1
        return event, last.at_page, getattr(self.experiment.events[event], "id", None) or ""

    def look(self, system: System, answer: EventResult) -> None:
        """What the page looks like after an event."""
        self.answers.append(answer)
        event = self.experiment.events[len(self.answers) - 1]
        if isinstance(event, Fork):
            self._inherit(event)
        for name, region in system.regions.items():
            if _own_name(name) == _own_name(self.region) and self.page < region.pages:
                self._note(system, region, event)

    def _inherit(self, event: Fork) -> None:
        own = _own_name(self.region)
        parents = (f"{event.task}:{own}", own)
        parent = next((name for name in parents if name in self._seen), None)
        if parent is not None:
            child = f"{event.child}:{own}"
            self._seen[child], self.births[child] = self._seen[parent], self.births[parent]
            self.afterwards[child] = self.afterwards.get(parent, ())

    def _note(self, system: System, region: Region, event: Event) -> None:
        now, known = _looked_at(region, self.page), self._seen.pop(region.id, None)
        number = len(self.answers) - 1
        if now is None:
            if known is not None:
                self._freed[region.id] = number
            return
        self._seen[region.id] = now
        moved = isinstance(system.causes[now.cause], Moved)
        how = self._how(region.id, event, known, now, moved=moved)
        if how:
            freed = self._freed.get(region.id) if how == "again" else None
            self.births[region.id] = Birth(number, how, freed)
            self.afterwards[region.id] = ()
        elif known is not None and isinstance(event, RangeCall) and known.node == now.node:
            self._stayed(system, region, event, changed=known.policy != now.policy)

    def _how(
        self, region: str, event: Event, known: Seen | None, now: Seen, *, moved: bool
    ) -> str | None:
        """How the page came by its memory in this event; None where it had it before."""
        if known is None:
            fresh = "again" if region in self._freed else "first"
            return "mapped" if isinstance(event, Mmap) else fresh
        touched = isinstance(event, Touch | Step) and event.id == region
        parted = touched and known.shared and not now.shared
        if parted or (now.own and not known.own):
            return "copy"
        return "first" if known.cause != now.cause and not moved else None

    def _stayed(self, system: System, region: Region, call: RangeCall, *, changed: bool) -> None:
        """A call that set the page's policy, or went through it to move it, and left it."""
        piece, number = piece_at(region, self.page), len(self.answers) - 1
        if piece is None or not (changed or reaches(system, call, self.answers[-1], piece)):
            return
        seen = self._seen[region.id]
        why = why_it_stayed(system, call, piece, seen.node)
        told = Afterwards(number, call.op, str(seen.policy or "default"), why)
        self.afterwards[region.id] = (*self.afterwards.get(region.id, ()), told)

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


def _looked_at(region: Region, page: int) -> Seen | None:
    """What can be seen of a page; None where it has no memory."""
    segment, piece = memory_of(region, page), piece_at(region, page)
    if segment is None:
        return None
    return Seen(
        cause=segment.cause,
        own=region.own.node_of(page) != ABSENT,
        node=segment.node_of(page),
        shared=bool(shared_parts(region, page, page + 1)),
        policy=None if piece is None else vma_policy_at(piece, page),
    )


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
