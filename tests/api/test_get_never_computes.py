"""No GET computes a stored experiment again, whatever it shows of it."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from app.main import create_app
from app.present.home import OUTPUTS
from app.services.catalog import NAMES
from app.settings import Settings
from tests.conftest import Counted


@pytest.fixture
def app(settings: Settings, counted: Counted) -> FastAPI:
    """The application with its gallery."""
    return create_app(settings, counted)


def test_every_get_works_while_nobody_may_compute(
    client: TestClient, counted: Counted, experiment: dict[str, Any]
) -> None:
    url = client.post("/api/v1/experiments", json=experiment).json()["url"]
    presets = [f"/?preset={name}" for name in NAMES]
    for page in (*presets, "/compare"):
        client.get(page)
    made = client.post("/api/v1/drafts", json=experiment).json()
    token = {"authorization": f"Bearer {made['edit_token']}"}
    counted.broken = True
    assert client.get(f"/api/v1/drafts/{made['id']}", headers=token).status_code == 200

    addresses = [
        *("/", "/gallery", "/import", "/interfaces", "/model", "/healthz", "/favicon.svg"),
        *("/api/docs", "/api/openapi.json", "/metrics", "/robots.txt"),
        *("/api/v1/gallery", "/gallery?q=cxl&tag=weights"),
        *("/api/v1/presets", "/api/v1/presets/hbm-flat", "/api/v1/schema"),
        *("/api/v1/exports", *(f"{url}/{name}" for name in OUTPUTS)),
        f"/d/{made['id']}",
        *(url, f"{url}.json", f"{url}/lineage", *presets),
        *(f"/api/v1/shares/{url[3:]}/lineage", f"/api/v1/difference?from=dram-cxl&to={url[3:]}"),
        f"{url}.png",
        *(f"/e/{url[3:]}", f"/e/{url[3:]}?predict=1&panels=machine,weights,strip,nodes"),
        f"/oembed?url=http://testserver{url}",
        *("/compare", f"/compare?x={url[3:]}&x=dram-cxl"),
    ]
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_test_above_knows_every_get(client: TestClient) -> None:
    routes = iter_route_contexts(client.app.routes)  # type: ignore[attr-defined]

    assert {route.path for route in routes if "GET" in (route.methods or ())} == {
        *("/", "/compare", "/import", "/interfaces", "/model", "/healthz", "/favicon.svg"),
        *("/api/docs", "/metrics", "/robots.txt"),
        "/api/openapi.json",
        *("/gallery", "/api/v1/gallery"),
        *("/api/v1/presets", "/api/v1/presets/{name}", "/api/v1/schema"),
        *("/api/v1/drafts/{draft_id}", "/x/{sid}/lineage", "/api/v1/shares/{sid}/lineage"),
        *("/api/v1/difference", "/d/{draft_id}"),
        *("/x/{sid}.png", "/e/{sid}", "/oembed"),
        *("/x/{sid}", "/x/{sid}.json", "/x/{sid}/{name}", "/api/v1/exports"),
        *("/static/plotly-{version}.min.js", "/static/{path:path}"),
    }


def test_a_preset_page_is_computed_once(client: TestClient, counted: Counted) -> None:
    for _ in range(3):
        client.get("/")
        client.get("/?preset=dram-cxl")

    assert counted.calls == 1
