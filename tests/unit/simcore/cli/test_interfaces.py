import io
import json
from pathlib import Path

import pytest

from simcore.cli.interfaces import main
from tests.build import Document, default_experiment


@pytest.fixture
def wish(tmp_path: Path) -> Path:
    return written(tmp_path, {"schema": 1, "mode": "interleave", "nodes": "0-1"})


def written(folder: Path, document: Document) -> Path:
    path = folder / "intent.json"
    path.write_text(json.dumps(document))
    return path


def test_a_table_for_people(wish: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(wish)]) == 0

    assert capsys.readouterr().out.startswith("Wanted: interleave on nodes 0-1")


def test_json_for_programs_in_another_shape_of_the_series(
    wish: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(wish), "--json", "--revision", "v3"]) == 0

    plain = json.loads(capsys.readouterr().out)
    assert plain["revision"] == "v3"
    assert plain["interfaces"][3]["kernel"] == "mempolicy2-v3"


def test_markdown_for_a_mail(wish: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(wish), "--markdown"]) == 0

    assert "||interface|status|" in capsys.readouterr().out


def test_an_ordinary_experiment_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = io.BytesIO(json.dumps(default_experiment()).encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(given))

    assert main(["-"]) == 0
    assert "weights 9:1" in capsys.readouterr().out


def test_bad_input_ends_with_2_and_names_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = written(tmp_path, {"schema": 1, "mode": "interleave", "nodes": "0-9"})

    assert main([str(bad)]) == 2
    assert f"{bad}: /nodes: the machine has the nodes 0-1" in capsys.readouterr().err


def test_a_file_that_is_not_there_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere/at/all.json"]) == 2
    assert "No such file" in capsys.readouterr().err
