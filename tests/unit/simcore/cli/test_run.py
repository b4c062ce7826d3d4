import io
import json
from pathlib import Path

import pytest

from simcore import decode, simulate
from simcore.cli.run import main
from tests.build import default_experiment, edited


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    path = tmp_path / "experiment.json"
    path.write_text(json.dumps(default_experiment()))
    return path


def test_running_a_file_prints_its_result(
    experiment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(experiment)]) == 0

    result = json.loads(capsys.readouterr().out)
    assert result == json.loads(json.dumps(simulate(decode(default_experiment())).plain()))


def test_a_dash_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = io.BytesIO(json.dumps(default_experiment()).encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(given))

    assert main(["-"]) == 0
    assert json.loads(capsys.readouterr().out)["regions"]["heap"]["pages"] == 1048576


def test_bad_input_ends_with_2_and_every_problem_on_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = edited(default_experiment(), "/sysfs/weights/0", 0) | {"surprise": 1}
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(document))

    assert main([str(bad)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{bad}: /sysfs/weights/0: must be at least 1" in told.err
    assert f"{bad}: /surprise: is not a field of this object" in told.err


@pytest.mark.parametrize("text", ["", "[", "NaN", "[" * 10_000])
def test_what_is_no_json_ends_with_2(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(text)

    assert main([str(bad)]) == 2
    assert "/: is no JSON text" in capsys.readouterr().err


def test_a_file_that_is_not_there_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere/at/all.json"]) == 2
    assert "No such file or directory" in capsys.readouterr().err


def test_a_file_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "usage: ilx run" in capsys.readouterr().err
