"""The script that writes weights is run: it goes past what is refused, and waits where it must."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from tests.build import default_experiment
from tests.unit.app.present.home.test_texts import written


def scripted(folder: Path, said: str, *events: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """The sysfs script of these events, run in a folder whose node1 takes nothing."""
    (folder / "node0").write_text("1\n")
    (folder / "node1").mkdir(exist_ok=True)
    text = written("sysfs", ("/events", list(events)))
    text = text.replace("echo 1 > $W/node1\n", "")
    text = text.replace("/sys/kernel/mm/mempolicy/weighted_interleave", str(folder))
    script = ["sh", "-c", text.replace("grep . ", "grep -s . ")]
    return subprocess.run(script, input=said, check=False, capture_output=True, text=True)


WRITTEN = {"op": "weights", "set": {"0": 4, "1": 300}}
ZERO = {"op": "sysfs_write", "file": "node1", "value": "0"}
SEVEN = {"op": "sysfs_write", "file": "node0", "value": "7"}


def test_a_write_that_the_experiment_expects_to_be_refused_does_not_end_the_script(
    tmp_path: Path,
) -> None:
    story = (*default_experiment()["events"], WRITTEN, ZERO, SEVEN)
    done = scripted(tmp_path, "\n", *story)

    assert (tmp_path / "node0").read_text() == "7"
    assert f"{tmp_path}/node0:7" in done.stdout
    assert "# event 4; the kernel refuses: EINVAL, a weight lies" in written(
        "sysfs", ("/events", list(story))
    )


def test_writes_while_the_program_runs_wait_for_somebody_who_says_so(tmp_path: Path) -> None:
    policy, mapped, touch = default_experiment()["events"]
    story = (policy, mapped, WRITTEN, touch, ZERO, SEVEN)

    nobody = scripted(tmp_path, "", *story)
    assert (nobody.returncode, (tmp_path / "node0").read_text()) == (1, "9\n")
    assert "stopped before event 2: nobody pressed Enter" in nobody.stderr

    once = scripted(tmp_path, "\n", *story)
    assert (once.returncode, (tmp_path / "node0").read_text()) == (1, "4\n")

    scripted(tmp_path, "\n\n", *story)
    assert (tmp_path / "node0").read_text() == "7"
