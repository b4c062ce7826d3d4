import json
import subprocess
import sys
from pathlib import Path

import pytest

from simcore.__main__ import COMMANDS, main
from tests.build import default_experiment

ROOT = Path(__file__).parents[3]


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    path = tmp_path / "experiment.json"
    path.write_text(json.dumps(default_experiment()))
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_the_module_of_its_name(command: str) -> None:
    assert COMMANDS[command].act.__module__ == f"simcore.cli.{command}"


def test_a_command_gets_what_follows_and_its_status_is_the_last_word(
    experiment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(experiment)]) == 0
    assert json.loads(capsys.readouterr().out)["regions"]["heap"]["pages"] == 1048576
    assert main(["run", "/nowhere/at/all.json"]) == 2


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
