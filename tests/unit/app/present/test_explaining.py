"""Steps are told from rule and values alone; in English exactly as the core tells them."""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.present.explaining import told
from app.present.text import THIN
from app.words import ENGLISH, words_of
from simcore.explain import Step, explain, explain_page
from simcore.replay import cases
from simcore.replay.files import replay_file
from simcore.spec import Experiment, decode
from simcore.system import System, run_events
from tests.build import experiment, machine, mbind, mmap, policy, touch

FOLDER = Path(__file__).parents[3] / "oracle" / "traces"
GROUPS = sorted(FOLDER.glob("*linux-7.2.*"))
EXPERIMENTS = 25
"""So many of a group are looked at."""
PAGES = 3
RULES = {
    "first touch",
    "policy",
    "nodemask",
    "counter",
    "index",
    "start",
    "node",
    "full node",
    "move",
}


def recorded(path: Path) -> list[Experiment]:
    """The experiments of a group of recordings."""
    found: list[Experiment] = []
    read = cases._decoded

    def remember(*given: object) -> Experiment:
        found.append(read(*given))  # type: ignore[arg-type]  # passed through
        return found[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "_decoded", remember)
        replay_file(lzma.decompress(path.read_bytes()))
    return found[:: max(1, len(found) // EXPERIMENTS)]


def steps_of(run: Experiment) -> Iterator[Step]:
    """Why a few pages of each region are where they are."""
    system = System.boot(run)
    for _ in run_events(system, run.events):
        pass
    for region in system.regions.values():
        for page in {0, region.pages // 2, region.pages - 1} if region.pages else ():
            yield from explain_page(system, region, page).steps


def test_recorded_experiments_are_told_in_english_as_by_the_core() -> None:
    german, seen = words_of("de"), Counter[str]()
    for path in GROUPS:
        for run in recorded(path):
            for step in steps_of(run):
                seen[step.rule] += 1
                assert told(step, ENGLISH).replace(THIN, "") == step.text
                assert told(step, german) != step.text
    assert set(seen) >= RULES


FORK = {"op": "fork", "child": "kid"}
DROP = {"op": "madvise", "id": "heap", "advice": "dontneed"}
BASE = (policy("interleave", "0-1"), mmap(600), touch("0-7"))
GONE = {"op": "munmap", "id": "other", "first": 2, "pages": 2}
OTHER = mmap(4, "other", "0x200000000000"), GONE, touch("0-3", "other")


@pytest.mark.parametrize(
    "events",
    [
        (*BASE, DROP, touch("0-7"), mbind("bind", "1")),
        (*BASE, FORK, touch("0-7"), mbind("bind", "0-1", "move")),
        (*BASE, FORK, mbind("bind", "2", "move")),
        (*BASE, mbind("bind", "1", "move"), mbind("default", "", "move")),
        (BASE[1], *OTHER),
        (BASE[1], {**GONE, "id": "heap", "first": 20}, touch("9-99")),
    ],
)
def test_what_a_diary_knows_is_told_in_english_as_by_the_core(events: Any) -> None:
    found = explain(decode(experiment(machine(8, 8, 8), *events)), "heap", 3)
    assert {step.rule for step in found.steps} & {"memory", "later policy", "killed"}
    for step in found.steps:
        assert told(step, ENGLISH).replace(THIN, "") == step.text
        assert told(step, words_of("de")) != step.text


def test_the_digits_of_an_index_are_grouped_as_everywhere_on_the_page() -> None:
    values = {"start": 4294967296, "page": 5007, "index": 4294972303, "unit": 1}
    step = Step("index", "", "get_vma_policy", values | {"period": 10, "remainder": 3})
    assert f"is 4{THIN}294{THIN}967{THIN}296 + 5{THIN}007 =" in told(step, ENGLISH)
