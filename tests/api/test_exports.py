"""What can be carried away: listed, written for a draft, read back for what is stored."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.present.home import OUTPUTS
from app.wire import ExportList
from tests.conftest import Counted


def test_the_list_names_every_output_in_order(client: TestClient) -> None:
    answer = ExportList.model_validate_json(client.get("/api/v1/exports").content)

    assert [each.name for each in answer.exports] == list(OUTPUTS)
    assert {each.name: each.extension for each in answer.exports}["notebook"] == "ipynb"


@pytest.mark.parametrize("name", list(OUTPUTS))
def test_a_draft_becomes_a_file(name: str, client: TestClient, experiment: dict[str, Any]) -> None:
    answer = client.post(f"/api/v1/export/{name}", json=experiment)

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == OUTPUTS[name].media_type
    assert f'filename="{OUTPUTS[name].filename}"' in answer.headers["content-disposition"]
    assert answer.text


def test_the_wrapper_tells_where_the_way_back_leads(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    body = {"experiment": experiment, "link": "#s=abc"}

    assert "<http://testserver/#s=abc>" in client.post("/api/v1/export/report", json=body).text


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example", "/a b", "x"])
def test_no_file_leads_to_another_site(
    link: str, client: TestClient, experiment: dict[str, Any]
) -> None:
    answer = client.post("/api/v1/export/report", json={"experiment": experiment, "link": link})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/link"


def test_an_unknown_name_is_a_problem_that_names_the_others(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    answer = client.post("/api/v1/export/pdf", json=experiment)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert all(name in answer.json()["detail"] for name in OUTPUTS)


def test_a_wrong_experiment_is_told_by_its_place(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    del experiment["machine"]["nodes"]

    bare = client.post("/api/v1/export/numactl", json=experiment).json()
    wrapped = client.post("/api/v1/export/numactl", json={"experiment": experiment}).json()

    assert bare["errors"][0]["pointer"] == "/machine/nodes"
    assert wrapped["errors"][0]["pointer"] == "/experiment/machine/nodes"


def test_what_is_stored_is_written_from_the_stored_result(
    client: TestClient, counted: Counted, experiment: dict[str, Any]
) -> None:
    url = client.post("/api/v1/experiments", json=experiment).json()["url"]
    drafted = {n: client.post(f"/api/v1/export/{n}", json=experiment).text for n in OUTPUTS}
    counted.broken = True

    for name in OUTPUTS:
        stored = client.get(f"{url}/{name}")
        assert stored.status_code == 200
        if name not in ("notebook", "report"):  # these two lead back to the address
            assert stored.text == drafted[name]
    assert f"<http://testserver{url}>" in client.get(f"{url}/report").text


def test_nobody_finds_what_is_not_there(client: TestClient, experiment: dict[str, Any]) -> None:
    url = client.post("/api/v1/experiments", json=experiment).json()["url"]

    assert client.get(f"{url}/pdf").status_code == 404
    assert client.get("/x/bbbbbbbbbbb/numactl").status_code == 404
