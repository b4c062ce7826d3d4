"""``export-site``: a folder that any file server can serve, in which every link leads somewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from fastapi.testclient import TestClient

from app.console.commands import run
from app.db.store import NewShare, Store
from app.services import site as module
from app.settings import Settings
from tests.build import edited, two_nodes
from tests.conftest import ON_BOTH

HOSTILE = '"><script src="https://evil.example/x.js"></script>{{ 7*7 }} <a href="//evil.example">é'

Capture = pytest.CaptureFixture[str]


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002 - its own name


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder behind the standard library's file server, below a path of its own."""
    handler = partial(Silent, directory=str(folder.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{folder.name}/"
        server.shutdown()


class Links(HTMLParser):
    """Every address on a page, and whatever could run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script" or any(name.startswith("on") for name, _ in attrs)
        names = ("href", "src", "action", "xlink:href", "srcset", "data", "poster")
        self.found += [value or "" for name, value in attrs if name in names]


def crawled(start: str) -> dict[str, str]:
    """Every file that can be reached from ``start``, by its address; each must be there."""
    texts: dict[str, str] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in texts:
            continue
        with urlopen(address) as answer:
            assert answer.status == 200
            texts[address] = answer.read().decode()
            kind = answer.headers.get_content_type()
        if kind != "text/html":
            continue
        page = Links()
        page.feed(texts[address])
        assert page.scripts == 0
        for link in page.found:
            assert not link.startswith("/"), link  # it would leave the folder
            waiting.append(urljoin(address, link))
            assert waiting[-1].startswith(start), link
    return texts


@pytest.fixture
def sids(client: TestClient, experiment: dict[str, Any]) -> dict[str, str]:
    """A parent with hostile words, its child, an empty one, and a withdrawn one's child."""

    def post(**said: Any) -> str:
        answer = client.post("/api/v1/experiments", json={"experiment": experiment, **said})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["sid"])

    parent = post(title=HOSTILE, notes=f"two\nlines {HOSTILE}", listed=True)
    bare = {"machine": two_nodes(), "tasks": [{"name": "main"}], "events": []}
    draft = client.post("/api/v1/drafts", json={"experiment": edited(experiment, "/seed", 7)})
    token = {"Authorization": f"Bearer {draft.json()['edit_token']}"}
    address = f"/api/v1/drafts/{draft.json()['id']}/publish"
    gone = client.post(address, headers=token | {"If-Match": "*"}).json()["sid"]
    made = {"parent": parent, "child": post(parent=parent, title="Child"), "gone": gone}
    made["bare"] = str(client.post("/api/v1/experiments", json=bare).json()["sid"])
    made["orphan"] = post(parent=gone)
    assert client.delete(f"/api/v1/shares/{gone}", headers=token).status_code == 204
    return made


def exported(settings: Settings, folder: Path, *arguments: str) -> int:
    return run(["export-site", str(folder), "--data-dir", str(settings.data_dir), *arguments])


@ON_BOTH
def test_every_link_works_and_none_leaves_the_site(
    sids: dict[str, str],
    settings: Settings,
    client: TestClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ILX_DATABASE_URL", settings.store_url)
    assert run(["export-site", str(tmp_path / "site")]) == 0

    with served(tmp_path / "site") as start:
        texts = crawled_below(start)
    open_ones = {sid for name, sid in sids.items() if name != "gone"}
    for sid in open_ones:
        assert texts[f"{start}x/{sid}.json"] == client.get(f"/x/{sid}.json").text
    assert {name for name in texts if name.endswith(".html")} == {
        f"{start}index.html",
        *(f"{start}x/{sid}.html" for sid in open_ones),
    }
    on_disk = {path.relative_to(tmp_path / "site").as_posix() for path in files(tmp_path / "site")}
    assert on_disk == {name.removeprefix(start) for name in texts}
    child, orphan = (texts[f"{start}x/{sids[name]}.html"] for name in ("child", "orphan"))
    assert f'href="{sids["parent"]}.html"' in child
    assert "made from one that was withdrawn" in orphan


def crawled_below(start: str) -> dict[str, str]:
    texts = crawled(start)
    index = texts.pop(start)
    return texts | {f"{start}index.html": index}


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_a_page_says_what_the_workbench_says(
    sids: dict[str, str], settings: Settings, client: TestClient, tmp_path: Path
) -> None:
    assert exported(settings, tmp_path / "site") == 0

    page = (tmp_path / "site" / "x" / f"{sids['parent']}.html").read_text("utf-8")
    bench = client.get(f"/x/{sids['parent']}").text
    assert page.count('role="img"') == bench.count('role="img"') == 4
    for words in ("numactl --weighted-interleave=0-1", "Set 9:1", "943,718"):
        same = words.replace(",", "\u202f")
        assert (words in page or same in page) == (words in bench or same in bench)
    assert "numactl --weighted-interleave=0-1" in page
    assert "{{ 7*7 }}" in page
    assert "each cell has the colour of its node" in page
    assert "Choose one" not in page  # nothing can be chosen here
    assert "<script" not in page


def test_a_share_without_events_has_a_page_and_pages_speak_german(
    sids: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    assert exported(settings, tmp_path / "site", "--language", "de") == 0

    page = (tmp_path / "site" / "x" / f"{sids['bare']}.html").read_text("utf-8")
    assert '<html lang="de">' in page
    assert "Gespeichert" in page


def test_unlisted_shares_keep_their_pages_and_may_stay_out_of_the_lists(
    sids: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    assert exported(settings, tmp_path / "site", "--index", "listed") == 0

    index = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert [sid for sid in sids.values() if sid in index] == [sids["parent"]]
    assert (tmp_path / "site" / "x" / f"{sids['child']}.html").is_file()


def test_many_shares_stand_on_several_lists_the_newest_first(
    sids: dict[str, str],
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    assert exported(settings, tmp_path / "site") == 0

    with served(tmp_path / "site") as start:
        texts = crawled_below(start)
    lists = [texts[f"{start}{name}"] for name in ("index.html", "index-2.html")]
    assert f"{start}index-3.html" not in texts
    named = [[sid for sid in sids.values() if f"x/{sid}.html" in text] for text in lists]
    assert [len(each) for each in named] == [2, 2]
    assert {*named[0], *named[1]} == set(sids.values()) - {sids["gone"]}


def test_an_empty_store_is_a_site_too(settings: Settings, store: Store, tmp_path: Path) -> None:
    store.check()

    assert exported(settings, tmp_path / "site") == 0
    assert "Nothing is saved yet." in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_a_share_that_cannot_be_shown_is_named_and_the_rest_is_written(
    sids: dict[str, str], settings: Settings, store: Store, tmp_path: Path, capsys: Capture
) -> None:
    new = NewShare(
        digest="1" * 64,
        content="c",
        experiment_text="{",
        model="1",
        result_text="{}",
        parent=None,
        title="broken",
        notes="",
        view_text="{}",
    )
    broken, _ = store.add(new)

    assert exported(settings, tmp_path / "site") == 1
    told = capsys.readouterr()
    assert f"share {broken} cannot be shown: " in told.err
    assert told.out.endswith(": 4 shares\n")
    assert broken not in (tmp_path / "site" / "index.html").read_text("utf-8")
    assert (tmp_path / "site" / "x" / f"{sids['child']}.html").is_file()


def test_a_folder_with_something_in_it_is_left_alone(
    settings: Settings, store: Store, tmp_path: Path, capsys: Capture
) -> None:
    store.check()
    (tmp_path / "mine").write_text("precious")

    assert exported(settings, tmp_path) == 2
    assert f"{tmp_path} is not empty" in capsys.readouterr().err
    assert exported(settings, tmp_path / "mine") == 2
    assert (tmp_path / "mine").read_text() == "precious"
