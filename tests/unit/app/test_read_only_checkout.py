"""The program writes into its data folder and nowhere else, as in a read-only container."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.settings import CHECKOUT
from tests.process import Running, ask, started

PARTS = ("app", "simcore", "static", "templates", "docs", "pyproject.toml")
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root can become somebody else"
)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everybody may look into, with a checkout that nobody may change."""
    place = Path(tempfile.mkdtemp(prefix="ilx-"))
    place.chmod(0o755)
    for part in PARTS:
        source, target = CHECKOUT / part, place / "checkout" / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, target)
    for path in (place / "checkout").rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    (place / "data").mkdir()
    os.chown(place / "data", 65534, 65534)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def bare() -> dict[str, str]:
    """An environment without a home, and without the wish to keep compiled files away."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


def written(place: Path) -> set[str]:
    return {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}


def owned_by_nobody(folder: Path) -> set[Path]:
    return {path for path in folder.iterdir() if path.lstat().st_uid == 65534}


def test_only_the_data_folder_is_written_to(place: Path, bare: dict[str, str]) -> None:
    before, temporary = written(place), owned_by_nobody(Path(tempfile.gettempdir()))
    with served(place, bare) as server:
        preset = ask(server.port, "GET", "/api/v1/presets/dram-cxl")[1]
        status, _ = ask(server.port, "POST", "/api/v1/experiments", preset)
        for path in ("/", "/model", "/interfaces", "/compare", "/api/docs", "/metrics"):
            assert ask(server.port, "GET", path)[0] == 200, path
        server.process.terminate()
        assert server.process.wait(timeout=20) == 0

    assert status == 201
    assert written(place) - before == {"data/ilx.db"}
    assert owned_by_nobody(Path(tempfile.gettempdir())) == temporary


@contextmanager
def served(place: Path, bare: dict[str, str]) -> Iterator[Running]:
    """The checkout, run by nobody."""
    checkout = place / "checkout"
    with started(place / "data", checkout=checkout, before=NOBODY, environment=bare) as server:
        yield server


def closed(place: Path) -> None:
    """From now on nobody may write into the data folder."""
    for path in (place / "data").iterdir():
        path.chmod(0o444)
    (place / "data").chmod(0o555)


def test_a_data_folder_that_cannot_be_written_to_is_told_at_the_start(
    place: Path, bare: dict[str, str]
) -> None:
    with served(place, bare) as server:
        assert ask(server.port, "GET", "/healthz")[0] == 200
        server.process.terminate()
        server.process.wait(timeout=20)
    closed(place)

    ended = subprocess.run(
        [*NOBODY, sys.executable, "-m", "app"],
        cwd=place / "checkout",
        env=bare | {"ILX_DATA_DIR": str(place / "data"), "ILX_PORT": "0"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert ended.returncode == 2
    assert ended.stderr.startswith("ilx cannot start: the database cannot be written to")
    assert ended.stderr.count("\n") == 1


def test_a_folder_that_turned_read_only_after_a_crash_is_still_read(
    place: Path, bare: dict[str, str]
) -> None:
    """A crash leaves SQLite's side files behind; with them a file is read without writing."""
    with served(place, bare) as server:
        preset = ask(server.port, "GET", "/api/v1/presets/dram-cxl")[1]
        sid = json.loads(ask(server.port, "POST", "/api/v1/experiments", preset)[1])["sid"]
        server.process.kill()
        server.process.wait(timeout=20)
    closed(place)

    with served(place, bare) as server:
        body = json.dumps({"experiment": json.loads(preset), "title": "new"})
        status, text = ask(server.port, "POST", "/api/v1/experiments", body)

        assert (status, json.loads(text)["title"]) == (503, "Not possible now")
        for path in ("/", "/healthz", f"/x/{sid}", f"/x/{sid}.json"):
            assert ask(server.port, "GET", path)[0] == 200, path
