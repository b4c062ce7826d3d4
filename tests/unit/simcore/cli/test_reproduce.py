"""A program is printed, built, run and replayed, each by its own command."""

import io
import json
import sys
from pathlib import Path

import pytest

from simcore.cli.replay import main as replay
from simcore.cli.reproduce import main
from tests.build import ORIGIN, experiment, mmap, policy, touch, two_nodes
from tests.unit.simcore.reproduce.odd import built, ran

PLAIN = experiment(two_nodes(), policy("bind", "0"), mmap(4, addr=ORIGIN), touch("0-3"))


def test_the_way_from_an_experiment_to_a_trace_that_agrees(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = tmp_path / "experiment.json"
    given.write_text(json.dumps(PLAIN))
    assert main([str(given), "--as", "c"]) == 0
    trace, _ = ran(built(capsys.readouterr().out, tmp_path))
    (tmp_path / "trace.json").write_text(trace)

    assert replay([str(tmp_path / "trace.json")]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("replayed 1 files, 1 cases: pages 4, wrong 0; calls 2, wrong 0;")


@pytest.mark.parametrize("kind,begins", [("c", "/*"), ("shell", "#!/bin/sh"), ("ltp", "{")])
def test_standard_input_becomes_each_kind(
    kind: str, begins: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = io.TextIOWrapper(io.BytesIO(json.dumps(PLAIN).encode()))
    monkeypatch.setattr(sys, "stdin", given)

    assert main(["-", "--as", kind]) == 0
    assert capsys.readouterr().out.startswith(begins)


def test_what_is_no_experiment_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.json"
    path.write_text("{}")
    assert main([str(path)]) == 2
    assert "/machine: is required" in capsys.readouterr().err
    assert main([str(tmp_path / "missing.json")]) == 2
