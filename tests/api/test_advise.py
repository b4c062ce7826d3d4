"""The best weights over HTTP: words, tables, figures, and what cannot be advised."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest
from fastapi.testclient import TestClient

from tests.build import edited, two_homes


def advise(client: TestClient, experiment: Any) -> Any:
    return client.post("/api/v1/advise", json=experiment)


def test_the_default_machine_is_told_its_weights_and_their_neighbours(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    answer = advise(client, experiment).json()
    assert answer["weights"] == {"0": 9, "1": 1}
    assert answer["text"].startswith("Set 9:1.")
    assert answer["verdict"] == "Set 9:1."
    assert answer["expected"].startswith("Expected 204 GB/s")
    assert answer["expected"].endswith("above DRAM only.")
    assert answer["surroundings"].startswith("8:1 is 2\u202f% below; node 0 works at")
    assert answer["commands"][-1].startswith("numactl --weighted-interleave=0-1")


def test_the_cover_letters_machine_is_best_between_8_and_12(client: TestClient) -> None:
    preset = client.get("/api/v1/presets/stream-cover-letter").json()
    answer = advise(client, preset).json()
    assert 8 <= answer["weights"]["0"] / answer["weights"]["1"] <= 12
    assert "flat" in answer["text"]


def test_rivals_stand_beside_the_best_with_their_distance(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    tables = advise(client, experiment).json()["tables"]
    names = [row[0] for row in tables["rivals"]["rows"]]
    assert names[0] == "the best weights there are"
    assert "plain interleave" in names
    assert any("never specified" in name for name in names)
    assert len(tables["sensitivity"]["rows"]) == 4
    below = {row[0].partition(":")[0]: row[3] for row in tables["rivals"]["rows"]}
    assert (below["the best weights there are"], below["advised"]) == ("0.0", "<\u202f0.1")


def test_two_tasks_beside_their_own_memory_are_told_to_leave_it_as_it_is(
    client: TestClient,
) -> None:
    """Each reads what lies on its own socket: weights would send half of it over the link."""
    local = two_homes(client.get("/api/v1/presets/two-sockets").json())
    answer = advise(client, local).json()
    ran = client.post("/api/v1/preview", json=local).json()["result"]
    now = sum(stream["gb_per_s"] for stream in ran["streams"])
    assert answer["verdict"].startswith("Leave it as it is")
    assert answer["gb_per_s"] == pytest.approx(now)
    assert (answer["commands"], answer["weights"], answer["surroundings"]) == ([], {}, "")

    rows = {row[0]: row[1:] for row in answer["tables"]["rivals"]["rows"]}
    assert rows["as the pages lie now"] == ["–", f"{now:.0f}", "0.0"]
    assert float(rows["the best weights there are"][2]) > 1
    assert f"{rows['the best weights there are'][1]} GB/s" in answer["expected"]
    assert not any(name.startswith("advised") for name in rows)


def test_the_present_weights_stand_among_the_rivals(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    slow = edited(experiment, "/sysfs/weights", {"0": 2, "1": 1})
    answer = advise(client, slow).json()
    row = next(r for r in answer["tables"]["rivals"]["rows"] if r[0] == "as the pages lie now")
    assert answer["verdict"] == "Set 9:1."
    assert row[1] == "2:1"
    assert float(row[3]) > 10


def test_streams_that_lie_otherwise_now_are_told_to_follow_the_weights(client: TestClient) -> None:
    split = two_homes(client.get("/api/v1/presets/two-sockets").json())
    split["events"].insert(0, {"op": "set_mempolicy", "task": "main", "mode": "bind", "nodes": "1"})
    split["events"].insert(0, {"op": "set_mempolicy", "task": "peer", "mode": "bind", "nodes": "0"})
    answer = advise(client, split).json()
    assert not answer["verdict"].startswith("Leave")
    assert "The pages of all 2 streams are taken to lie by these weights." in answer["text"]


def test_figures_are_plotlys(client: TestClient, experiment: dict[str, Any]) -> None:
    figures = advise(client, experiment).json()["figures"]
    assert {"room", "shifts"} <= set(figures)
    for figure in figures.values():
        go.Figure(figure)


def test_every_figure_is_told_in_a_sentence(client: TestClient, experiment: dict[str, Any]) -> None:
    answer = advise(client, experiment).json()
    assert set(answer["figures"]) <= set(answer["summaries"])
    assert "10\u202f% off" in answer["summaries"]["shifts"]


def test_every_preset_is_advised_where_there_is_something_to_weigh(client: TestClient) -> None:
    for preset in client.get("/api/v1/presets").json()["presets"]:
        experiment = client.get(f"/api/v1/presets/{preset['name']}").json()
        answer = advise(client, experiment)
        if len(experiment["machine"]["nodes"]) > 1:
            assert answer.status_code == 200, preset["name"]
        else:
            assert answer.status_code == 422
            assert "nothing to weigh" in answer.json()["detail"]


def test_without_rates_there_is_a_reason_and_no_advice(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    answer = advise(client, edited(experiment, "/machine/nodes/1/read_mib_per_s", None))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"]


def test_without_a_workload_there_is_a_reason_and_no_advice(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    answer = advise(client, edited(experiment, "/workload/streams", []))
    assert answer.status_code == 422


def test_three_nodes_are_shown_as_a_triangle_and_four_as_slices(client: TestClient) -> None:
    preset = client.get("/api/v1/presets/two-sockets-two-cxl").json()
    four = advise(client, preset).json()["figures"]
    preset["events"][0]["nodes"] = "0-2"
    three = advise(client, preset).json()["figures"]
    assert "slices" in four
    assert "ternary" in three
    for figure in (four["slices"], three["ternary"]):
        go.Figure(figure)


def test_the_commands_are_pinned_as_those_to_take_home(client: TestClient) -> None:
    preset = client.get("/api/v1/presets/two-sockets").json()
    commands = advise(client, preset).json()["commands"]
    assert commands[0].startswith("W=/sys/kernel/mm/mempolicy/")
    assert commands[-1].startswith("taskset -c 0")


def test_the_commands_start_every_program_on_the_cpus_that_its_rate_is_for(
    client: TestClient,
) -> None:
    document = two_homes(client.get("/api/v1/presets/two-sockets").json())
    for task in ("main", "peer"):  # every page on the other socket: weights are a gain
        away = {"main": "1", "peer": "0"}[task]
        bind = {"op": "set_mempolicy", "task": task, "mode": "bind", "nodes": away}
        document["events"].insert(0, bind)
    apart = advise(client, document).json()["commands"][-3:]
    assert apart[0] == "# the rate is of all these programs at once:"
    assert apart[1].startswith("taskset -c 0-31,64-95 numactl --")
    assert apart[2].startswith("taskset -c 32-63,96-127 numactl --")
    assert [line.partition("   # ")[2] for line in apart[1:]] == ["main", "peer"]

    document["workload"]["streams"][1]["regions"] = {"near": 1000}
    shared = advise(client, document).json()["commands"][-2:]
    assert shared[0].startswith("taskset -c 0-127 numactl --")
    assert shared[1].startswith("# numactl cannot say which threads run where")


def test_what_lies_around_starts_from_the_advised_weights_and_nodes(client: TestClient) -> None:
    answer = advise(client, client.get("/api/v1/presets/two-sockets-two-cxl").json()).json()
    tables, told = answer["tables"], answer["summaries"]
    assert answer["text"].startswith("Set 5:2 on nodes 0-1 and leave nodes 2-3 out.")
    assert tables["room"]["rows"][0][:2] == ["5:2:0:0", f"{answer['gb_per_s']:.0f}"]
    assert "162 GB/s are left of the 253 with 71" in told["room"]
    assert told["shifts"].startswith("Keeping 5:2:0:0 loses at most 1.3\u202f%")
    assert all(row[2].endswith(":0") for row in tables["sensitivity"]["rows"])
    assert "the best there is, 31:12:1:0:" in told["slices"]
    assert told["frontier"].startswith("31:12:1:0 gives most, ")
