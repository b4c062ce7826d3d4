"""POST /api/v1/experiments: the same thing is stored and computed once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.db.store import Store
from app.wire import SharedAnswer
from simcore.spec import content_hash, decode
from tests.api.test_bad_input import count
from tests.build import edited
from tests.conftest import Counted

SID = re.compile(r"[23456789bcdfghjkmnpqrstvwxyz]{11}")


def post(client: TestClient, body: Any) -> tuple[int, dict[str, str]]:
    answer = client.post("/api/v1/experiments", json=body)
    return answer.status_code, answer.json()


def test_a_new_experiment_gets_an_address(client: TestClient, experiment: dict[str, Any]) -> None:
    answer = client.post("/api/v1/experiments", json=experiment)

    assert answer.status_code == 201
    shared = SharedAnswer.model_validate_json(answer.content)
    assert SID.fullmatch(shared.sid)
    assert shared.url == answer.headers["location"] == f"/x/{shared.sid}"
    assert shared.content == content_hash(decode(experiment))
    assert client.get(shared.url).status_code == 200


def test_the_same_experiment_is_one_row_and_one_simulation(
    client: TestClient, store: Store, counted: Counted, experiment: dict[str, Any]
) -> None:
    first = post(client, experiment)
    wrapped = post(client, {"experiment": experiment})
    spelled_out = post(
        client, {"experiment": experiment, "title": "", "notes": "", "parent": None, "view": {}}
    )

    assert first[0] == 201
    assert wrapped == spelled_out == (200, first[1])
    assert count(store) == [1, 1, 1]
    assert counted.calls == 1


def test_other_words_make_another_share_of_the_same_content(
    client: TestClient, store: Store, counted: Counted, experiment: dict[str, Any]
) -> None:
    bodies = [
        {"experiment": experiment} | more
        for more in ({}, {"title": "a"}, {"notes": "a"}, {"view": {"tab": "a"}})
    ]

    sids = {post(client, body)[1]["sid"] for body in bodies}

    assert len(sids) == 4
    assert count(store) == [1, 1, 4]
    assert counted.calls == 1


def test_words_are_tidied_before_they_count(client: TestClient, experiment: dict[str, Any]) -> None:
    spoken = [" Täst  one\n", "Ta\u0308st one"]

    sids = {post(client, {"experiment": experiment, "title": title})[1]["sid"] for title in spoken}

    assert len(sids) == 1


def test_posts_at_the_same_time_end_with_one_row_and_one_simulation(
    client: TestClient, store: Store, counted: Counted, experiment: dict[str, Any]
) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: post(client, experiment), range(16)))

    assert sorted(status for status, _ in answers) == [200] * 15 + [201]
    assert len({shared["sid"] for _, shared in answers}) == 1
    assert count(store) == [1, 1, 1]
    assert counted.calls == 1


def test_a_fork_knows_its_parent(client: TestClient, experiment: dict[str, Any]) -> None:
    parent = post(client, experiment)[1]["sid"]
    changed = edited(experiment, "/sysfs/weights/0", 3)

    status, fork = post(client, {"experiment": changed, "parent": parent})

    assert status == 201
    assert client.get(f"{fork['url']}.json").json()["parent"] == parent


@pytest.mark.parametrize("parent", ["bbbbbbbbbbb", "", "../etc/passwd", "x" * 1000])
def test_a_parent_that_is_not_there_is_refused(
    parent: str, client: TestClient, store: Store, experiment: dict[str, Any]
) -> None:
    answer = client.post("/api/v1/experiments", json={"experiment": experiment, "parent": parent})

    assert answer.status_code == 422
    assert [problem["pointer"] for problem in answer.json()["errors"]] == ["/parent"]
    assert count(store) == [0, 0, 0]


def test_a_simulation_that_fails_stores_nothing(
    app: Any, store: Store, counted: Counted, experiment: dict[str, Any]
) -> None:
    counted.broken = True
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.post("/api/v1/experiments", json=experiment)

        assert answer.status_code == 500
        assert answer.json()["errors"] == []
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert count(store) == [0, 0, 0]
