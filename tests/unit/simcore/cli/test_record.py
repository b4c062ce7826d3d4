"""Real system calls, made in a process of their own, then replayed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simcore.cli.record import main
from tests.build import ORIGIN, experiment, mmap, policy, touch, two_nodes

ROOT = Path(__file__).parents[4]
needs_nodes = pytest.mark.skipif(
    not Path("/sys/devices/system/node/online").exists(), reason="sysfs shows no NUMA nodes"
)


def simcore(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simcore", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, cwd=ROOT)  # noqa: PLW1510


@needs_nodes
def test_what_is_recorded_here_replays_without_a_difference() -> None:
    trace = simcore("record")
    assert (trace.returncode, trace.stderr) == (0, "")
    replayed = simcore("replay", "-v", "-", given=trace.stdout)
    assert replayed.returncode == 0, replayed.stdout
    assert replayed.stdout.splitlines()[-1].startswith("replayed 1 files, 12 cases: ")


@needs_nodes
def test_an_experiment_of_ones_own_is_recorded() -> None:
    events = (policy("bind", "0"), mmap(4, addr=ORIGIN), touch("0-3"))
    trace = simcore("record", "-", given=json.dumps(experiment(two_nodes(), *events)))
    case = json.loads(trace.stdout)["cases"][0]
    assert [op["op"] for op in case["ops"]] == ["set_mempolicy", "mmap", "touch", "where"]
    assert simcore("replay", "-", given=trace.stdout).returncode == 0


def test_what_is_no_experiment_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.json"
    path.write_text("{}")
    assert main([str(path)]) == 2
    assert "/machine: is required" in capsys.readouterr().err
    assert main([str(tmp_path / "missing.json")]) == 2
