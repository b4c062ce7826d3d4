"""Why a page is where it is, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient


def ask(client: TestClient, experiment: Any, region: Any = "heap", page: Any = 3) -> Any:
    body = {"experiment": experiment, "region": region, "page": page}
    return client.post("/api/v1/explain", json=body)


def test_the_chain_ends_at_the_node_that_the_strip_shows(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    answer = ask(client, experiment).json()
    assert answer["node"] == 1
    index = next(step for step in answer["steps"] if step["rule"] == "index")
    assert index["values"]["remainder"] == 9
    assert answer["steps"][-1]["kernel_function"] == "weighted_interleave_nid"


def test_the_strip_can_show_any_block_of_pages(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    viewed = {"experiment": experiment, "view": {"page": 1000}}
    answer = client.post("/api/v1/preview", json=viewed).json()
    assert answer["page"]["strip"]["first"] == 768
    assert answer["figures"]["strip"]["data"][0]["customdata"][0][0] == 768


@pytest.mark.parametrize(
    "region,page,pointer",
    [("heap", 2**20, "/page"), ("heap", -1, "/page"), ("stack", 0, "/region"), (7, 0, "/region")],
)
def test_a_place_that_does_not_exist_is_told_by_pointer(
    client: TestClient, experiment: dict[str, Any], region: Any, page: int, pointer: str
) -> None:
    answer = ask(client, experiment, region, page)
    assert answer.status_code == 422
    assert [problem["pointer"] for problem in answer.json()["errors"]] == [pointer]


def test_a_wrong_experiment_is_told_below_its_field(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    experiment["sysfs"]["weights"]["0"] = 0
    answer = ask(client, experiment)
    assert answer.json()["errors"][0]["pointer"] == "/experiment/sysfs/weights/0"


@pytest.mark.parametrize("page", [-1, "x", 2**60])
def test_a_page_that_the_strip_cannot_show_is_refused(
    client: TestClient, experiment: dict[str, Any], page: Any
) -> None:
    answer = client.post("/api/v1/preview", json={"experiment": experiment, "view": {"page": page}})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == "/view/page"


def test_a_page_is_explained_at_the_moment_that_is_looked_at(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    def at(pages: int) -> Any:
        moment = {"event": 2, "pages": pages}
        body = {"experiment": experiment, "region": "heap", "page": 37, "moment": moment}
        return client.post("/api/v1/explain", json=body).json()["node"]

    assert at(37) is None
    assert at(38) == 0
