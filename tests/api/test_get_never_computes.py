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
    counted.broken = True

    addresses = [
        *(
            "/",
            "/gallery",
            "/import",
            "/interfaces",
            "/model",
            "/healthz",
            "/favicon.svg",
            "/api/docs",
        ),
        *("/api/openapi.json", "/api/v1/gallery", "/gallery?q=cxl&tag=weights"),
        *("/api/v1/presets", "/api/v1/presets/hbm-flat", "/api/v1/schema"),
        *("/api/v1/exports", *(f"{url}/{name}" for name in OUTPUTS)),
        *(url, f"{url}.json", *presets),
        *("/compare", f"/compare?x={url[3:]}&x=dram-cxl"),
    ]
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_test_above_knows_every_get(client: TestClient) -> None:
    routes = iter_route_contexts(client.app.routes)  # type: ignore[attr-defined]

    assert {route.path for route in routes if "GET" in (route.methods or ())} == {
        *("/", "/compare", "/import", "/interfaces", "/model", "/healthz", "/favicon.svg"),
        "/api/docs",
        "/api/openapi.json",
        *("/gallery", "/api/v1/gallery"),
        *("/api/v1/presets", "/api/v1/presets/{name}", "/api/v1/schema"),
        *("/x/{sid}", "/x/{sid}.json", "/x/{sid}/{name}", "/api/v1/exports"),
        *("/static/plotly-{version}.min.js", "/static/{path:path}"),
    }


def test_a_preset_page_is_computed_once(client: TestClient, counted: Counted) -> None:
    for _ in range(3):
        client.get("/")
        client.get("/?preset=dram-cxl")

    assert counted.calls == 1
