import io
import json
import lzma
from pathlib import Path

import pytest

from simcore.cli.replay import main

TRACE = Path(__file__).parents[3] / "oracle" / "traces" / "g-sysfs.t2.linux-6.12.json.xz"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "g.json"
    path.write_bytes(lzma.decompress(TRACE.read_bytes()))
    return path


def test_a_trace_that_agrees_ends_with_the_counts(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "replayed 1 files, 7 cases: pages 56, wrong 0; calls 141, wrong 0; "
        "counter steps 0, wrong 0; inexact 0"
    )


def test_a_difference_is_told_with_case_operation_and_rule(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(file.read_bytes())
    document["cases"][0]["ops"][3]["ret"] = 7
    file.write_text(json.dumps(document))

    assert main(["-v", str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("  G1-node0-values op 3: ret: expected 7, got 1 (")
    assert "calls 141, wrong 1" in lines[-1]


def test_a_bad_file_is_named_and_the_others_are_replayed(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{}")

    assert main([str(bad), str(file)]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(f"{bad}: ")
    assert told.out.splitlines()[-1].startswith("replayed 1 files, 7 cases")


def test_a_dash_reads_standard_input(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    assert main(["-"]) == 0
    assert capsys.readouterr().out.startswith("-: 7 cases")
