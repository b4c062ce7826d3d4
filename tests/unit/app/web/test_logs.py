"""What a log line holds, and what never stands in one."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from app.web.logs import configure


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("ilx")
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    ours.setLevel(logging.NOTSET)


def fail() -> None:
    raise ValueError("My secret title")


def written(form: str) -> str:
    stream = io.StringIO()
    configure(form, stream)
    told = {"route": "/x/{sid}", "status": 200}
    logging.getLogger("ilx.request").info("request", extra={"told": told})
    try:
        fail()
    except ValueError:
        logging.getLogger("other").exception("it failed")
    return stream.getvalue()


def test_json_tells_each_request_and_each_failure_in_a_line() -> None:
    request, failure = map(json.loads, written("json").splitlines())

    assert (request["event"], request["route"], request["status"]) == ("request", "/x/{sid}", 200)
    assert request["time"].endswith("Z")
    assert (failure["level"], failure["error"]) == ("error", "ValueError")
    assert failure["frames"][-1].endswith(" fail")


def test_text_tells_failures_only() -> None:
    lines = written("text").splitlines()

    assert "error it failed error=ValueError" in lines[0]
    assert lines[-1].endswith(" fail")


def test_off_tells_nothing() -> None:
    assert written("off") == ""


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_message_of_an_exception_is_left_out(form: str) -> None:
    assert "secret" not in written(form)
