"""One event's answer held against what the kernel answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simcore.replay.tally import Difference, Tally
from simcore.replay.words import parse_runs
from simcore.result import EventResult

__all__ = ("Place", "compare")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a trace an answer stands, the rule that gave the engine's, and who counts."""

    tally: Tally
    case: str
    number: int
    op: str
    rule: str

    def differs(self, what: str, expected: object, got: object) -> None:
        """Write a difference down."""
        found = Difference(self.case, self.number, what, expected, got, self.rule)
        self.tally.differences.append(found)


def compare(place: Place, expect: Mapping[str, Any], result: EventResult) -> None:
    """Count what an event's expected answer says, and each difference."""
    answer = {"ret": result.ret, "errno": result.errno, **result.answer}
    call_is_right = True
    for name, expected in expect.items():
        comparer = _COMPARERS.get((place.op, name)) or _COMPARERS.get(("", name))
        if comparer is not None:
            comparer(place, expected, answer.get(name))
        elif not _same(expected, answer.get(name)):
            call_is_right = False
            place.differs(name, expected, answer.get(name))
    if not call_is_right:
        place.tally.wrong_calls += 1


def _same(expected: object, got: object) -> bool:
    if isinstance(expected, tuple | list):
        return isinstance(got, tuple | list) and list(expected) == list(got)
    return expected == got


def _wrong(expected: Sequence[int], got: Sequence[int]) -> int:
    """How many entries differ or are missing."""
    differ = sum(a != b for a, b in zip(expected, got, strict=False))
    return differ + abs(len(expected) - len(got))


def _steps(place: Place, expected: Sequence[int], got: Sequence[int] | None) -> None:
    """Every step of the counter."""
    place.tally.steps += len(expected)
    wrong = _wrong(expected, got or ())
    if wrong:
        place.tally.wrong_steps += wrong
        place.differs("counter steps", list(expected), list(got or ()))


def _nexts(place: Place, expected: Sequence[int] | int, got: Sequence[int] | int | None) -> None:
    """What the counter shows between pages, or once at the end."""
    wanted = [expected] if isinstance(expected, int) else list(expected)
    shown = [got] if isinstance(got, int) else list(got or ())
    wrong = _wrong(wanted, shown)
    if wrong:
        place.tally.wrong_steps += wrong
        place.differs("next nodes of the counter", wanted, shown)


def _vmalloc(place: Place, expected: object, got: object) -> None:
    """Pages of a kernel allocation on each node, which the counter decided."""
    if expected != got:
        place.tally.wrong_steps += 1
        place.differs("vmalloc pages", expected, got)


def _trace(
    place: Place,
    expected: Sequence[Sequence[int]],
    got: Sequence[Sequence[int]] | None,
) -> None:
    """After each page its node and the counter's next node."""
    got = got or []
    place.tally.pages += len(expected)
    place.tally.wrong_pages += max(len(expected) - len(got), 0)
    for wanted, seen in zip(expected, got, strict=False):
        if list(wanted[:2]) != list(seen[:2]):
            place.tally.wrong_pages += 1
            place.differs(f"node of page {wanted[0]}", wanted[1], seen[1])
        if wanted[2] != seen[2]:
            place.tally.wrong_steps += 1
            place.differs(f"next node after page {wanted[0]}", wanted[2], seen[2])


def _where(place: Place, expected: str, got: str | None) -> None:
    """The node of every page."""
    if expected == got:
        place.tally.pages += sum(count for _, count in parse_runs(expected))
        return
    page = 0
    for wanted, seen, count in _together(parse_runs(expected), parse_runs(got or "")):
        place.tally.pages += count
        if wanted != seen:
            place.tally.wrong_pages += count
            pages = f"page {page}" if count == 1 else f"pages {page} to {page + count - 1}"
            place.differs(f"node of {pages}", wanted, seen)
        page += count


def _together(
    left: Iterable[tuple[int, int]], right: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int | None, int]]:
    """Runs of two texts side by side; the right one may be shorter."""
    others = iter(right)
    other, more = next(others, (None, 0))
    for node, count in left:
        rest = count
        while rest:
            length = min(rest, more) if other is not None else rest
            yield node, other, length
            rest -= length
            more -= length
            if other is not None and not more:
                other, more = next(others, (None, 0))


def _node(place: Place, expected: int, got: int | None) -> None:
    """One page's node."""
    place.tally.pages += 1
    if expected != got:
        place.tally.wrong_pages += 1
        place.differs("node", expected, got)


_COMPARERS: Mapping[tuple[str, str], Callable[[Place, Any, Any], None]] = {
    ("", "steps"): _steps,
    ("", "vmalloc"): _vmalloc,
    ("bpfmap", "next"): _nexts,
    ("pwrite", "next"): _nexts,
    ("step", "trace"): _trace,
    ("where", "nodes"): _where,
    ("get_node", "node"): _node,
}
"""By op and answer: what is counted one by one; all else is part of the call's answer."""
