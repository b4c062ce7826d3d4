"""The table of subcommands: what runs, what is refused, and ilx from any folder."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.console.commands import COMMANDS, run
from app.settings import CHECKOUT
from simcore.__main__ import COMMANDS as OF_THE_CORE
from simcore.cli.run import main as run_of_the_core
from tests.build import default_experiment


def test_every_command_of_the_core_is_one_of_ilx() -> None:
    assert OF_THE_CORE.keys() <= COMMANDS.keys()
    for name, command in OF_THE_CORE.items():
        assert COMMANDS[name].act is command.act


def test_a_command_of_the_core_answers_as_it_does_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "experiment.json"
    file.write_text(json.dumps(default_experiment()))

    assert run_of_the_core([str(file)]) == 0
    there = capsys.readouterr().out
    assert run(["run", str(file)]) == 0
    assert capsys.readouterr().out == there


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_its_options(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run([name, "--help"])

    assert ended.value.code == 0
    assert name in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["fly"], "invalid choice: 'fly'"),
        (["serve", "--port", "eighty"], "--port: must be a number from 0 to 65535, not 'eighty'"),
        (["serve", "now"], "unrecognized arguments: now"),
        (["push", "x.json"], "required: --to"),
        (["pull"], "required: SID|URL"),
        (["backup"], "required: FILE"),
        (["export-site"], "required: FOLDER"),
        (["version", "--all"], "unrecognized arguments: --all"),
    ],
)
def test_wrong_arguments_end_with_2_and_are_named(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments)

    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ILX_PORT", "eighty")

    assert run(["check"]) == 2
    assert "ilx check: ILX_PORT" in capsys.readouterr().err


def test_options_go_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ILX_DATA_DIR", str(tmp_path / "there"))
    monkeypatch.setenv("ILX_DATABASE_URL", "postgresql://nowhere/ilx")

    assert run(["check", "--data-dir", str(tmp_path / "here")]) == 2
    assert f"there is no store at {tmp_path / 'here' / 'ilx.db'}" in capsys.readouterr().err


def test_ilx_runs_from_any_folder_and_takes_no_module_from_there(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("raise RuntimeError('a module of somebody else')")
    (tmp_path / "ilx").symlink_to(CHECKOUT / "bin" / "ilx")

    told = subprocess.run(
        ["./ilx", "version"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert told.stdout.startswith("ilx ")
    assert ", model " in told.stdout


def test_what_pull_prints_can_be_run(
    client: TestClient,
    experiment: dict[str, Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = client.post("/api/v1/experiments", json=experiment).json()["url"]
    pulled, bare = tmp_path / "pulled.json", tmp_path / "bare.json"
    pulled.write_bytes(client.get(f"{url}.json").content)
    bare.write_text(json.dumps(experiment))

    assert (run(["run", str(pulled)]), run(["run", str(bare)])) == (0, 0)

    text = capsys.readouterr().out
    half = len(text) // 2
    assert text[:half] == text[half:] != ""
