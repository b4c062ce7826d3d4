"""The model card shows what ``predict`` prints, from the same data."""

from __future__ import annotations

import io
import json
from pathlib import Path

import plotly.graph_objects as go
import pytest
from fastapi.testclient import TestClient

from app.present.figures.errors import errors_figure
from app.present.model_card import FAMILIES
from app.services.model_card import CASES, predicted, published
from simcore.bandwidth.predict import summarise

SHARED = Path(__file__).parents[3] / "shared" / "bandwidth" / "cases"


def test_the_page_ends_its_summary_as_predict_does(client: TestClient) -> None:
    page = client.get("/model").text
    assert str(summarise(predicted())) in page.replace("\u202f", " ")
    for case in predicted():
        assert f"<td>{case.id}</td>" in page


def test_every_family_has_its_words() -> None:
    assert {case.family for case in predicted()} == set(FAMILIES)


def test_the_error_is_within_what_the_project_promises() -> None:
    total = summarise(predicted())
    assert total.points == 313
    assert total.mean < 3.5
    assert total.p95 < 16


@pytest.mark.parametrize(
    "family,mean,most",
    [
        ("mix", 1.3, 3.7),
        ("stream", 2.2, 4.6),
        ("readshare", 3.6, 8.9),
        ("curve", 4.9, 19.5),
        ("sweep", 5.2, 27.1),
    ],
)
def test_every_family_beats_the_plain_script(family: str, mean: float, most: float) -> None:
    own = summarise([case for case in predicted() if case.family == family])
    assert own.mean < mean
    assert own.max < most


def test_the_figure_is_plotlys_and_has_a_dot_for_each_point() -> None:
    figure = errors_figure(predicted())
    go.Figure(figure)
    assert len(figure["data"][0]["x"]) == 313


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared cases are not beside this checkout")
def test_the_committed_cases_are_the_shared_ones() -> None:
    shared = [json.loads(path.read_text()) for path in sorted(SHARED.glob("*.json"))]
    assert list(published()) == shared


def test_the_data_file_is_one_case_a_line() -> None:
    lines = io.StringIO(CASES.read_text()).readlines()
    assert len(lines) == len(published()) + 2
