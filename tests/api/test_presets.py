"""Presets: named experiments that are complete and run."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.services.catalog import NAMES
from app.wire import PresetList
from tests.build import canonical


def test_presets_are_listed_with_what_to_say_about_them(client: TestClient) -> None:
    answer = client.get("/api/v1/presets")

    presets = PresetList.model_validate_json(answer.content).presets
    assert tuple(preset.name for preset in presets) == NAMES
    assert all(preset.title and preset.summary for preset in presets)


def test_the_first_preset_is_the_example_of_the_document(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    assert client.get("/api/v1/presets/dram-cxl").json() == canonical(experiment)


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_is_canonical_and_runs(name: str, client: TestClient) -> None:
    preset = client.get(f"/api/v1/presets/{name}").json()

    assert preset == canonical(preset)
    result = client.post("/api/v1/preview", json=preset).json()["result"]
    assert all(event.get("ret") == 0 for event in result["events"])
    assert result["streams"][0]["gb_per_s"] > 10


def test_an_unknown_preset_names_those_there_are(client: TestClient) -> None:
    answer = client.get("/api/v1/presets/nope")

    assert answer.status_code == 404
    assert "dram-cxl" in answer.json()["detail"]
