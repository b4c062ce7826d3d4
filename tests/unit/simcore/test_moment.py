"""A moment of an experiment is the experiment ended early."""

from __future__ import annotations

from typing import Any

import pytest

from simcore.moment import until
from simcore.simulate import simulate
from simcore.spec import Experiment, decode
from tests.build import default_experiment


@pytest.fixture
def whole() -> Experiment:
    return decode(default_experiment())


def pages_on(experiment: Experiment) -> dict[str, int]:
    regions = simulate(experiment).regions
    return regions["heap"].pages_on if regions else {}


def test_before_the_first_event_nothing_is_mapped(whole: Experiment) -> None:
    assert simulate(until(whole, -1)).regions == {}


def test_the_last_moment_is_the_whole_experiment(whole: Experiment) -> None:
    assert until(whole, len(whole.events) - 1) == whole


@pytest.mark.parametrize(
    "pages, there", [(0, {}), (1, {"0": 1}), (37, {"0": 33, "1": 4}), (10**9, None)]
)
def test_within_a_touch_only_its_first_pages_are_there(
    whole: Experiment, pages: int, there: dict[str, int] | None
) -> None:
    expected = pages_on(whole) if there is None else there
    assert pages_on(until(whole, 2, pages)) == expected


@pytest.mark.parametrize(
    "text, pages, short",
    [
        ("9-0", 3, "9-7"),
        ("0-20:4", 2, "0-4:4"),
        ("5,0-3", 2, "5,0"),
        ("5,0-3", 5, "5,0-3"),
        ("5,0-3", 99, "5,0-3"),
    ],
)
def test_pages_come_in_the_order_of_the_touch(text: str, pages: int, short: str) -> None:
    document: dict[str, Any] = default_experiment()
    document["events"][-1]["pages"] = text
    last = until(decode(document), 2, pages).events[-1]
    assert last.model_dump()["pages"] == short


def test_a_stream_that_waits_for_a_later_event_looks_at_the_moment() -> None:
    document = default_experiment()
    document["workload"]["streams"][0]["after_event"] = 2
    assert until(decode(document), 1).workload.streams[0].after_event is None
    assert until(decode(document), 2).workload.streams[0].after_event == 2
