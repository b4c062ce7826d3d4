"""Random events on the engine and on its page-by-page twin: the same pages, the same room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simcore.kernel.zonelist import build_zonelists
from simcore.pageranges import parse_pages
from simcore.spec import decode
from simcore.system import System, run_event
from tests.oracle.slow_system import Memfd, Policy, Region, SlowSystem, Task

PAGES = 40
BASE = 0x1000_0000_0000 >> 12
STRIDE = 1 << 28
DISTANCE = [[10, 21, 17], [21, 10, 28], [17, 28, 10]]
REGIONS = ("anon", "shared", "twin", "private")
Event = dict[str, Any]
Answer = tuple[int | None, int | None]
OK: Answer = (0, None)

POLICIES = st.one_of(
    st.tuples(st.sampled_from(["default", "local"]), st.just("")),
    st.tuples(
        st.sampled_from(
            ["preferred", "bind", "interleave", "weighted_interleave", "preferred_many"]
        ),
        st.sampled_from(["0", "1", "2", "0-1", "0,2", "1-2", "0-2"]),
    ),
).map(lambda pair: {"mode": pair[0], "nodes": pair[1]})
SPANS = st.tuples(st.integers(0, PAGES - 1), st.integers(1, PAGES)).map(
    lambda pair: {"first": pair[0], "pages": min(pair[1], PAGES - pair[0])}
)
MF = st.sampled_from([[], ["move"], ["strict"], ["move", "strict"], ["move_all"]])


@st.composite
def page_lists(draw: st.DrawFn) -> str:
    span = draw(SPANS)
    first, last = span["first"], span["first"] + span["pages"] - 1
    step = draw(st.sampled_from(["", "", ":2", ":3"])) if last > first else ""
    return f"{last}-{first}{step}" if draw(st.booleans()) else f"{first}-{last}{step}"


TOUCHES = st.builds(
    lambda pages, access: {"op": "touch", "pages": pages} | access,
    page_lists(),
    st.sampled_from([{}, {}, {"access": "read"}]),
)
ON_REGIONS = st.one_of(
    TOUCHES,
    TOUCHES,
    st.builds(lambda s, p, mf: {"op": "mbind", "mf": mf} | s | p, SPANS, POLICIES, MF),
    SPANS.map(lambda span: {"op": "madvise", "advice": "dontneed"} | span),
)
ON_TASKS = st.one_of(
    POLICIES.map(lambda policy: {"op": "set_mempolicy"} | policy),
    st.integers(0, 2).map(lambda cpu: {"op": "sched_setaffinity", "cpu": cpu}),
    st.permutations(["0", "1", "2"]).map(
        lambda nodes: {"op": "migrate_pages", "from": nodes[0], "to": nodes[1]}
    ),
)
ON_ALL = st.lists(st.integers(1, 9), min_size=3, max_size=3).map(
    lambda weights: {"op": "weights", "set": {str(n): w for n, w in enumerate(weights)}}
)


@st.composite
def event_lists(draw: st.DrawFn) -> list[Event]:
    """Events of one task, and after a fork of parent and child."""
    made: list[Event] = []
    forks_at = draw(st.integers(0, 20))
    for number in range(draw(st.integers(1, 14))):
        if number == forks_at:
            made.append({"op": "fork", "child": "kid", "task": "main"})
        task = draw(st.sampled_from(["main", "kid"])) if number >= forks_at else "main"
        event = draw(st.one_of(ON_REGIONS, ON_REGIONS, ON_TASKS, ON_ALL))
        if event["op"] in ("touch", "mbind", "madvise"):
            region = draw(st.sampled_from(REGIONS))
            event |= {"id": region if task == "main" else f"kid:{region}"}
        made.append(event if event["op"] == "weights" else event | {"task": task})
    return made


def document(events: list[Event], room: int, *, privileged: bool) -> Event:
    objects = {
        "shared": ("memfd", "one"),
        "twin": ("memfd", "one"),
        "private": ("memfdpriv", "two"),
    }
    maps: list[Event] = [{"op": "mmap", "id": "anon", "pages": PAGES}]
    for region, (kind, shown) in objects.items():
        maps.append({"op": "mmap", "id": region, "pages": PAGES, "kind": kind, "object": shown})
    machine = {
        "nodes": [{"id": n, "mib": 1, "cpus": str(n)} for n in range(3)],
        "distance": DISTANCE,
        "free_kib": {str(n): 4 * (room + 5 * n) for n in range(3)},
    }
    tasks = [{"name": "main", "caps": ["sys_nice"] if privileged else []}]
    return {"machine": machine, "tasks": tasks, "events": [*maps, *events]}


def slow_twin(room: int) -> SlowSystem:
    orders = build_zonelists([0, 1, 2], DISTANCE, frozenset({0, 1, 2}))
    free = {n: room + 5 * n for n in range(3)}
    slow = SlowSystem(free, {n: list(order) for n, order in orders.items()})
    slow.tasks["main"] = Task(0)
    one, two = Memfd(1), Memfd(2)
    slow.regions = {
        "anon": Region(BASE, PAGES),
        "shared": Region(BASE + STRIDE, PAGES, one, shared=True),
        "twin": Region(BASE + 2 * STRIDE, PAGES, one, shared=True),
        "private": Region(BASE + 3 * STRIDE, PAGES, two),
    }
    slow.owner = dict.fromkeys(slow.regions, "main")
    return slow


def _members(text: str) -> tuple[int, ...]:
    return tuple(sorted({node for part in (parse_pages(text) if text else ()) for node in part}))


def _policy(event: Event) -> Policy | None:
    nodes = _members(event["nodes"])
    if event["mode"] == "default":
        return None
    return Policy(event["mode"], nodes[:1] if event["mode"] == "preferred" else nodes)


def _touch(slow: SlowSystem, event: Event) -> Answer:
    pages: Iterator[int] = (p for part in parse_pages(event["pages"]) for p in part)
    killed = slow.touch(event["id"], pages, write=event.get("access") != "read")
    return OK if killed is None else (None, killed)


def _mbind(slow: SlowSystem, event: Event) -> Answer:
    asked = {"policy": _policy(event), "mask": _members(event["nodes"]), "mf": event["mf"]}
    return slow.mbind(event["id"], event["first"], event["first"] + event["pages"], asked)


def _madvise(slow: SlowSystem, event: Event) -> Answer:
    slow.drop(event["id"], event["first"], event["first"] + event["pages"])
    return OK


def _migrate(slow: SlowSystem, event: Event) -> Answer:
    return slow.migrate(event["task"], int(event["from"]), int(event["to"]))


def _fork(slow: SlowSystem, event: Event) -> Answer:
    slow.fork("main", event["child"])
    return OK


def _set_mempolicy(slow: SlowSystem, event: Event) -> Answer:
    slow.tasks[event["task"]].policy = _policy(event)
    return OK


def _cpu(slow: SlowSystem, event: Event) -> Answer:
    slow.tasks[event["task"]].cpu_node = event["cpu"]
    return OK


def _weights(slow: SlowSystem, event: Event) -> Answer:
    slow.weights |= {int(node): weight for node, weight in event["set"].items()}
    return OK


WALKS: Mapping[str, Callable[[SlowSystem, Event], Answer]] = {
    "fork": _fork,
    "madvise": _madvise,
    "mbind": _mbind,
    "migrate_pages": _migrate,
    "sched_setaffinity": _cpu,
    "set_mempolicy": _set_mempolicy,
    "touch": _touch,
    "weights": _weights,
}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events=event_lists(), room=st.integers(5, 120), privileged=st.booleans())
def test_the_engine_and_the_walk_agree_on_every_page(
    events: list[Event], room: int, privileged: bool
) -> None:
    experiment = decode(document(events, room, privileged=privileged))
    system, slow = System.boot(experiment), slow_twin(room)
    slow.privileged = privileged
    for event in experiment.events[:4]:
        run_event(system, event)
    for plain, event in zip(events, experiment.events[4:], strict=True):
        answer, expected = run_event(system, event), WALKS[plain["op"]](slow, plain)
        why = answer.errno if answer.signal is None else answer.at_page
        assert (answer.ret, why) == expected, plain
        assert system.free == slow.free, plain
        for name in slow.regions:
            pages = system.regions[name].map
            found = [node for node, run in pages.runs(0, PAGES) for _ in range(run)]
            assert found == slow.where(name), (plain, name)
        if answer.signal is not None:
            break
