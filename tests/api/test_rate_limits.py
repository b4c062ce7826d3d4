"""How often an address may ask: a classroom passes, a flood is told when to come again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web.addresses import read_networks
from app.web.rates import read_rates

Opened = Callable[..., TestClient]
PREVIEW = "/api/v1/preview"
SAVE = "/api/v1/experiments"


def test_two_hundred_people_behind_one_address_save_and_edit(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    """Two hundred saves and eight hundred edits, as fast as they can be sent."""
    saved = {
        client.post(SAVE, json={"experiment": experiment, "title": f"{n}"}).status_code
        for n in range(200)
    }
    edited = {client.post(f"{PREVIEW}?figures=", content=b"{}").status_code for _ in range(800)}

    assert saved == {201}
    assert edited == {422}  # an empty document is read and refused, not turned away


def test_what_comes_too_often_is_refused_by_the_name_of_its_limit(opened: Opened) -> None:
    client = opened(rates=read_rates("preview=3/minute"))
    answers = [client.post(PREVIEW, content=b"{}") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    refusal = answers[-1]
    assert refusal.headers["content-type"] == "application/problem+json"
    assert "More than 3 computations within 60 s" in refusal.json()["detail"]
    assert 0 < int(refusal.headers["retry-after"]) <= 60
    assert "content-security-policy" in refusal.headers


def test_retry_after_is_true(opened: Opened, experiment: dict[str, Any]) -> None:
    client = opened(rates=read_rates("save=2/2seconds"))
    for _ in range(2):
        client.post(SAVE, json=experiment)
    refusal = client.post(SAVE, json=experiment)
    time.sleep(int(refusal.headers["retry-after"]))

    assert refusal.status_code == 429
    assert client.post(SAVE, json=experiment).status_code == 200


def test_the_longest_of_several_waits_is_told(opened: Opened) -> None:
    client = opened(rates=read_rates("save=1/second,1/hour"))
    client.post(SAVE, content=b"{}")

    assert int(client.post(SAVE, content=b"{}").headers["retry-after"]) > 3000


def test_classes_are_counted_apart(opened: Opened, experiment: dict[str, Any]) -> None:
    client = opened(rates=read_rates("save=1/hour; heavy=1/hour"))

    assert client.post(SAVE, json=experiment).status_code == 201
    assert client.post(SAVE, json=experiment).status_code == 429
    assert client.post("/x", data={"experiment": "{}"}).status_code == 429
    assert client.post(PREVIEW, json=experiment).status_code == 200
    assert client.post("/api/v1/races", content=b"{}").status_code == 422
    assert client.post("/api/v1/advise", content=b"{}").status_code == 429
    assert client.get("/").status_code == 200


def test_people_are_told_on_a_page_in_their_language(opened: Opened) -> None:
    client = opened(rates=read_rates("save=1/hour"))
    for _ in range(2):
        answer = client.post("/x?lang=de", data={"experiment": "{}"})

    assert answer.status_code == 429
    assert "Speicherungen in 3600 s" in answer.text


def test_clients_behind_a_trusted_proxy_are_counted_apart(opened: Opened) -> None:
    """The test client is no address, so a proxy of its own stands in front of it."""
    client = opened(rates=read_rates("save=1/hour"), trusted_proxies=read_networks("10.0.0.0/8"))
    behind = TestClient(client.app, client=("10.0.0.1", 1), raise_server_exceptions=False)

    def save(said: str) -> int:
        return behind.post(SAVE, content=b"{}", headers={"x-forwarded-for": said}).status_code

    assert [save("198.51.100.1"), save("198.51.100.2")] == [422, 422]
    assert save("7.7.7.7, 198.51.100.1") == 429


def test_limits_can_be_switched_off(opened: Opened) -> None:
    client = opened(rates=read_rates("off"))

    assert {client.post(SAVE, content=b"{}").status_code for _ in range(700)} == {422}


@pytest.mark.parametrize("said, scheme", [("https", "https"), ("gopher", "http"), ("", "http")])
def test_a_trusted_proxy_tells_the_scheme(opened: Opened, said: str, scheme: str) -> None:
    client = opened(trusted_proxies=read_networks("10.0.0.0/8"))
    behind = TestClient(client.app, client=("10.0.0.1", 1))

    page = behind.get("/api/docs", headers={"x-forwarded-proto": said}).text

    assert f"{scheme}://testserver" in page
