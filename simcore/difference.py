"""What two experiments do not have in common, as data: two documents in, changes out.

Parts that have names are matched by them (nodes, links, tasks), events by what they do to whom,
so that an event put in front of the others is one change. The same is never told twice: a weight
that is not written counts as 1. A change names its rule; the sentence belongs to who shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

from simcore.spec.experiment import Experiment

__all__ = ("RULES", "Change", "differences")

Plain = Mapping[str, Any]

RULES: Final = (
    "weight",
    "field",
    "sources",
    *(
        f"{kind}_{what}"
        for kind in ("node", "link", "task", "stream", "event", "socket", "switch")
        for what in ("field", "new", "gone")
    ),
)
"""Every rule that a change may name."""

_MATCHED: Final = 200
"""Events that are matched by what they do; longer lists are matched place by place."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. The pointer leads into the first document, into the second for new parts.

    ``values`` hold what a sentence about it needs: who changed, and which field.
    """

    pointer: str
    before: Any
    after: Any
    rule: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "pointer": self.pointer,
            "before": self.before,
            "after": self.after,
            "rule": self.rule,
            "values": dict(self.values),
        }


def differences(before: Experiment, after: Experiment) -> tuple[Change, ...]:
    """All that turns the first experiment into the second, in the order of the document."""
    return tuple(_all(before.model_dump(mode="json"), after.model_dump(mode="json")))


@dataclass(frozen=True, slots=True)
class _Part:
    """A part that both documents have: where it lies, and who it is."""

    pointer: str
    rule: str
    who: Mapping[str, Any]

    def field(self, name: str, old: Any, new: Any) -> Iterator[Change]:
        """A field of the part, unless it is the same."""
        if old != new:
            told = {**self.who, "field": name}
            yield Change(f"{self.pointer}/{name}", old, new, self.rule, told)

    def fields(self, old: Plain, new: Plain) -> Iterator[Change]:
        """Every field of the part that is not the same."""
        for name in [*old, *(name for name in new if name not in old)]:
            yield from self.field(name, old.get(name), new.get(name))


def _all(old: Plain, new: Plain) -> Iterator[Change]:
    whole = _Part("", "field", {})
    for name in ("format", "kernel", "seed", "expect"):
        yield from whole.field(name, old.get(name), new.get(name))
    yield from _machine(old["machine"], new["machine"])
    yield from _sysfs(old["sysfs"], new["sysfs"])
    yield from _named("/tasks", "task", old["tasks"], new["tasks"])
    yield from _events(old["events"], new["events"])
    streams = old["workload"]["streams"], new["workload"]["streams"]
    yield from _named("/workload/streams", "stream", *streams)


def _machine(old: Plain, new: Plain) -> Iterator[Change]:
    lists = {"sockets": "socket", "switches": "switch", "nodes": "node", "links": "link"}
    for name, kind in lists.items():
        yield from _named(f"/machine/{name}", kind, old[name], new[name])
    whole = _Part("/machine", "field", {})
    for name in sorted({*old, *new} - {*lists, "sources"}):
        yield from whole.field(name, old.get(name), new.get(name))
    yield from _sources(old["sources"], new["sources"])


def _sources(old: Plain, new: Plain) -> Iterator[Change]:
    """Where the values come from, as one change: no value is set differently by it."""
    n = sum(old.get(name) != new.get(name) for name in {*old, *new})
    if n:
        yield Change("/machine/sources", old, new, "sources", {"n": n})


def _sysfs(old: Plain, new: Plain) -> Iterator[Change]:
    yield from _Part("/sysfs", "field", {}).field("auto", old["auto"], new["auto"])
    before, after = old["weights"], new["weights"]
    for node in sorted({*before, *after}, key=int):
        was, now = before.get(node, 1), after.get(node, 1)
        if was != now:
            yield Change(f"/sysfs/weights/{node}", was, now, "weight", {"who": node})


def _named(place: str, kind: str, old: Sequence[Plain], new: Sequence[Plain]) -> Iterator[Change]:
    """Parts with names: changed, gone or new."""
    before, after = _by_name(old), _by_name(new)
    for name, (i, item) in before.items():
        if name in after:
            part = _Part(f"{place}/{i}", f"{kind}_field", {"who": name})
            yield from part.fields(item, after[name][1])
        else:
            yield Change(f"{place}/{i}", item, None, f"{kind}_gone", {"who": name})
    for name, (i, item) in after.items():
        if name not in before:
            yield Change(f"{place}/{i}", None, item, f"{kind}_new", {"who": name})


def _by_name(items: Sequence[Plain]) -> dict[Any, tuple[int, Plain]]:
    """Place and item by id, by name, or by place where items have neither."""
    return {item.get("id", item.get("name", i)): (i, item) for i, item in enumerate(items)}


def _events(old: Sequence[Plain], new: Sequence[Plain]) -> Iterator[Change]:
    pairs = _pairs(old, new)
    partners = {j for _, j in pairs}
    for i, j in pairs:
        yield from _Part(f"/events/{i}", "event_field", _who(i, old)).fields(old[i], new[j])
    for i in sorted({*range(len(old))} - {i for i, _ in pairs}):
        yield Change(f"/events/{i}", old[i], None, "event_gone", _who(i, old))
    for j in sorted({*range(len(new))} - partners):
        yield Change(f"/events/{j}", None, new[j], "event_new", _who(j, new))


def _who(place: int, events: Sequence[Plain]) -> Plain:
    return {"who": place, "op": events[place]["op"]}


def _pairs(old: Sequence[Plain], new: Sequence[Plain]) -> list[tuple[int, int]]:
    """Places of the events that stand for each other: they do the same to the same."""
    left, right = [*map(_signature, old)], [*map(_signature, new)]
    if max(len(old), len(new)) > _MATCHED:
        both = enumerate(zip(left, right, strict=False))
        return [(i, i) for i, (mine, theirs) in both if mine == theirs]
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return [(i + step, j + step) for i, j, size in blocks for step in range(size)]


def _signature(event: Plain) -> tuple[Any, ...]:
    """What an event does to whom."""
    return event["op"], event.get("task"), event.get("id")
