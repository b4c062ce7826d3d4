"""The band is told for the lines in flight that it was solved with, whatever is set."""

from __future__ import annotations

from typing import Any

import pytest

from app.present.advice import advise
from app.present.in_flight import band_ends, lines_told
from app.present.preview import preview_payload
from app.present.views import View
from simcore import decode, simulate
from simcore.bandwidth import BAND_LINES
from simcore.performance.engine import traffic_of
from tests.build import Document, default_experiment


def view_of(*changes: dict[str, Any]) -> View:
    document: Document = default_experiment()
    first = document["workload"]["streams"][0]
    document["workload"]["streams"] = [first | change for change in changes]
    experiment = decode(document)
    return View(experiment, simulate(experiment))


@pytest.mark.parametrize("mlp", [1, 7, 10, 25, None])
def test_the_ends_that_are_told_are_those_that_the_engine_solves(mlp: int | None) -> None:
    view = view_of({"mlp": mlp})
    band = traffic_of(view.experiment.workload.streams[0], (1.0,)).band
    ends = band_ends(view)
    assert band is not None
    assert ends is not None
    assert tuple(map(float, ends)) == pytest.approx(band)


def test_one_line_in_flight_is_not_told_as_eight_to_sixteen() -> None:
    view = view_of({"mlp": 1})
    payload = preview_payload(view)
    told = "0.8 to 1.6 cache lines in flight per thread, around the 1 that is set"
    assert advise(view).details.endswith(f"GB/s, for {told}.")
    assert payload["page"]["summaries"]["bandwidth"].endswith(f"the pale band is for {told}.")
    head = payload["tables"]["bandwidth"]["head"]
    assert head[2:4] == ("low (0.8 lines in flight)", "high (1.6 lines)")


def test_without_a_number_the_usual_band_is_told() -> None:
    low, high = (f"{end:g}" for end in BAND_LINES)
    assert lines_told(view_of({"mlp": None})).startswith(f"{low} to {high} cache lines")


def test_streams_with_different_lines_have_no_one_number() -> None:
    view = view_of({"mlp": 4}, {"mlp": 20})
    assert lines_told(view) == "0.8 to 1.6 times the cache lines in flight of each stream"
    assert preview_payload(view)["tables"]["bandwidth"]["head"][2:4] == ("low", "high")


def test_a_chase_of_pointers_has_the_models_own_error() -> None:
    view = view_of({"mlp": None, "pattern": "chase"})
    assert "its own error" in advise(view).details
    assert lines_told(view).endswith("has no width")
