"""The client: patient with a busy server, exact about refusals, never led elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.client import AnswerError, Client, ClientError, Problem, split_link

Reply = tuple[int, dict[str, str], bytes]
GOOD: Reply = (201, {}, b'{"sid": "bbbbbbbbbbb", "url": "/x/bbbbbbbbbbb", "content": "c"}')


class Scripted:
    """A server that answers by a list, the last reply for good, and keeps what it was sent."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.asked: list[tuple[str, bytes]] = []
        self.waits: list[float] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                outer.asked.append((self.path, self.rfile.read(length)))
                reply = outer.replies.pop(0) if len(outer.replies) > 1 else outer.replies[0]
                status, headers, body = reply
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002 - as above

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def client(self, **options: Any) -> Client:
        """A client that notes its pauses and does not make them."""
        return Client(self.url, wait=self.waits.append, **options)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    server = Scripted()
    yield server
    server.close()


def busy(status: int, after: str | None) -> Reply:
    return status, {} if after is None else {"Retry-After": after}, b"{}"


def test_a_busy_server_is_asked_again_when_it_says_so(scripted: Scripted) -> None:
    scripted.replies = [busy(429, "7"), busy(503, None), GOOD]

    shared = scripted.client().push({"experiment": {}})

    assert (shared.sid, shared.created) == ("bbbbbbbbbbb", True)
    assert shared.link == f"{scripted.url}/x/bbbbbbbbbbb"
    assert scripted.waits == [7, 1]
    assert scripted.asked == [("/api/v1/experiments", b'{"experiment": {}}')] * 3


def test_a_date_will_do(scripted: Scripted) -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    scripted.replies = [busy(503, when), GOOD]

    scripted.client().push({})

    assert 15 < scripted.waits[0] <= 20


@pytest.mark.parametrize(
    "after, attempts", [("61", 1), ("30", 3), ("0", 5), (str(10**400), 1), ("-5", 5)]
)
def test_patience_has_an_end(after: str, attempts: int, scripted: Scripted) -> None:
    scripted.replies = [busy(503, after)]

    with pytest.raises(AnswerError) as refused:
        scripted.client().pull("bbbbbbbbbbb")

    assert refused.value.status == 503
    assert len(scripted.asked) == attempts


def test_pauses_are_real(scripted: Scripted) -> None:
    scripted.replies = [busy(429, "1"), GOOD]
    begun = time.monotonic()

    Client(scripted.url).push({})

    assert time.monotonic() - begun >= 1


def test_a_refusal_brings_every_problem(scripted: Scripted) -> None:
    body = b'{"detail": "no", "errors": [{"pointer": "/seed", "detail": "is wrong"}]}'
    scripted.replies = [(422, {}, body)]

    with pytest.raises(AnswerError, match="no") as refused:
        scripted.client().push({})

    assert refused.value.problems == (Problem("/seed", "is wrong"),)
    assert str(refused.value.problems[0]) == "/seed: is wrong"
    assert scripted.waits == []


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b'{"errors": [1]}', b"\xff"])
def test_a_refusal_in_another_form_is_told_by_its_status(body: bytes, scripted: Scripted) -> None:
    scripted.replies = [(502, {}, body)]

    with pytest.raises(AnswerError, match="502 Bad Gateway"):
        scripted.client().push({})


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b"null"])
def test_a_server_of_another_kind_is_told(body: bytes, scripted: Scripted) -> None:
    scripted.replies = [(200, {}, body)]

    with pytest.raises(ClientError, match="does not answer as ilx does"):
        scripted.client().push({})


def test_nobody_leads_the_client_to_a_file(scripted: Scripted) -> None:
    scripted.replies = [(302, {"Location": "file:///etc/passwd"}, b"")]

    with pytest.raises(AnswerError, match="302"):
        scripted.client().pull("bbbbbbbbbbb")


def test_names_are_written_into_addresses_safely(scripted: Scripted) -> None:
    scripted.replies = [GOOD]

    scripted.client().pull("a/../b?c", "re port")

    assert scripted.asked[0][0] == "/x/a%2F..%2Fb%3Fc/re%20port"


@pytest.mark.parametrize("url", ["", "localhost:8000", "file:///etc/passwd", "https://"])
def test_an_address_must_be_one_of_a_server(url: str) -> None:
    with pytest.raises(ClientError, match="begins with http"):
        Client(url)


def test_a_link_is_a_server_and_a_name() -> None:
    assert split_link("https://h:1/deep/x/bcd.json") == ("https://h:1/deep", "bcd")
    assert split_link("http://h/x/bcd/report#top") == ("http://h", "bcd")
    with pytest.raises(ClientError, match="ends with /x/"):
        split_link("https://h/compare")
