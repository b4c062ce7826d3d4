import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from simcore import decode, simulate
from simcore.__main__ import COMMANDS, main
from tests.build import default_experiment, edited

ROOT = Path(__file__).parents[3]


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    path = tmp_path / "experiment.json"
    path.write_text(json.dumps(default_experiment()))
    return path


def test_running_a_file_prints_its_result(
    experiment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(experiment)]) == 0

    result = json.loads(capsys.readouterr().out)
    assert result == json.loads(json.dumps(simulate(decode(default_experiment())).plain()))


def test_a_dash_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = io.BytesIO(json.dumps(default_experiment()).encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(given))

    assert main(["run", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["regions"]["heap"]["pages"] == 1048576


def test_bad_input_ends_with_2_and_every_problem_on_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = edited(default_experiment(), "/sysfs/weights/0", 0) | {"surprise": 1}
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(document))

    assert main(["run", str(bad)]) == 2
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

    assert main(["run", str(bad)]) == 2
    assert "/: is no JSON text" in capsys.readouterr().err


def test_a_file_that_is_not_there_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "/nowhere/at/all.json"]) == 2
    assert "No such file or directory" in capsys.readouterr().err


def test_the_schema_is_printed_and_strict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0

    schema = json.loads(capsys.readouterr().out)
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"machine", "tasks"}


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(f"{name} {row.takes}".strip() in told for name, row in COMMANDS.items())


@pytest.mark.parametrize("arguments", [[], ["dance"], ["run"], ["schema", "extra"]])
def test_a_wrong_command_line_ends_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_the_package_runs_from_the_shell(experiment: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "simcore", "run", experiment],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert json.loads(told.stdout)["regions"]["heap"]["pages_on"] == {"0": 943718, "1": 104858}
