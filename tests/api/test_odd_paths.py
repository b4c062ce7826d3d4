"""Paths that try to lead elsewhere: refused, and never a failure."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

ROOTS = ("/x/", "/e/", "/d/", "/static/", "/api/v1/presets/", "/static/plotly-")
TRICKS = (
    "..%2f..%2fapp%2fmain.py",
    "..%252f..%252fapp%252fmain.py",
    "%2e%2e/%2e%2e/etc/passwd",
    "....//....//etc/passwd",
    "..%5c..%5cetc%5cpasswd",
    "%00",
    "css/base.css%00.png",
    "bbbbbbbbbbb%00",
    "b" * 11 + "%0d%0aX-Evil:%201",
    "b" * 30_000,
    "b" * 70_000,
    "2" * 53,
    "%c3%bc%c3%bc%c3%bc",
    "%ff%fe",
    "%ed%a0%80",
    "%F0%9F%92%A9",
    "bbbbbbbbbbb.json.json",
    "bbbbbbbbbbb/../../healthz",
    "{sid}",
    "' OR 1=1 --".replace(" ", "%20"),
    "*",
    "%",
    "%zz",
    "a//b",
    "..;/..;/",
)


@pytest.fixture
def asked(server: int) -> Iterator[HTTPConnection]:
    """A real connection: a client library would tidy the paths."""
    connection = HTTPConnection("127.0.0.1", server, timeout=10)
    yield connection
    connection.close()


@pytest.mark.parametrize("root", ROOTS)
def test_an_odd_path_is_refused(root: str, asked: HTTPConnection) -> None:
    for trick in TRICKS:
        for end in ("", ".json", "/numactl"):
            asked.request("GET", root + trick + end)
            answer = asked.getresponse()
            text = answer.read()
            where = answer.headers["Location"] or ""
            if where and "://" in where:  # the same path without its last slash
                assert where.startswith(f"http://127.0.0.1:{asked.port}{root}")
            else:
                assert 400 <= answer.status < 500, (root + trick + end)[:80]
            assert b"Traceback" not in text
            assert answer.headers["X-Evil"] is None
    asked.request("GET", "/healthz")
    assert asked.getresponse().status == 200


@pytest.mark.parametrize(
    "query", ["x=%00", "x=%ff", "x=" + "b" * 20_000, "x=%ed%a0%80", "&&&===", "x=..%2f.."]
)
@pytest.mark.parametrize("page", ["/", "/compare", "/interfaces"])
def test_an_odd_query_breaks_nothing(page: str, query: str, asked: HTTPConnection) -> None:
    asked.request("GET", f"{page}?{query}")
    answer = asked.getresponse()
    answer.read()

    assert answer.status < 500


@pytest.mark.parametrize("parent", ["%00", "\\u0000", "2" * 11, "..", "ü" * 11])
def test_an_odd_parent_is_refused(parent: str, asked: HTTPConnection) -> None:
    body = f'{{"experiment": {{}}, "parent": "{parent}"}}'
    asked.request(
        "POST", "/api/v1/experiments", body.encode(), {"content-type": "application/json"}
    )
    answer = asked.getresponse()
    answer.read()

    assert answer.status == 422
