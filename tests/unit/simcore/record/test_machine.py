from pathlib import Path

import pytest

from simcore.record.machine import describe, weight_table


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A machine of two nodes, the second without CPUs, as sysfs shows it."""
    files = {
        "online": "0-1\n",
        "possible": "0-1023\n",
        "node0/cpulist": "0-1\n",
        "node1/cpulist": "\n",
        "node0/distance": "10 20\n",
        "node1/distance": "20 10\n",
        "node0/meminfo": "Node 0 MemTotal: 2048 kB\nNode 0 MemFree: 1024 kB\n",
        "node1/meminfo": "Node 1 MemTotal: 4096 kB\nNode 1 MemFree: 4000 kB\n",
        "node1/access1/initiators/read_bandwidth": "5000\n",
    }
    for name, text in files.items():
        path = tmp_path / "sys/devices/system/node" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    weights = tmp_path / "sys/kernel/mm/mempolicy/weighted_interleave"
    weights.mkdir(parents=True)
    (weights / "node0").write_text("3\n")
    (weights / "auto").write_text("false\n")
    (tmp_path / "proc/self").mkdir(parents=True)
    status = "Name:\tx\nCapEff:\t0000000000800000\nMems_allowed_list:\t0-1\n"
    (tmp_path / "proc/self/status").write_text(status)
    return tmp_path


def test_a_machine_is_described_as_traces_do(root: Path) -> None:
    head = describe(root)
    assert head["topology"]["nodes"] == [
        {"node": 0, "mib": 2, "cpus": [0, 1]},
        {"node": 1, "mib": 4, "cpus": []},
    ]
    assert (head["online"], head["possible"], head["has_cpu"]) == ("0-1", "0-63", "0")
    assert head["fallback_order"] == {"0": [0, 1], "1": [1, 0]}
    assert head["caps"] == ["sys_nice"]
    assert head["mems_allowed"] == "0-1"
    assert head["sysfs_access"] == {"acc1_1_read_bandwidth": "5000"}


def test_weights_are_read_where_there_are_any(root: Path, tmp_path: Path) -> None:
    assert weight_table(root) == {"weights": [[0, 3]], "auto": "false"}
    assert weight_table(tmp_path / "nowhere") == {"weights": []}
