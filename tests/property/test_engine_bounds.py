"""What may be asked of the engine: memory size does not matter, and nothing loops."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from simcore.errors import SpecError
from simcore.spec import decode
from simcore.system import System, run_events
from tests.build import experiment, machine, mmap, policy, touch

ROOT = Path(__file__).parents[2]
SECONDS = 2.0
HUGE = 2**48

PETABYTE = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (200 << 20, 200 << 20))
from simcore.spec import decode
from simcore.system import System, run_events
from tests.build import experiment, machine, mmap, policy, touch
pages = 2**38
events = [policy("weighted_interleave", "0-1"), mmap(pages), touch(f"0-{pages - 1}")]
events += [{"op": "mbind", "id": "heap", "mode": "interleave", "nodes": "0-1", "mf": ["move"]}]
events += [{"op": "migrate_pages", "from": "0", "to": "1"}]
done = decode(experiment(machine(2**30, 2**31), *events, sysfs={"weights": {"0": 5, "1": 3}}))
system = System.boot(done)
assert all(answer.ret == 0 for answer in run_events(system, done.events))
assert system.regions["heap"].map.counts() == {1: pages}
"""


def test_a_petabyte_fits_into_200_mib() -> None:
    command = [sys.executable, "-c", PETABYTE]
    environment = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr


def seconds(document: dict[str, Any]) -> tuple[float, str]:
    """How long an experiment takes, and what it is refused with, if it is."""
    start, refused = time.process_time(), ""
    try:
        decoded = decode(document)
        for _ in run_events(System.boot(decoded), decoded.events):
            pass
    except SpecError as refusal:
        refused = str(refusal)
    return time.process_time() - start, refused


def many_nodes(mib: int, weight: int) -> dict[str, Any]:
    weights = {str(node): weight for node in range(64)}
    return {"machine": machine(*[mib] * 64), "sysfs": {"weights": weights}}


def of(events: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return experiment(machine(2**30, 2**30), *events) | more


WEIGHTED = policy("weighted_interleave", "0-63")
EVERYTHING = touch(f"0-{HUGE - 1}")
SINGLE = ",".join(str(2 * page) for page in range(30_000))
STRIDE = 1_048_573
FORK = {"op": "fork", "child": "kid"}


def alternating() -> list[dict[str, Any]]:
    events = [policy("weighted_interleave", "0-1"), mmap(2**40)]
    for turn in range(3_332):
        at = turn * 1000
        part = {"id": "heap", "first": at + 100, "pages": 300, "mf": ["move"]}
        events += [
            {"op": "weights", "set": {"0": turn % 250 + 1, "1": 7 * turn % 250 + 1}},
            touch(f"{at}-{at + 500}"),
            {"op": "mbind", "mode": "interleave", "nodes": "0-1"} | part,
        ]
    return events


HOSTILE: dict[str, dict[str, Any]] = {
    "ten thousand alternating events": of(alternating()),
    "2^48 pages over 64 nodes": of([WEIGHTED, mmap(HUGE), EVERYTHING], **many_nodes(2**41, 255)),
    "64 full nodes": of([WEIGHTED, mmap(HUGE), EVERYTHING], **many_nodes(1, 255)),
    "64 full nodes, downwards": of(
        [WEIGHTED, mmap(HUGE), touch(f"{HUGE - 1}-0")], **many_nodes(1, 255)
    ),
    "many single pages": of([policy("interleave", "0-1"), mmap(2**20), touch(SINGLE)]),
    "2^48 one-page ranges": of([mmap(HUGE), touch(f"0-{HUGE - 1}:2")]),
    "one-page ranges of shared memory": of([mmap(HUGE, kind="memfd"), touch(f"0-{HUGE - 1}:2")]),
    "a stride against a round": of(
        [WEIGHTED, mmap(HUGE), touch(f"0-{HUGE - 1}:{STRIDE}"), EVERYTHING],
        **many_nodes(2**41, 253),
    ),
    "a fork of stepped pages": of(
        [mmap(HUGE), touch(f"0-{HUGE - 1}:2"), FORK, touch(f"0-{HUGE - 1}", "kid:heap", task="kid")]
    ),
    "a look at 2^48 pages": of([mmap(HUGE), {"op": "where", "id": "heap", "pages": HUGE}]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_experiment_is_answered_or_refused_in_time(name: str) -> None:
    taken, refused = seconds(HOSTILE[name])
    assert taken < SECONDS
    assert not refused or "at most" in refused or "more than" in refused
