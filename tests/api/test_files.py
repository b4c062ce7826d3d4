"""Static files, Plotly's script, health, headers, and the description of the API."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web.security import HEADERS
from simcore.result import MODEL_VERSION
from simcore.spec import Experiment
from simcore.spec.events import OPS, Kind

SCRIPTS = Path(__file__).parents[2] / "static" / "js"
FOREVER = "public, max-age=31536000, immutable"


def test_files_named_on_a_page_are_kept_for_good(client: TestClient) -> None:
    page = client.get("/").text
    names = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))

    assert names
    for name in names:
        answer = client.get(name)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == FOREVER
        assert answer.headers["etag"]


def test_a_file_without_its_digest_is_looked_at_again(client: TestClient) -> None:
    plain, old = client.get("/static/css/base.css"), client.get("/static/0123456789ab/css/base.css")

    assert plain.content == old.content
    for answer in (plain, old):
        assert answer.headers["cache-control"] == "no-cache"
    again = client.get("/static/css/base.css", headers={"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["../app/main.py", "..%2Fapp%2Fmain.py", "css", "", "css/nope.css"]
)
def test_nothing_but_static_files_is_given_away(path: str, client: TestClient) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_files_are_compressed_for_who_can_read_that(client: TestClient) -> None:
    packed = client.get("/static/css/base.css", headers={"accept-encoding": "gzip"})
    plain = client.get("/static/css/base.css", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text


def test_plotlys_script_comes_from_the_wheel_compressed(client: TestClient) -> None:
    match = re.search(r'data-plotly="([^"]+)"', client.get("/").text)
    assert match is not None

    with client.stream("GET", match[1], headers={"accept-encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())

    assert answer.headers["cache-control"] == FOREVER
    assert len(packed) < 2_000_000
    assert b"plotly.js v" in gzip.decompress(packed)[:300]
    other = client.get("/static/plotly-0.0.0.min.js")
    assert other.headers["cache-control"] == "no-cache"


def test_the_icon_is_where_pages_say(client: TestClient) -> None:
    answer = client.get("/favicon.svg")

    assert answer.headers["content-type"] == "image/svg+xml"
    assert "<svg" in answer.text


def test_health_names_the_model_and_asks_the_database(client: TestClient) -> None:
    answer = client.get("/healthz")

    assert answer.json() == {"status": "ok", "database": "ok", "model": MODEL_VERSION}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/nope", "/api/nope", "/healthz", "/static/css/base.css"])
def test_every_answer_bears_the_headers_once(path: str, client: TestClient) -> None:
    answer = client.get(path)

    for name, value in HEADERS.items():
        assert answer.headers.get_list(name) == [value]


def test_scripts_may_only_come_from_us() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["content-security-policy"].split("; "))

    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert not any("http" in value or "*" in value for value in policy.values())


def test_no_page_has_an_inline_script_or_another_origin(client: TestClient, numactl: str) -> None:
    pages = [client.get(path).text for path in ("/", "/import", "/api/docs", "/nope")]
    pages.append(client.post("/import", data={"text": numactl}).text)

    for text in pages:
        for tag in re.findall(r"<script[^>]*>", text):
            assert "src=" in tag or "application/json" in tag
        assert not re.search(r'\son[a-z]+="', text)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text)


def test_the_schema_is_the_one_of_the_experiment(client: TestClient) -> None:
    assert client.get("/api/v1/schema").json() == Experiment.model_json_schema()


def test_every_operation_is_described_with_its_body_and_its_answers(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    text = client.get("/api/openapi.json").text
    schemas = document["components"]["schemas"]

    assert set(re.findall(r'"#/components/schemas/([^"]+)"', text)) <= set(schemas)
    assert {"Experiment", "ShareRequest", "ExplainRequest", "Result"} <= set(schemas)
    assert "HTTPValidationError" not in text
    assert set(document["paths"]) == {
        "/api/v1/preview",
        "/api/v1/experiments",
        "/api/v1/advise",
        *("/api/v1/drafts", "/api/v1/drafts/{draft_id}", "/api/v1/drafts/{draft_id}/publish"),
        *("/api/v1/difference", "/api/v1/shares/{sid}", "/api/v1/shares/{sid}/lineage"),
        "/api/v1/gallery",
        "/api/v1/compare",
        "/api/v1/explain",
        "/api/v1/export/{name}",
        "/api/v1/exports",
        "/api/v1/import",
        "/api/v1/interfaces",
        "/api/v1/presets",
        "/api/v1/presets/{name}",
        "/api/v1/races",
        "/api/v1/schema",
        "/oembed",
        "/x/{sid}.json",
        "/x/{sid}.png",
    }
    operations = [
        (path, method, "requestBody" in described)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]
    assert {method for _, method, takes in operations if takes} == {"post", "put"}
    bare = {path for path, method, takes in operations if method in ("post", "put") and not takes}
    assert bare == {"/api/v1/drafts/{draft_id}/publish"}


def test_the_page_of_the_api_shows_every_operation_without_scripts(client: TestClient) -> None:
    text = client.get("/api/docs").text
    document = client.get("/api/openapi.json").json()

    assert re.findall(r"<script.*/(\w+\.js)", text) == ["theme.js"]
    for path in document["paths"]:
        assert path in text
    for anchor in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{anchor}"' in text


def test_every_event_is_described_with_the_fields_that_it_takes(client: TestClient) -> None:
    text = client.get("/api/docs").text
    schemas = client.get("/api/openapi.json").json()["components"]["schemas"]
    for op, row in OPS.items():
        fields = schemas[row.model.__name__]["properties"]
        assert schemas[row.model.__name__]["description"]
        if row.kind is Kind.CANONICAL:
            part = text.split(f'id="event-{op}"')[1].split("<h3")[0]
            for name in row.inputs:
                alias = row.model.model_fields[name].alias or name
                assert f"<code>{alias}</code>" in part
                assert fields[alias].get("description"), (op, alias)


def test_pages_travel_compressed_and_previews_do_not(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    headers = {"accept-encoding": "gzip"}
    page = client.get("/", headers=headers)
    assert page.headers["content-encoding"] == "gzip"
    assert "<svg" in page.text
    answer = client.post("/api/v1/preview", json=experiment, headers=headers)
    assert "content-encoding" not in answer.headers
    assert "content-encoding" not in client.get("/", headers={"accept-encoding": ""}).headers


def needed(name: str) -> set[str]:
    """A script and all that it imports before it runs."""
    found = {name}
    for path in re.findall(
        r'^import .*?"(\./[^"]+|\.\./[^"]+)";', (SCRIPTS / name).read_text(), re.MULTILINE
    ):
        inner = ((SCRIPTS / name).parent / path).resolve().relative_to(SCRIPTS).as_posix()
        found |= needed(inner) if inner not in found else set()
    return found


def test_the_workbenchs_own_scripts_stay_small(client: TestClient) -> None:
    names = needed("main.js") | {"theme.js"}
    assert "editor/layout.js" in names
    sizes = [
        len(gzip.compress(client.get(f"/static/js/{name}").content, 9)) for name in sorted(names)
    ]
    assert sum(sizes) <= 80_000


def test_every_example_of_a_body_is_answered_with_success(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    tried = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = (
                operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            )
            for name, example in content.get("examples", {}).items():
                if method == "post":
                    address = path.replace("{name}", "report")
                    answer = client.post(address, json=example["value"])
                    assert answer.status_code in (200, 201), (path, name, answer.text[:300])
                    tried.add(name)
    assert tried >= {"Experiment", "ShareRequest", "PreviewRequest", "CompareRequest"}


def test_the_documentation_says_what_stands_in_addresses_and_headers(client: TestClient) -> None:
    text = client.get("/api/docs").text

    for name in ("?from=", "?to=", "?as=", "if-match:", "Authorization:", "{sid}", "?maxwidth="):
        assert f"<code>{name}</code>" in text, name
    assert "Bearer TOKEN" in text
