"""One shape for every refusal: JSON for programs, a page for people."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.errors import KINDS
from app.wire import ProblemDocument
from tests.conftest import Counted

REFUSALS: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "unknown path": ("GET", "/api/nope", {}, 404),
    "unknown preset": ("GET", "/api/v1/presets/nope", {}, 404),
    "unknown share": ("GET", "/x/bbbbbbbbbbb.json", {}, 404),
    "wrong method": ("PUT", "/api/v1/preview", {}, 405),
    "too large": ("POST", "/api/v1/preview", {"content": b" " * (256 * 1024 + 1)}, 413),
    "wrong media type": (
        "POST",
        "/api/v1/preview",
        {"content": b"<a/>", "headers": {"content-type": "text/xml"}},
        415,
    ),
    "bad experiment": ("POST", "/api/v1/preview", {"json": {"seed": -1}}, 422),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_programs_get_a_problem_document(case: str, client: TestClient) -> None:
    method, path, more, status = REFUSALS[case]

    answer = client.request(method, path, **more)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = ProblemDocument.model_validate_json(answer.content)
    assert problem.status == status
    assert problem.title == KINDS[status].title
    assert problem.detail
    assert bool(problem.errors) == (status == 422)


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("GET", "/nope", 404),
        ("GET", "/x/bbbbbbbbbbb", 404),
        ("DELETE", "/", 405),
        ("PUT", "/import", 405),
        ("GET", "/static/nope.css", 404),
    ],
)
def test_people_get_a_page(method: str, path: str, status: int, client: TestClient) -> None:
    answer = client.request(method, path)

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert KINDS[status].title in answer.text
    assert 'href="/"' in answer.text


def test_the_methods_of_an_address_are_all_named(client: TestClient) -> None:
    assert client.put("/api/v1/preview").headers["allow"] == "POST"
    assert client.put("/import").headers["allow"] == "GET, HEAD, POST"
    assert client.post("/healthz").headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path, kind", [("/", "text/html"), ("/api/v1/preview", "application/problem")]
)
def test_an_unforeseen_error_says_nothing_of_the_inside(
    path: str, kind: str, app: FastAPI, counted: Counted, experiment: dict[str, Any]
) -> None:
    counted.broken = True
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get(path) if path == "/" else client.post(path, json=experiment)

    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith(kind)
    assert "content-security-policy" in answer.headers
    assert "nobody may compute" not in answer.text


def test_the_type_of_a_problem_is_an_address_that_explains_it(client: TestClient) -> None:
    where = client.get("/api/nope").json()["type"]
    page, _, anchor = where.partition("#")

    assert f'id="{anchor}"' in client.get(page).text


def test_an_error_page_that_cannot_be_rendered_is_plain(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jinja2 import TemplateError

    def fail(*_: object, **__: object) -> str:
        raise TemplateError("broken")

    monkeypatch.setattr(client.app.state.templates, "render", fail)  # type: ignore[attr-defined]

    answer = client.get("/nope")

    assert answer.status_code == 404
    assert "Not found" in answer.text
