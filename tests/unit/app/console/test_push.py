"""``push`` and ``pull`` against a real server: what goes in comes out, on any server alike."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from app.client import Client
from app.console.commands import run
from app.db.names import sid_of
from app.services.sharing import read_share
from simcore.spec import canonical_text, decode
from tests.build import edited

Capture = pytest.CaptureFixture[bytes]


@pytest.fixture
def url(server: int) -> str:
    return f"http://127.0.0.1:{server}"


@pytest.fixture
def file(tmp_path: Path, experiment: dict[str, Any]) -> Path:
    path = tmp_path / "experiment.json"
    path.write_text(json.dumps(experiment))
    return path


def pushed(capsysbinary: Capture, *arguments: str) -> str:
    assert run(["push", *arguments]) == 0
    return capsysbinary.readouterr().out.decode().strip()


def test_a_file_becomes_a_link_and_the_link_gives_it_back(
    url: str, file: Path, experiment: dict[str, Any], capsysbinary: Capture
) -> None:
    link = pushed(capsysbinary, str(file), "--to", f"{url}/", "--title", "By hand", "--notes", "n")

    assert link.startswith(f"{url}/x/")
    assert run(["pull", link]) == 0
    twin = json.loads(capsysbinary.readouterr().out)
    assert (twin["title"], twin["notes"]) == ("By hand", "n")
    assert run(["pull", twin["sid"], "--from", url, "--as", "experiment"]) == 0
    assert capsysbinary.readouterr().out.decode() == canonical_text(decode(experiment)) + "\n"


def test_a_link_to_the_twin_will_do_and_other_forms_have_names(
    url: str, file: Path, capsysbinary: Capture
) -> None:
    link = pushed(capsysbinary, str(file), "--to", url)

    assert run(["pull", f"{link}.json", "--as", "numactl"]) == 0
    assert b"numactl --weighted-interleave=0-1" in capsysbinary.readouterr().out
    assert run(["pull", link, "--as", "png"]) == 0
    picture = capsysbinary.readouterr().out
    assert (picture[:8], picture[-8:-4]) == (b"\x89PNG\r\n\x1a\n", b"IEND")


def test_a_pulled_share_has_the_same_name_wherever_it_is_pushed(
    url: str, file: Path, tmp_path: Path, capsysbinary: Capture
) -> None:
    first = pushed(capsysbinary, str(file), "--to", url, "--title", "Parent")
    link = pushed(capsysbinary, str(file), "--to", url, "--parent", first.rpartition("/")[2])
    assert run(["pull", link]) == 0
    twin = tmp_path / "twin.json"
    twin.write_bytes(capsysbinary.readouterr().out)

    assert pushed(capsysbinary, str(twin), "--to", url) == link
    kept = json.loads(twin.read_bytes())
    assert kept["parent"] == first.rpartition("/")[2]
    said = ("experiment", "title", "notes", "parent", "view")
    anywhere = read_share({name: kept[name] for name in said})
    assert sid_of(anywhere.digest(anywhere.content)) == kept["sid"]


def test_a_listed_share_keeps_its_name_and_one_of_a_draft_says_that_it_does_not(
    url: str, file: Path, tmp_path: Path, capsysbinary: Capture
) -> None:
    experiment = json.loads(file.read_bytes())
    listed = tmp_path / "listed.json"
    listed.write_text(json.dumps({"experiment": experiment, "title": "L", "listed": True}))
    link = pushed(capsysbinary, str(listed), "--to", url)
    assert run(["pull", link]) == 0
    listed.write_bytes(capsysbinary.readouterr().out)
    assert pushed(capsysbinary, str(listed), "--to", url) == link

    client = Client(url)
    made = json.loads(client.ask("/api/v1/drafts", json.dumps(experiment).encode()).body)
    request = Request(
        f"{url}/api/v1/drafts/{made['id']}/publish",
        b"",
        {"authorization": f"Bearer {made['edit_token']}", "if-match": '"1"'},
    )
    with urlopen(request) as answer:
        sid = json.loads(answer.read())["sid"]
    twin = tmp_path / "drafted.json"
    twin.write_bytes(client.pull(sid))
    assert run(["push", str(twin), "--to", url]) == 0
    said = capsysbinary.readouterr()
    assert f"{sid} has another name there".encode() in said.err
    assert sid.encode() not in said.out


def test_standard_input_and_several_files(
    url: str, file: Path, experiment: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = json.dumps({"experiment": experiment, "title": "piped"}).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))

    assert run(["push", "-", str(file), "--to", url]) == 0


def test_what_the_server_refuses_is_told_by_file_and_place(
    url: str, file: Path, tmp_path: Path, experiment: dict[str, Any], capsysbinary: Capture
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(edited(experiment, "/seed", -1)))

    assert run(["push", str(bad), str(file), "--to", url]) == 2
    told = capsysbinary.readouterr()
    assert f"{bad}: /seed: ".encode() in told.err
    assert told.out.count(b"/x/") == 1  # the good file is shared all the same


@pytest.mark.parametrize("text", ["[", "[]", '"x"', '{"sid": 1}'])
def test_what_is_no_experiment_ends_with_2(
    text: str, url: str, tmp_path: Path, capsysbinary: Capture
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(text)

    assert run(["push", str(bad), "--to", url]) == 2
    assert capsysbinary.readouterr().err.startswith(str(bad).encode())


def test_a_parent_that_is_not_there_is_told(url: str, file: Path, capsysbinary: Capture) -> None:
    assert run(["push", str(file), "--to", url, "--parent", "bbbbbbbbbbb"]) == 2
    assert b"/parent: there is no share of this name" in capsysbinary.readouterr().err


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["bbbbbbbbbbb"], "bbbbbbbbbbb: There is no saved experiment at this address."),
        (["bbbbbbbbbbb", "--as", "smoke"], "--as: must be one of json, "),
        (["../../healthz"], "a link to a share ends with /x/"),
        (["ftp://host/x/bbbbbbbbbbb"], "begins with http:// or https://"),
    ],
)
def test_what_cannot_be_pulled_ends_with_2(
    arguments: list[str], told: str, url: str, capsysbinary: Capture
) -> None:
    assert run(["pull", *arguments, "--from", url]) == 2
    assert told in capsysbinary.readouterr().err.decode()


def test_where_no_server_is_nothing_hangs(file: Path, capsysbinary: Capture) -> None:
    assert run(["push", str(file), "--to", "http://127.0.0.1:1"]) == 2
    assert b"http://127.0.0.1:1 does not answer" in capsysbinary.readouterr().err
    assert run(["push", str(file), "--to", "file:///etc"]) == 2
    assert b"--to: the address of a server begins with http://" in capsysbinary.readouterr().err
