"""Static files in memory: their addresses change with their content."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from app import assets as module
from app.assets import FOREVER, Asset, Assets, plotly_script
from app.settings import CHECKOUT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "_LOOK_AGAIN_S", 0.0)
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "main.js").write_text("import './other.js'\n" * 100)
    (tmp_path / "js" / "other.js").write_text("one")
    (tmp_path / "dot.png").write_bytes(b"\x89PNG" * 1000)
    return tmp_path


def test_an_address_finds_its_file_and_may_be_kept_for_good(folder: Path) -> None:
    assets = Assets(folder)

    url = assets.url("js/main.js")
    found = assets.find(url.removeprefix("/static/"))

    assert found is not None
    assert found[0].body == (folder / "js" / "main.js").read_bytes()
    assert found[1] == FOREVER


def test_modules_that_name_each_other_stay_under_one_digest(folder: Path) -> None:
    assets = Assets(folder)

    assert (
        assets.url("js/main.js").rpartition("/")[0] == assets.url("js/other.js").rpartition("/")[0]
    )


def test_a_changed_file_changes_every_address(folder: Path) -> None:
    assets = Assets(folder)
    before = assets.url("js/main.js")

    (folder / "js" / "other.js").write_text("two")
    os.utime(folder / "js" / "other.js", (1, 1))

    assert assets.url("js/main.js") != before
    old = assets.find(before.removeprefix("/static/"))
    assert old is not None
    assert old[1] == "no-cache"


def test_a_name_that_is_not_there_stops_the_page(folder: Path) -> None:
    assets = Assets(folder)

    with pytest.raises(LookupError, match="there is no static file"):
        assets.url("js/gone.js")
    for path in ("js/gone.js", "js", "../secret", ""):
        assert assets.find(path) is None


def test_text_of_some_length_is_compressed_and_pictures_are_not(folder: Path) -> None:
    packed = Asset.of(folder / "js" / "main.js").packed

    assert packed is not None
    assert gzip.decompress(packed) == Asset.of(folder / "js" / "main.js").body
    assert Asset.of(folder / "js" / "other.js").packed is None
    assert Asset.of(folder / "dot.png").packed is None


def test_plotlys_script_is_read_once() -> None:
    script = plotly_script()

    assert script is plotly_script()
    assert script.asset() is script.asset()
    script.prepare()


def test_own_scripts_travel_without_comments_and_mean_the_same(tmp_path: Path) -> None:
    source = "/** Says hello. */\nexport const hello = (who) =>\n  `hello  ${who}`; // two blanks\n"
    (tmp_path / "hello.js").write_text(source)
    body = Asset.of(tmp_path / "hello.js").body.decode()
    assert body == "export const hello = (who) =>\n`hello  ${who}`; // two blanks\n"


def test_no_text_of_our_scripts_runs_over_the_end_of_a_line() -> None:
    scripts = sorted((CHECKOUT / "static").rglob("*.js"))
    assert scripts
    for path in scripts:
        for number, line in enumerate(Asset.of(path).body.decode().splitlines(), start=1):
            assert line.count("`") % 2 == 0, f"{path.name}: {number}: {line}"
