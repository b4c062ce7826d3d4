"""The table of costs knows every route that is there."""

from __future__ import annotations

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from app.web.classes import Cost, cost_of

KEEPS = {"/x", "/api/v1/experiments", "/x/{sid}/recompute"}
"""Routes that write, and are counted as saves."""


def test_every_post_that_computes_is_in_the_table(client: TestClient) -> None:
    """A new route that only computes would be refused in read-only mode until it is listed."""
    routes = iter_route_contexts(client.app.routes)  # type: ignore[attr-defined]
    posts = {route.path for route in routes if "POST" in (route.methods or ())}

    counted = {path for path in posts if path and cost_of("POST", path) is Cost.SAVE}
    assert counted == KEEPS


@pytest.mark.parametrize(
    "method, path, query, cost",
    [
        ("GET", "/", b"", Cost.READ),
        ("GET", "/", b"weight-0=4", Cost.PREVIEW),
        ("GET", "/x/bbbbbbbbbbb", b"", Cost.READ),
        ("HEAD", "/static/js/main.js", b"v", Cost.READ),
        ("POST", "/api/v1/preview", b"", Cost.PREVIEW),
        ("POST", "/api/v1/export/numactl", b"", Cost.PREVIEW),
        ("POST", "/api/v1/races", b"", Cost.HEAVY),
        ("PUT", "/api/v1/drafts/abc", b"", Cost.DRAFT),
        ("DELETE", "/api/v1/anything", b"", Cost.SAVE),
        ("PROPFIND", "/", b"", Cost.PREVIEW),
    ],
)
def test_a_request_costs(method: str, path: str, query: bytes, cost: Cost) -> None:
    assert cost_of(method, path, query) is cost
