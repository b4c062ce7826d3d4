"""The gallery: its page, its JSON page by page, and what a start makes of its files."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from app.console.commands import run
from app.db.engine import open_engine
from app.db.migrate import migrate
from app.db.names import sid_of
from app.db.store import Store
from app.main import create_app
from app.services.catalog import Catalog
from app.services.gallery import FOLDER, NAMES, Exhibits, Gallery, Told, wanted
from app.services.run import Runs
from app.settings import Settings
from app.wire import GalleryAnswer
from app.words import words_of
from simcore.simulate import simulate
from tests.conftest import Counted

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "gallery_sids.json").read_text())
CATALOG = Catalog()
EXHIBITS = Exhibits.read()


@pytest.fixture
def app(settings: Settings, counted: Counted) -> FastAPI:
    """The application with its gallery."""
    return create_app(settings, counted, EXHIBITS)


def everything(client: TestClient, address: str = "/api/v1/gallery") -> list[dict[str, Any]]:
    """All items, page by page along the links."""
    items: list[dict[str, Any]] = []
    following: str | None = address
    while following is not None:
        answer = client.get(following).json()
        items += answer["items"]
        following = answer["next"]
    return items


def names(client: TestClient, query: str) -> list[str]:
    return [item["name"] for item in everything(client, f"/api/v1/gallery?{query}")]


def test_a_link_that_was_ever_given_out_is_made_at_every_start() -> None:
    """A changed word or experiment makes a NEW share: its name is added to the golden file, and
    the old file moves to app/gallery/retired, so that the old link opens on a new server, too.
    """
    entries = [*EXHIBITS.shown.values(), *EXHIBITS.retired.values()]
    shares = [wanted(entry, CATALOG) for entry in entries if entry.race is None]

    assert {sid_of(share.digest(share.content)) for share in shares} == set(GOLDEN)


def test_a_file_is_an_experiment_or_a_race_and_every_file_hangs() -> None:
    entries = EXHIBITS.shown

    assert {path.stem for path in FOLDER.glob("*.json")} == set(NAMES) == set(entries)
    for name, entry in entries.items():
        assert (entry.experiment is None) != (entry.race is None), name
        assert entry.compare is None or entry.compare in entries, name


def test_every_card_leads_to_a_page(client: TestClient, counted: Counted) -> None:
    counted.broken = True
    items = everything(client)

    assert [item["name"] for item in items] == list(NAMES)
    for item in items:
        assert client.get(item["url"]).status_code == 200, item["name"]
        if item["compare"]:
            assert client.get(item["compare"]).status_code == 200, item["name"]


def test_a_card_is_an_ordinary_share(client: TestClient) -> None:
    item = next(item for item in everything(client) if item["name"] == "static-nodes")
    saved = client.get(f"{item['url']}.json").json()

    assert (saved["title"], saved["notes"]) == (item["title"], item["look_for"])
    body = {key: saved[key] for key in ("experiment", "title", "notes")}
    again = client.post("/api/v1/experiments", json=body)
    assert (again.status_code, again.json()["sid"]) == (200, item["sid"])


def test_pages_of_the_list_follow_each_other(client: TestClient) -> None:
    first = client.get("/api/v1/gallery?limit=7")
    answer = GalleryAnswer.model_validate_json(first.content)

    assert len(answer.items) == 7
    assert answer.total == len(NAMES)
    assert first.headers["link"] == f'<{answer.next}>; rel="next"'
    assert names(client, "limit=7") == list(NAMES)
    last = client.get(f"/api/v1/gallery?limit={len(NAMES)}")
    assert last.json()["next"] is None
    assert "link" not in last.headers


def test_a_cursor_goes_on_after_its_card_whatever_the_limit(client: TestClient) -> None:
    following = client.get("/api/v1/gallery?limit=3").json()["next"]

    wider = following.replace("limit=3", "limit=5")

    assert [item["name"] for item in client.get(wider).json()["items"]] == list(NAMES[3:8])


def test_the_next_page_speaks_the_same_language(client: TestClient) -> None:
    german = everything(client, "/api/v1/gallery?lang=de&q=knoten&limit=2")

    assert len(german) > 4
    titles = {entry.title.de for entry in EXHIBITS.shown.values()}
    assert all(item["title"] in titles for item in german)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "cursor=x", "cursor=%00", "q=" + "x" * 201]
)
def test_what_cannot_be_asked_is_refused(query: str, client: TestClient) -> None:
    answer = client.get(f"/api/v1/gallery?{query}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == f"/query/{query.partition('=')[0]}"


def test_an_unchanged_list_is_not_sent_again(client: TestClient) -> None:
    etag = client.get("/api/v1/gallery").headers["etag"]

    again = client.get("/api/v1/gallery", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/v1/gallery?lang=de").headers["etag"] != etag


@pytest.mark.parametrize(
    "query,found",
    [
        ("q=OOM", ["home-node-bind"]),
        ("q=oom+KILLER", ["home-node-bind"]),
        ("q=oom+swapped", []),
        ("q=preferred_many", ["home-node-preferred-many"]),
        ("tag=hbm", ["hbm-flat"]),
        ("tag=cpuset&q=static", ["static-nodes", "relative-nodes"]),
        ("q=bandwidth+swapped", []),
        ("q=Heimatknoten+Killer&lang=de", ["home-node-bind"]),
        ("tag=nothing", []),
    ],
)
def test_words_and_tags_find_cards(query: str, found: list[str], client: TestClient) -> None:
    assert names(client, query) == found


def test_the_page_works_as_a_form_and_by_links(client: TestClient) -> None:
    whole = client.get("/gallery").text
    assert whole.count("<article") == len(NAMES)
    assert whole.count('<svg class="chart') == len(NAMES)
    assert re.search(r'href="/gallery\?tag=races">races <span class="small">8<', whole)
    assert 'aria-current="page">Gallery' in whole

    found = client.get("/gallery?q=<b>OOM&tag=home-node").text
    assert 'value="&lt;b&gt;OOM"' in found
    found = client.get("/gallery?q=OOM&tag=home-node").text
    assert found.count("<article") == 1
    assert 'name="tag" value="home-node"' in found
    assert "1 card<" in found


def test_a_page_in_german_tells_what_to_look_for_in_german(client: TestClient) -> None:
    page = client.get("/gallery?lang=de").text

    for entry in EXHIBITS.shown.values():
        assert entry.title.de in page
        assert entry.look_for.de in page


def test_the_shares_of_the_gallery_are_public(app: FastAPI) -> None:
    shown = [wanted(entry, CATALOG) for entry in EXHIBITS.shown.values() if not entry.race]

    assert app.state.public == {sid_of(share.digest(share.content)) for share in shown}


@pytest.fixture
def fresh(tmp_path: Path) -> Engine:
    """An engine on a new database in which nothing hangs yet."""
    engine = open_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    migrate(engine)
    return engine


def test_servers_that_start_at_once_end_with_the_same_shares(fresh: Engine) -> None:
    def start(_: int) -> frozenset[str]:
        return Gallery.opened(Store(open_engine(str(fresh.url))), CATALOG, EXHIBITS).public

    with ThreadPoolExecutor(4) as starting:
        shown = frozenset(sid for sid, name in GOLDEN.items() if name in NAMES)
        assert set(starting.map(start, range(8))) == {shown}
    with fresh.connect() as database:
        assert database.scalar(text("select count(*) from share")) == len(GOLDEN)


def test_of_a_store_that_cannot_be_written_what_it_has_is_shown(
    fresh: Engine, client: TestClient
) -> None:
    store = Store(fresh)
    known = Runs(store, simulate).run_once(wanted(EXHIBITS.shown["hbm-flat"], CATALOG)).sid
    with fresh.begin() as database:
        database.execute(
            text(
                "create trigger full before insert on share begin"
                " select raise(abort, 'attempt to write a readonly database'); end"
            )
        )

    gallery = Gallery.opened(store, CATALOG, EXHIBITS)
    cards = gallery.cards(words_of("en"))

    assert gallery.public == {known}
    assert [card.sid for card in cards if card.sid] == [known]
    assert len(cards) == 1 + sum(name.startswith("race-") for name in NAMES)


def test_an_entry_that_went_to_the_retired_keeps_its_link(store: Store) -> None:
    entry = EXHIBITS.shown["dram-cxl"]
    old = entry.model_copy(update={"title": Told(en="As it was called once", de="Wie es hieß")})

    gallery = Gallery.opened(store, CATALOG, Exhibits({"dram-cxl": entry}, {"dram-cxl-1": old}))

    share = wanted(old, CATALOG)
    sid = sid_of(share.digest(share.content))
    assert store.has_share(sid)
    assert len(gallery.public) == 1
    assert sid not in gallery.public


def test_the_gallery_goes_on_without_what_was_taken_down(
    client: TestClient, settings: Settings, counted: Counted
) -> None:
    first, second, *_ = (item["sid"] for item in everything(client) if item["sid"])
    assert run(["withdraw", "--data-dir", str(settings.data_dir), first]) == 0

    with TestClient(create_app(settings, counted, EXHIBITS)) as again:
        page = again.get("/gallery")
        assert page.status_code == 200
        assert first not in page.text
        assert second in page.text


def test_a_lesson_of_the_gallery_opens_before_its_answer() -> None:
    view = json.loads(wanted(EXHIBITS.shown["lesson-page-37"], CATALOG).view_text)
    assert view == CATALOG.preset("lesson-page-37").view.model_dump(exclude_defaults=True)
    assert view["moment"]
