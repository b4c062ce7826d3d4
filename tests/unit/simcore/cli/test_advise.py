import io
import json
from pathlib import Path

import pytest

from simcore.cli.advise import main
from tests.build import Document, default_experiment, edited

ROOT = Path(__file__).parents[4]


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    return written(tmp_path, default_experiment())


def written(folder: Path, document: Document) -> Path:
    path = folder / "experiment.json"
    path.write_text(json.dumps(document))
    return path


def test_a_file_gets_its_advice_and_the_commands(
    experiment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(experiment)]) == 0

    text, empty, *commands = capsys.readouterr().out.splitlines()
    assert text.startswith("Set 9:1. Expected ")
    assert empty == ""
    assert commands[-1] == "numactl -w 0-1 PROGRAM"


def test_a_dash_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = io.BytesIO(json.dumps(default_experiment()).encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(given))

    assert main(["-"]) == 0
    assert "9:1" in capsys.readouterr().out


@pytest.mark.parametrize(
    "bound", [["--limit", "4"], ["--sum", "5"], ["--limit", "4", "--sum", "5"]]
)
def test_a_bound_is_kept(
    bound: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = written(tmp_path, edited(default_experiment(), "/sysfs/weights/0", 1))
    assert main([str(slow), *bound]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Bind to node 0")
    assert " with a sum up to 5" in told or "weights up to 4 are better" in told


def test_pages_that_lie_better_than_a_bound_allows_are_left(
    experiment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(experiment), "--limit", "4"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Leave it as it is")
    assert "The best of all weights up to 4, 1:0, would give 190 GB/s" in told


@pytest.mark.parametrize("bound", [["--limit", "0"], ["--limit", "256"], ["--sum", "0"]])
def test_a_bound_that_nothing_meets_ends_with_2(
    bound: list[str], experiment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(experiment), *bound]) == 2
    assert "weights" in capsys.readouterr().err


def test_bad_input_ends_with_2_and_names_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = written(tmp_path, edited(default_experiment(), "/workload/streams/0/threads", 0))

    assert main([str(bad)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{bad}: /workload/streams/0/threads: must be at least 1" in told.err


def test_a_file_that_is_not_there_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere/at/all.json"]) == 2
    assert "No such file" in capsys.readouterr().err


def test_an_experiment_without_a_question_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = written(tmp_path, edited(default_experiment(), "/workload/streams", []))

    assert main([str(quiet)]) == 0
    assert "No workload is given" in capsys.readouterr().out


def test_the_manual_shows_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ROOT / "app" / "presets" / "dram-cxl.json")]) == 0
    manual = (ROOT / "docs" / "manual.md").read_text()
    assert " ".join(capsys.readouterr().out.split()) in " ".join(manual.split())
