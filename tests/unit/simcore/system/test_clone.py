"""A copy of a system goes its own way, and the original does not notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from simcore.races.statekey import state_key
from simcore.spec import decode
from simcore.spec.events import Event
from simcore.system import System, run_event
from simcore.system.clone import clone
from tests.build import Document, experiment, mbind, mmap, policy, run, touch, two_nodes

BEFORE: tuple[Document, ...] = (
    policy("weighted_interleave", "0-1"),
    mmap(16),
    mmap(16, "shared", addr=None, kind="memfd", object="both"),
    mmap(16, "twin", addr=None, kind="memfd", object="both"),
    mmap(16, "file", addr=None, kind="file"),
    mbind("bind", "0", first=4, pages=4),
    mbind("interleave", "0-1", region="shared", first=8, pages=8),
    touch("0-7"),
    touch("0-3", "shared"),
    {"op": "fork", "child": "child"},
    {"op": "cpuset", "mems": "0-1"},
)
AFTER: tuple[Document, ...] = (
    policy("bind", "1"),
    touch("0-15"),
    touch("8-15", "twin"),
    mbind("bind", "1", "move"),
    mbind("bind", "1", region="shared"),
    {"op": "pwrite", "id": "file", "pages": 3},
    {"op": "weights", "set": {"0": 5}},
    {"op": "cpuset", "group": "other"},
    {"op": "cpuset", "mems": "1"},
    {"op": "thp", "enabled": "always"},
    {"op": "madvise", "id": "heap", "first": 0, "pages": 4, "advice": "dontneed"},
    {"op": "munmap", "id": "twin"},
    {"op": "mremap", "id": "heap", "addr": "0x700000000000"},
    {"op": "fork", "child": "second"},
    {"op": "touch", "id": "child:heap", "pages": "0-7", "task": "child"},
    {"op": "move_pages", "id": "heap", "page": 5, "node": 0},
    {"op": "migrate_pages", "from": "1", "to": "0"},
    {"op": "sched_setaffinity", "cpu": 1},
)


def prepared() -> System:
    return run(experiment(two_nodes(64), *BEFORE)).system


def later() -> list[Event]:
    """Each of the later events, decoded after all that come before it."""
    decoded = decode(experiment(two_nodes(64), *BEFORE, *AFTER))
    return list(decoded.events[len(BEFORE) :])


def inside(value: Any) -> list[Any]:
    """What a value is made of."""
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    if not type(value).__module__.startswith("simcore"):
        return []
    slots = [name for each in type(value).__mro__ for name in getattr(each, "__slots__", ())]
    names = [*getattr(value, "__dict__", {}), *slots]
    return [getattr(value, name) for name in names if hasattr(value, name)]


def frozen(value: Any) -> bool:
    """Whether nobody can write to it: values of the document, policies, decisions."""
    return is_dataclass(value) and bool(type(value).__dataclass_params__.frozen)  # type: ignore[attr-defined]


def changeable(value: Any, seen: dict[int, Any]) -> Iterator[Any]:
    """Every list, map and object below a value that somebody could write to."""
    if id(value) in seen or frozen(value):
        return
    seen[id(value)] = value
    if isinstance(value, dict | list | set) or type(value).__module__.startswith("simcore"):
        yield value
    for each in inside(value):
        yield from changeable(each, seen)


KEPT_TOGETHER = ("causes", "_known", "zonelists", "machine", "kernel")
"""What copies share: the book of decisions, and what never changes."""


def parts(system: System) -> dict[int, Any]:
    shared: dict[int, Any] = {}
    for name in KEPT_TOGETHER:
        list(changeable(getattr(system, name), shared))
    found: dict[int, Any] = {}
    for field in fields(system):
        if field.name not in KEPT_TOGETHER:
            for part in changeable(getattr(system, field.name), shared):
                found[id(part)] = part
    return found


def test_a_copy_is_in_the_same_state() -> None:
    system = prepared()

    assert state_key(clone(system)) == state_key(system)


def test_a_copy_shares_no_piece_that_anybody_writes_to() -> None:
    system = prepared()
    copy = clone(system)

    mine, theirs = parts(system), parts(copy)
    ours = [part for number, part in mine.items() if number in theirs and not callable(part)]

    assert len(mine) > 40
    assert not ours


@pytest.mark.parametrize("place", range(len(AFTER)), ids=lambda place: str(AFTER[place]["op"]))
def test_what_happens_to_the_copy_does_not_happen_to_the_original(place: int) -> None:
    system = prepared()
    before = state_key(system)
    copy, other = clone(system), clone(system)
    events = later()[: place + 1]

    mine = [run_event(copy, event) for event in events]

    assert state_key(system) == before
    assert state_key(other) == before
    assert [run_event(other, event) for event in events] == mine
    assert state_key(other) == state_key(copy)


def test_relatives_of_a_fork_stay_relatives() -> None:
    copy = clone(prepared())
    parent, child = copy.regions["heap"], copy.regions["child:heap"]

    assert parent.family is child.family
    assert parent.family == [parent, child]
    assert copy.regions["shared"].object is copy.regions["twin"].object
    assert copy.regions["heap"].space is copy.tasks["main"].space
    assert copy.tasks["child"].space is child.space
