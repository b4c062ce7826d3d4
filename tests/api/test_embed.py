"""A share elsewhere: its picture, its card, oEmbed, and who may frame what."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.main import create_app
from app.settings import Settings
from app.web.security import HEADERS
from app.wire import OEmbedAnswer
from simcore.spec import content_hash, decode

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1) \u202e]]>'


@pytest.fixture
def sid(client: TestClient, experiment: dict[str, Any]) -> str:
    body = {"experiment": experiment, "title": "Nine & one", "notes": "why", "view": {"page": 37}}
    answered: str = client.post("/api/v1/experiments", json=body).json()["sid"]
    return answered


@pytest.fixture
def hostile(client: TestClient, experiment: dict[str, Any]) -> str:
    body = {"experiment": experiment, "title": HOSTILE, "notes": HOSTILE}
    answered: str = client.post("/api/v1/experiments", json=body).json()["sid"]
    return answered


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_the_picture_may_be_kept_for_good_and_carries_the_share(
    client: TestClient, sid: str, experiment: dict[str, Any]
) -> None:
    answer = client.get(f"/x/{sid}.png")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    twin = client.get(f"/x/{sid}.json")
    for name in ("etag", "cache-control"):
        assert answer.headers[name] == twin.headers[name]
    again = client.get(f"/x/{sid}.png", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/x/{sid}.png").content == answer.content

    carried = json.loads(Image.open(BytesIO(answer.content)).info["ilx-experiment"])
    assert carried["content"] == content_hash(decode(carried["experiment"]))
    assert carried["content"] == content_hash(decode(experiment))
    said = (carried["title"], carried["notes"], carried["parent"], carried["view"])
    assert said == ("Nine & one", "why", sid, {"page": 37})


def test_the_picture_of_nothing_is_not_found(client: TestClient) -> None:
    answer = client.get("/x/bbbbbbbbbbb.png")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_page_of_a_share_says_how_its_link_is_shown(client: TestClient, sid: str) -> None:
    page = Elements(client.get(f"/x/{sid}").text)
    meta = {each.get("property") or each.get("name"): each["content"] for each in page.all("meta")
            if "content" in each}  # fmt: skip

    assert meta["og:title"] == "Nine & one"
    assert "GB/s" in (meta["og:description"] or "")
    assert meta["og:url"] == f"http://testserver/x/{sid}"
    assert meta["og:image"] == f"http://testserver/x/{sid}.png"
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
    assert (meta["og:image:alt"] or "").startswith("Preview of Nine & one: 1 socket, 2 nodes")
    assert meta["twitter:card"] == "summary_large_image"
    assert client.get(str(meta["og:image"])).headers["content-type"] == "image/png"

    [found] = [e for e in page.all("link") if e.get("type") == "application/json+oembed"]
    assert found["rel"] == "alternate"
    OEmbedAnswer.model_validate_json(client.get(str(found["href"])).content)


def test_the_page_of_a_share_gives_its_frame_to_paste(client: TestClient, sid: str) -> None:
    text = client.get(f"/x/{sid}").text
    pasted = unescape(text.split("<textarea rows", 1)[1].split(">", 1)[1].split("</textarea>")[0])

    assert pasted.startswith(f'<iframe src="http://testserver/e/{sid}" width="720"')
    assert [tag for tag, _ in Elements(pasted).found] == ["iframe"]


@pytest.mark.parametrize("host", ["[", "a b", 'a"><script>', "", "host:port", "\u00e9", "a/b?c#d"])
def test_a_strange_host_in_the_request_breaks_nothing(
    client: TestClient, sid: str, host: str
) -> None:
    headers = {"host": host.encode()}
    for path in (f"/x/{sid}", f"/e/{sid}", f"/x/{sid}.png"):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200
        assert "<script>" not in answer.text
    assert client.get("/oembed?url=http://a/x/b", headers=headers).status_code == 404


def test_only_shares_have_a_card(client: TestClient) -> None:
    assert "og:" not in client.get("/").text


def test_the_operator_may_say_under_which_address_people_come(
    settings: Settings, experiment: dict[str, Any]
) -> None:
    public = Settings(data_dir=settings.data_dir, public_url="https://ilx.example.org")
    with TestClient(create_app(public)) as client:
        sid = client.post("/api/v1/experiments", json=experiment).json()["sid"]
        assert f'content="https://ilx.example.org/x/{sid}.png"' in client.get(f"/x/{sid}").text
        answer = oembed(client, f"https://ilx.example.org/x/{sid}")
        assert answer["thumbnail_url"] == f"https://ilx.example.org/x/{sid}.png"
        assert client.get(f"/oembed?url=http://testserver/x/{sid}").status_code == 404


def oembed(client: TestClient, url: str, **more: Any) -> dict[str, Any]:
    answer = client.get("/oembed", params={"url": url, **more})
    assert answer.status_code == 200, answer.text
    return OEmbedAnswer.model_validate_json(answer.content).model_dump()


def test_oembed_gives_a_frame_and_a_picture(client: TestClient, sid: str) -> None:
    answer = oembed(client, f"http://testserver/x/{sid}")

    assert (answer["type"], answer["version"], answer["title"]) == ("rich", "1.0", "Nine & one")
    assert answer["thumbnail_url"] == f"http://testserver/x/{sid}.png"
    [(tag, frame)] = Elements(answer["html"]).found
    assert tag == "iframe"
    assert frame["src"] == f"http://testserver/e/{sid}"
    assert frame["title"] == "Nine & one"
    assert (frame["width"], frame["height"]) == (str(answer["width"]), str(answer["height"]))
    assert client.get(str(frame["src"])).status_code == 200


def test_a_frame_is_no_larger_than_the_site_allows(client: TestClient, sid: str) -> None:
    answer = oembed(client, f"http://testserver/x/{sid}", maxwidth=300, maxheight=9000)

    assert (answer["width"], answer["height"]) == (300, 1100)
    for name in ("maxwidth", "maxheight"):
        address = f"/oembed?url=http://testserver/x/{sid}&{name}="
        assert client.get(f"{address}wide").status_code == 422
        assert client.get(f"{address}0").status_code == 422


def test_the_frame_of_a_frames_address_keeps_its_options(client: TestClient, sid: str) -> None:
    asked = f"http://testserver/e/{sid}?panels=machine,nodes&theme=dark&predict=1&x=%22%3E&lang=de"

    [(_, frame)] = Elements(oembed(client, asked)["html"]).found

    query = "?panels=machine,nodes&theme=dark&predict=1&lang=de"
    assert frame["src"] == f"http://testserver/e/{sid}{query}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "http://[",
        "http://testserver:port/x/{sid}",
        "http://testserver:0/x/{sid}",
        "javascript:alert(1)//testserver/x/{sid}",
        "ftp://testserver/x/{sid}",
        "//testserver/x/{sid}",
        "/x/{sid}",
        "http://other.example/x/{sid}",
        "http://testserver.other.example/x/{sid}",
        "http://testserver@other.example/x/{sid}",
        "http://other.example@testserver/x/{sid}",
        "http://testserver:8080/x/{sid}",
        "http://testserver/x/{sid}/json",
        "http://testserver/x/{sid}.json",
        "http://testserver/y/{sid}",
        "http://testserver/x/../x/{sid}",
        "http://testserver/x/bbbbbbbbbbb",
        'http://testserver/x/{sid}"><script>',
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "http://testserver/x/{sid}?" + "a" * 2000,
    ],
)
def test_an_address_that_is_no_share_of_ours_is_not_found(
    client: TestClient, sid: str, url: str
) -> None:
    answer = client.get("/oembed", params={"url": url.format(sid=sid)})

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] == []


def test_an_address_must_be_given_and_xml_is_not_offered(client: TestClient, sid: str) -> None:
    assert client.get("/oembed").status_code == 422
    for form in ("xml", "<script>"):
        answer = client.get("/oembed", params={"url": f"http://testserver/x/{sid}", "format": form})
        assert (answer.status_code, answer.json()["status"]) == (422, 422)


def test_hostile_words_are_text_wherever_they_stand(client: TestClient, hostile: str) -> None:
    html = oembed(client, f"http://testserver/x/{hostile}")["html"]
    [(_, frame)] = Elements(html).found
    assert frame["title"] == HOSTILE
    assert set(frame) == {"src", "width", "height", "title", "style", "loading", "sandbox"}

    for address in (
        f"/x/{hostile}",
        f"/e/{hostile}?panels={quote(HOSTILE)}&theme={quote(HOSTILE)}",
    ):
        page = client.get(address)
        found = Elements(page.text).found
        assert not any(name.startswith("on") for _, attributes in found for name in attributes)
        assert not any(tag == "img" for tag, _ in found)
        assert all(
            "src" in attributes or attributes.get("type") == "application/json"
            for tag, attributes in found
            if tag == "script"
        )
        assert "alert(1)" in unescape(page.text)


def test_a_frame_shows_what_its_address_asks_for(client: TestClient, sid: str) -> None:
    plain = client.get(f"/e/{sid}").text
    assert re.findall(r'id="panel-(\w+)"', plain) == ["answer", "bandwidth", "distribution"]
    assert "<details" not in plain
    assert plain.count('class="chart stretched"') == 2

    asked = "panels=nodes,strip,machine,weights,strip&controls=none&theme=dark&lang=de&predict=1"
    page = client.get(f"/e/{sid}?{asked}").text
    assert re.findall(r'id="panel-(\w+)"', page) == ["nodes", "strip", "machine", "weights"]
    assert '<html lang="de" data-theme="dark">' in page
    assert "data-weights" not in page
    assert "9:1" in page
    assert page.index("<details") < page.index('id="panel-nodes"') < page.index("</details>")
    assert f'href="/x/{sid}?lang=de" target="_blank" rel="noopener"' in page
    assert 'role="note"' not in page


def test_values_without_a_meaning_are_left_out_and_named(client: TestClient, sid: str) -> None:
    page = client.get(f"/e/{sid}?panels=maschine,nodes&controls=all&theme=pink&predict=yes&lang=fr")

    assert page.status_code == 200
    assert re.findall(r'id="panel-(\w+)"', page.text) == ["nodes"]
    for told in ("panels=maschine", "controls=all", "theme=pink", "predict=yes", "lang=fr"):
        assert told in page.text
    empty = client.get(f"/e/{sid}?panels=,")
    assert re.findall(r'id="panel-(\w+)"', empty.text)[0] == "answer"


def test_the_frame_of_nothing_is_not_found(client: TestClient) -> None:
    assert client.get("/e/bbbbbbbbbbb").status_code == 404


def ancestors(client: TestClient, path: str) -> str:
    [policy] = client.get(path).headers.get_list("content-security-policy")
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["script-src"] == "'self'"
    assert parts["default-src"] == "'none'"
    return parts["frame-ancestors"]


def test_frames_may_be_framed_and_nothing_else(client: TestClient, sid: str) -> None:
    for path in (f"/e/{sid}", f"/e/{sid}?panels=machine", "/e/bbbbbbbbbbb"):
        assert ancestors(client, path) == "*"
    for path in ("/", f"/x/{sid}", f"/x/{sid}.png", "/compare", "/import", "/e", "/x/e/"):
        assert ancestors(client, path) == "'none'"
    frame = client.get(f"/e/{sid}").headers
    assert frame["x-content-type-options"] == HEADERS["x-content-type-options"]
    assert "x-frame-options" not in frame


def test_a_frame_without_an_origin_may_ask_for_previews_and_scripts_only(
    client: TestClient, sid: str, experiment: dict[str, Any]
) -> None:
    stranger = {"origin": "null"}
    asks = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    before = client.options("/api/v1/preview", headers={**stranger, **asks})
    assert before.status_code == 204
    assert before.headers["access-control-allow-origin"] == "*"
    assert before.headers["access-control-allow-headers"] == "content-type"
    answer = client.post("/api/v1/preview", json=experiment, headers=stranger)
    refused = client.post("/api/v1/preview", json={}, headers=stranger)
    script = client.get("/static/js/words.js", headers=stranger)
    assert [each.status_code for each in (answer, refused, script)] == [200, 422, 200]
    for each in (before, answer, refused, script):
        assert each.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in each.headers

    closed = [
        client.options("/api/v1/experiments", headers={**stranger, **asks}),
        client.post("/api/v1/experiments", json=experiment, headers=stranger),
        *(client.get(path, headers=stranger) for path in (f"/x/{sid}.json", f"/e/{sid}", "/")),
        client.get("/static/css/base.css", headers=stranger),
    ]
    for each in closed:
        assert "access-control-allow-origin" not in each.headers


def test_a_preview_draws_the_pictures_that_are_asked_for(
    client: TestClient, experiment: dict[str, Any]
) -> None:
    address = "/api/v1/preview?figures=&pictures=bandwidth,machine"
    answer = client.post(address, json=experiment).json()

    assert set(answer["pictures"]) == {"bandwidth", "machine"}
    assert all(picture.startswith("<svg") for picture in answer["pictures"].values())
    assert "pictures" not in client.post("/api/v1/preview", json=experiment).json()
    refused = client.post("/api/v1/preview?pictures=latency", json=experiment)
    assert (refused.status_code, "latency" in refused.json()["detail"]) == (422, True)
