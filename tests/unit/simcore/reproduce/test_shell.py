"""The script is read by a shell, and run where numactl is installed."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from simcore import decode, simulate
from simcore.reproduce import shell_script
from tests.build import default_experiment, experiment, mbind, mmap, policy, touch, two_nodes
from tests.unit.simcore.reproduce.odd import ODD


def script(document: dict[str, Any]) -> str:
    decoded = decode(document)
    return shell_script(decoded, simulate(decoded))


def lines(*events: dict[str, Any], **more: Any) -> list[str]:
    return script(experiment(two_nodes(), *events, **more)).splitlines()


@pytest.mark.parametrize("name", ODD)
def test_a_shell_reads_it(name: str) -> None:
    done = subprocess.run(["sh", "-n"], input=script(ODD[name]), text=True, check=False)
    assert done.returncode == 0


def test_text_for_sysfs_stays_text() -> None:
    hostile = {"op": "sysfs_write", "file": "node0", "value": "'; reboot; '\n$(reboot)"}
    said = script(experiment(two_nodes(), hostile))
    text = subprocess.run(["sh", "-s"], input=said, capture_output=True, text=True, check=False)

    assert "store node0 ''\"'\"'; reboot; '\"'\"'\n$(reboot)'" in said
    assert "node0 is left alone: --write-sysfs would write it, as root" in text.stderr


def test_a_name_breaks_no_comment() -> None:
    said = lines(mmap(4), touch("0-3"), tasks=[{"name": "a$(reboot)\u202e", "cpu": 0}])

    assert "# 1: touch of a$(reboot)_" in said
    assert all(line.isprintable() for line in said)


def test_a_task_is_a_command_line_with_its_policy_and_cpu() -> None:
    said = lines(
        mmap(64),
        mbind("bind", "1", first=4, pages=8),
        touch("0-9"),
        policy("interleave", "0-1"),
        touch("10-19"),
        policy("preferred", "1"),
        {"op": "sched_setaffinity", "cpu": 1},
        touch("20,30-22:4"),
    )

    assert "bind mem_heap 4 8 --membind=1" in said
    assert "place mem_heap 0 10 taskset -c 0" in said
    assert "place mem_heap 10 10 taskset -c 0 numactl --interleave=0-1 --" in said
    placed = [line for line in said if "--preferred=1 --" in line and line.startswith("place")]
    assert placed == [
        f"place mem_heap {page} 1 taskset -c 1 numactl --preferred=1 --"
        for page in (20, 30, 26, 22)
    ]


def test_weights_come_first_and_the_version_that_is_needed() -> None:
    said = script(default_experiment()).splitlines()

    assert said.index("need --weighted-interleave 2.0.19") < said.index("store node0 9")
    assert "store node1 1" in said


@pytest.mark.parametrize("auto", ["auto", "__auto_type"])
def test_weights_and_whether_they_are_computed_are_put_back_the_numbers_first(
    auto: str, tmp_path: Path
) -> None:
    for name, text in (("node0", "4"), ("node1", "2"), (auto, "true")):
        (tmp_path / name).write_text(text + "\n")
    by_hand = {"op": "sysfs_write", "file": "auto", "value": "false"}
    said = script(experiment(two_nodes(), {"op": "weights", "set": {"0": 9}}, by_hand))
    said = said.replace("/sys/kernel/mm/mempolicy/weighted_interleave", str(tmp_path))
    spoken = 'echo() { command echo "wrote $*" >&2; command echo "$@"; }\nset -eu'

    def ran(text: str) -> subprocess.CompletedProcess[str]:
        shell = ["sh", "-s", "--", "--write-sysfs"]
        return subprocess.run(shell, input=text, capture_output=True, text=True, check=False)

    plain = ran(said + f"cat {tmp_path}/node0 {tmp_path}/{auto}\n")
    told = ran(said.replace("set -eu", spoken, 1))

    assert (plain.stdout, plain.stderr) == ("9false", "")
    assert {name: (tmp_path / name).read_text() for name in ("node0", "node1", auto)} == {
        "node0": "4\n",
        "node1": "2\n",
        auto: "true\n",
    }
    assert told.stderr.splitlines()[-3:] == ["wrote 4", "wrote 2", "wrote true"]


def test_what_is_refused_or_unsaid_is_told_and_not_done() -> None:
    said = lines(
        policy("bind", ""),
        policy("bind", "0", "static_nodes"),
        mmap(4),
        mbind("preferred_many", "0-1"),
        {"op": "get_mempolicy"},
    )

    assert any(line.startswith("# 0: set_mempolicy of main is refused: EINVAL, ") for line in said)
    assert "# numactl has no word for bind|static_nodes: see the C program" in said
    assert "# numactl has no word for preferred_many: see the C program" in said
    assert "# no command says get_mempolicy: see the C program" in said


def test_it_shows_where_pages_are() -> None:
    if shutil.which("numactl") is None or shutil.which("taskset") is None:
        pytest.skip("numactl or taskset is not installed")
    if subprocess.run(["numactl", "--show"], capture_output=True, check=False).returncode:
        pytest.skip("numactl finds no NUMA support here")
    said = script(experiment(two_nodes(), mmap(64), policy("interleave", "0"), touch("0-63")))
    done = subprocess.run(["sh"], input=said, capture_output=True, text=True, check=False)

    assert done.stdout.splitlines()[0] == "mem_heap, pages 0 to 63:"
    assert done.stdout.splitlines()[1].endswith("0000000000040000: 0")


def test_what_a_plain_call_would_leave_out_stands_on_top() -> None:
    def top(said: list[str]) -> list[str]:
        return said[1 : said.index("#") if "#" in said[:4] else 1]

    assert top(script(default_experiment()).splitlines()) == [
        "# This experiment needs MOST=1048576 and --write-sysfs.",
        "# 1048576 pages are touched, more than the 65536 of a plain call. "
        "Weights are written, by root.",
    ]
    large, later = two_nodes(400), {"op": "weights", "set": {"0": 3}}
    whole = script(experiment(large, mmap(65537), touch("0-65536")))
    assert top(whole.splitlines())[0] == "# This experiment needs MOST=65537."
    assert top(lines(mmap(4), later))[0] == "# This experiment needs --write-sysfs."
    assert top(lines(mmap(4), touch("0-3"))) == []


def test_a_numactl_is_needed_only_for_options_that_some_command_uses() -> None:
    range_only = lines(mmap(8), mbind("preferred_many", "0-1"), touch("0-7"))
    whole = lines(mmap(8), policy("preferred_many", "0-1"), touch("0-7"))

    assert "# numactl has no word for preferred_many: see the C program" in range_only
    assert not any(line.startswith("need ") for line in range_only)
    assert "need --preferred-many 2.0.15" in whole
