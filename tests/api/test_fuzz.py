"""Damaged experiments: whatever they say, the answer is a result or a refusal, never a fault."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.present.home import OUTPUTS
from app.services.catalog import NAMES

VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 1, 2, 10, 100, 255, 256, 1000, 2**31, 2**48, 2**53 - 1, 2**53, 2**63),
    *(0.5, "", "0", "1", "0-1", "1-0", "7", "main", "heap", "0-1048575", "0-99", "99-0", "x" * 300),
    *("default", "bind", "local", "preferred", "interleave", "preferred_many", "touch", "mmap"),
    *("cxl", "upi", "hbm", "socket0", "node1", "linux-6.12", "chase", "0x0", "\U0001f600"),
    *([], {}, [[]], [{}], {"0": 1}, {"heap": 1000}, {"heap": 500, "b": 500}),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner: list[Any] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


def damaged(data: st.DataObject, document: dict[str, Any]) -> dict[str, Any]:
    """The document with a few values replaced, removed or doubled."""
    document = deepcopy(document)
    for _ in range(data.draw(st.integers(1, 4))):
        *path, last = data.draw(st.sampled_from(places(document)[1:]))
        holder: Any = document
        for part in path:
            holder = holder[part]
        what = data.draw(st.sampled_from(["replace", "replace", "remove", "double"]))
        if what == "remove":
            del holder[last]
        elif what == "double" and isinstance(holder, list):
            holder.insert(last, deepcopy(holder[last]))
        else:
            holder[last] = deepcopy(data.draw(st.sampled_from(VALUES)))
        if not document:
            break
    return document


@pytest.mark.parametrize("name", NAMES)
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_damaged_preset_is_computed_or_refused_and_never_breaks_anything(
    name: str, client: TestClient, data: st.DataObject
) -> None:
    document = damaged(data, client.get(f"/api/v1/presets/{name}").json())

    answer = client.post("/api/v1/preview", json=document)
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        assert answer.json()["errors"]
        return
    shared = client.post("/api/v1/experiments", json=document)
    assert shared.status_code in (200, 201)
    url = shared.json()["url"]
    for address in (url, *(f"{url}/{output}" for output in OUTPUTS)):
        assert client.get(address).status_code == 200, address
