"""Steps are told from rule and values alone; in English exactly as the core tells them."""

from __future__ import annotations

import lzma
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.present.explaining import told
from app.present.text import THIN
from app.words import ENGLISH, words_of
from simcore.explain import Step, explain_page
from simcore.replay import cases
from simcore.replay.files import replay_file
from simcore.spec import Experiment
from simcore.system import System, run_events

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


def steps_of(experiment: Experiment) -> Iterator[Step]:
    """Why a few pages of each region are where they are."""
    system = System.boot(experiment)
    for _ in run_events(system, experiment.events):
        pass
    for region in system.regions.values():
        for page in {0, region.pages // 2, region.pages - 1} if region.pages else ():
            yield from explain_page(system, region, page).steps


def test_recorded_experiments_are_told_in_english_as_by_the_core() -> None:
    german, seen = words_of("de"), Counter[str]()
    for path in GROUPS:
        for experiment in recorded(path):
            for step in steps_of(experiment):
                seen[step.rule] += 1
                assert told(step, ENGLISH).replace(THIN, "") == step.text
                assert told(step, german) != step.text
    assert set(seen) >= RULES


def test_the_digits_of_an_index_are_grouped_as_everywhere_on_the_page() -> None:
    values = {"start": 4294967296, "page": 5007, "index": 4294972303, "unit": 1}
    step = Step("index", "", "get_vma_policy", values | {"period": 10, "remainder": 3})
    assert f"is 4{THIN}294{THIN}967{THIN}296 + 5{THIN}007 =" in told(step, ENGLISH)
