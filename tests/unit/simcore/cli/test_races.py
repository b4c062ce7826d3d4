import io
import json
from pathlib import Path

import pytest

from simcore.cli.races import main, text
from simcore.races import PIECES, decode_race, explore, piece
from tests.build import Document, edited, touch
from tests.races import HEAP, actor, bind, explored, race, read, spread, weight

LOSING: Document = race(
    actor("home", {"op": "set_mempolicy_home_node", "id": "heap", "node": 1}),
    actor("nodes", bind("0-1")),
    before=(HEAP, bind("0")),
) | {"title": "Who comes last"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, LOSING)


def written(folder: Path, document: Document) -> Path:
    path = folder / "race.json"
    path.write_text(json.dumps(document))
    return path


def test_a_file_gets_its_outcomes(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(file)]) == 0

    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["Who comes last", "2 schedules, 2 outcomes (5 states, 4 steps)"]
    assert "1. 1 of 2 schedules, also whole: home, then nodes" in told
    assert any(line.startswith("   lost update: home set the home node") for line in told)
    assert "   heap: 0-63 bind:0-1" in told
    assert "   schedule: home 1, nodes 1" in told


def test_a_dash_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = io.BytesIO(json.dumps(LOSING).encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(given))

    assert main(["-"]) == 0
    assert "lost update" in capsys.readouterr().out


@pytest.mark.parametrize("name", PIECES)
def test_a_set_piece_goes_in_place_of_a_file(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name]) == 0
    assert capsys.readouterr().out.startswith(piece(name).title)


def test_json_holds_everything(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(file), "--json", "--full"]) == 0

    plain = json.loads(capsys.readouterr().out)
    assert plain["outcomes"][0]["anomalies"][0]["rule"] == "lost_update"
    assert [moment["actor"] for moment in plain["outcomes"][0]["walk"]] == ["home", "nodes"]


def test_all_outcomes_are_told_when_asked_for() -> None:
    report = explore(piece("three-sysfs-writes").race)

    assert text(report).endswith("17 more outcomes; --full tells them all")
    assert "25. " in text(report, full=True)
    assert "(in 6 of them)" in text(report)


def test_steps_are_told_with_their_answers() -> None:
    gone: Document = {"op": "munmap", "id": "heap"}
    failing: Document = {"op": "get_mempolicy", "addr": "0x1000", "as": "r"}
    skipped = bind("0", take={"nodes": "r.nodes"})
    report = explored(actor("one", failing, skipped, touch("0")), actor("two", gone, weight(0, 2)))
    told = text(report, full=True)

    assert "get_mempolicy errno 22" in told
    assert "mbind not issued: r holds no nodes" in told
    assert "touch signal 11" in told
    assert "one, step 1: get_mempolicy errno 22 (an address without MPOL_F_ADDR)" in told
    assert "two, step 2: weights; sysfs/weights/0: 1 → 2" in told


def test_lower_bounds_are_called_so() -> None:
    many = race(
        actor("one", *[touch(str(page)) for page in range(8)]),
        actor("two", *[touch(str(page)) for page in range(20, 28)]),
        before=(HEAP, spread()),
    )
    report = explore(decode_race(many), max_states=20)
    assert "at least 1 schedule, " in text(report)


def test_bad_input_ends_with_2_and_every_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = edited(race(actor("one", read()), actor("two", read())), "/actors/0/steps/0/id", "x")

    assert main([str(written(tmp_path, bad))]) == 2
    assert "/actors/0/steps/0/id: no region x is mapped" in capsys.readouterr().err
    assert main([str(tmp_path / "nothing.json")]) == 2
    assert "No such file" in capsys.readouterr().err
