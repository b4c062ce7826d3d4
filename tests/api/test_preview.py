"""POST /api/v1/preview: computes, stores nothing."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.wire import PreviewAnswer
from tests.api.test_bad_input import count
from tests.conftest import Counted


def test_pages_stand_nine_to_one_and_nothing_is_stored(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    answer = client.post("/api/v1/preview", json=experiment)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    pages = answer.json()["result"]["regions"]["heap"]["pages_on"]
    assert sum(pages.values()) == 1048576
    assert pages["0"] == pytest.approx(9 * pages["1"], abs=10)
    assert count(client.app.state.store) == [0, 0, 0]  # type: ignore[attr-defined]


def test_a_preset_goes_straight_into_a_preview(client: TestClient) -> None:
    preset = client.get("/api/v1/presets/dram-cxl").content

    answer = client.post(
        "/api/v1/preview", content=preset, headers={"content-type": "application/json"}
    )

    assert answer.status_code == 200


def test_the_answer_has_the_shape_that_is_described(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    answer = client.post("/api/v1/preview", json=experiment)

    shown = PreviewAnswer.model_validate_json(answer.content)
    assert {"result", "figures", "tables", "advice"} <= set(shown.model_fields_set)
    assert shown.figures
    assert all({"data", "layout"} <= set(figure) for figure in shown.figures.values())
    assert shown.tables
    assert shown.advice


def test_an_experiment_with_its_defaults_left_out_gives_the_same(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    short = {name: experiment[name] for name in ("machine", "sysfs", "tasks", "workload")}
    short["events"] = [
        {name: value for name, value in event.items() if name not in ("task", "addr", "flags")}
        for event in experiment["events"]
    ]

    one, other = (client.post("/api/v1/preview", json=body) for body in (experiment, short))

    assert one.json() == other.json()


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/ilx+json", None])
def test_json_is_read_under_its_usual_names(
    kind: str | None, client: TestClient, experiment: dict[str, Any]
) -> None:
    import json

    headers = {"content-type": kind} if kind else {}
    answer = client.post("/api/v1/preview", content=json.dumps(experiment), headers=headers)

    assert answer.status_code == 200


def test_the_same_preview_is_computed_once_while_it_is_kept(
    client: TestClient, counted: Counted, experiment: dict[str, Any]
) -> None:
    answers = [client.post("/api/v1/preview", json=experiment).content for _ in range(2)]
    assert answers[0] == answers[1]
    assert counted.calls == 1

    german = client.post("/api/v1/preview?lang=de", json=experiment).content
    fewer = client.post("/api/v1/preview?figures=latency", json=experiment).content
    client.post("/api/v1/preview", json=experiment | {"seed": 1})
    assert len({answers[0], german, fewer}) == 3
    assert counted.calls == 4


def test_a_long_experiment_is_computed_beside_the_other_requests(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    touches = [experiment["events"][2]] * 400
    body = experiment | {"events": experiment["events"][:2] + touches}

    answer = client.post("/api/v1/preview", json=body)

    assert answer.status_code == 200
    assert len(answer.json()["result"]["events"]) == 402


def test_only_the_figures_that_are_asked_for_are_made(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    answer = client.post("/api/v1/preview?figures=bandwidth", json=experiment).json()
    assert set(answer["figures"]) == {"bandwidth"}
    assert set(answer["tables"]) == {"nodes", "events", "bandwidth"}
    assert client.post("/api/v1/preview?figures=", json=experiment).json()["figures"] == {}
    refused = client.post("/api/v1/preview?figures=bandwidth,pie", json=experiment)
    assert refused.status_code == 422
    assert "'pie'" in refused.json()["errors"][0]["detail"]


def test_a_window_is_shown_of_its_own_region(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    experiment["events"] += [
        {"op": "mmap", "id": "stack", "pages": 64},
        {"op": "touch", "id": "stack", "pages": "0-63"},
    ]
    view = {"window": {"region": "stack", "first": 60, "count": 16}}
    answer = client.post("/api/v1/preview", json={"experiment": experiment, "view": view}).json()
    assert answer["page"]["strip"]["region"] == "stack"
    assert answer["page"]["strip"]["first"] == 60
    assert sum(len(row) for row in answer["figures"]["strip"]["data"][0]["text"]) == 4


def seen(client: TestClient, experiment: dict[str, Any], **moment: int) -> Any:
    body = {"experiment": experiment, "view": {"moment": moment}}
    return client.post("/api/v1/preview", json=body).json()


def test_what_is_taken_home_is_the_whole_experiment_at_every_moment(
    client: TestClient, counted: Counted, experiment: dict[str, Any]
) -> None:
    end = client.post("/api/v1/preview", json=experiment).json()
    start = seen(client, experiment, event=-1)
    assert start["result"]["regions"] == {}
    for name in ("commands", "policy", "weights", "weights_note"):
        assert start["page"][name] == end["page"][name], name
    assert start["page"]["commands"][-1] == "numactl --weighted-interleave=0-1 ./app"

    counted.calls = 0
    assert seen(client, experiment, event=2) == end
    assert counted.calls == 1


@pytest.mark.parametrize(
    "change, told",
    [
        ({}, ""),
        ({"addr": "0xffff800000000000"}, "mmap answers ENOMEM"),
        ({"addr": "0x0"}, "mmap answers EPERM"),
        ({"pages": 2**48, "addr": "0x100000000000"}, "mmap answers ENOMEM"),
    ],
)
def test_a_mapping_that_no_process_can_have_says_so_in_its_row(
    client: TestClient, experiment: dict[str, Any], change: dict[str, Any], told: str
) -> None:
    experiment["events"][1] |= change
    experiment["events"][2]["pages"] = "0"
    answer = client.post("/api/v1/preview", json={"experiment": experiment}).json()
    _, _, ret, _, below = answer["tables"]["events"]["rows"][1]
    assert ret == "0"
    assert told in below
    assert below.startswith("Only here: " if told else "")
