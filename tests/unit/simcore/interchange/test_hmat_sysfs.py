"""Nodes in sysfs: best initiators only, access1 before access0, links of any depth."""

from __future__ import annotations

import html
import re
import subprocess
from pathlib import Path

import pytest

from app.settings import CHECKOUT
from simcore.errors import SpecError
from simcore.interchange.hmat_sysfs import READER
from tests.conftest import DATA

WHOLE = (DATA / "formats/hmat-sysfs.txt").read_text()
ROOT = "/sys/devices/system/node"


def values(text: str) -> dict[tuple[str | int, ...], object]:
    return {fact.place: fact.value for fact in READER.read(text).facts}


def test_only_local_initiators_have_values() -> None:
    said = values(WHOLE)

    assert said["access", 1, 3, "idle_ns"] == 250
    assert said["access", 0, 2, "read_mib_per_s"] == 614400
    assert ("access", 0, 3, "idle_ns") not in said
    assert said["node", 2, "initiators"] == "0"


def test_sizes_cpus_and_distances_are_there() -> None:
    said = values(WHOLE)

    assert said["node", 0, "mib"] == 8144396 // 1024
    assert (said["node", 1, "cpus"], said["node", 3, "cpus"]) == ("4-7", "")
    assert said["distance", 0, 3] == 34


def test_access1_counts_where_it_differs() -> None:
    text = WHOLE.replace(
        "node3/access0/initiators/read_latency:250", "node3/access0/initiators/read_latency:90"
    )

    assert values(text)["access", 1, 3, "idle_ns"] == 250
    assert any("access1 counts" in note.text for note in READER.read(text).notes)


def test_an_initiator_without_cpus_gets_no_entry() -> None:
    text = WHOLE + f"{ROOT}/node3/access0/initiators/node2 -> ../../node2\n"

    assert ("access", 2, 3, "idle_ns") not in values(text)


def test_without_hmat_there_are_still_nodes() -> None:
    text = "".join(line + "\n" for line in WHOLE.splitlines() if "access" not in line)

    said = values(text)

    assert said["node", 3] is True
    assert not any(place[0] == "access" for place in said)


def test_rows_follow_the_nodes_that_are_there_even_with_holes() -> None:
    text = f"{ROOT}/node0/distance:10 20\n{ROOT}/node4/distance:21 10\n{ROOT}/node0/cpulist:0\n"

    assert values(text)["distance", 4, 0] == 21


@pytest.mark.parametrize(
    "line, rule",
    [
        (f"{ROOT}/node0/cpulist:0-4", "line 59: says '0-4', line 1 says '0-3'"),
        (f"{ROOT}/node99/cpulist:9", "nodes end at 63"),
        (f"{ROOT}/node4/distance:1 2", "the row has 2 distances for 4 nodes"),
        (f"{ROOT}/node4/cpulist:x", "CPUs of node 4 cannot be read"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(line: str, rule: str) -> None:
    count = len(WHOLE.splitlines())
    with pytest.raises(SpecError) as refusal:
        READER.read(WHOLE + line + "\n")
    rule = rule.replace("line 59", f"line {count + 1}")
    assert rule in str(refusal.value)


def test_other_lines_are_reported() -> None:
    notes = READER.read("hello\n" + WHOLE).notes

    assert [(note.line, note.text) for note in notes if note.kind == "ignored"] == [(1, "hello")]


def test_other_text_is_refused() -> None:
    assert not READER.recognises("hello")
    with pytest.raises(SpecError, match="cpulist"):
        READER.read("hello")


def collected(folder: Path, sample: str) -> str:
    """What the offered command prints where sysfs is as in a sample."""
    for line in sample.splitlines():
        if link := re.fullmatch(r"(/\S+) -> (\S+)", line):
            place = folder / link[1][1:]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(link[2])
        else:
            name, _, value = line.partition(":")
            place = folder / name[1:]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(value + "\n")
    page = (CHECKOUT / "templates/parts/import_dialog.html").read_text()
    offered = re.search(r"<code data-collect[^>]*>(.*?)</code>", page)
    assert offered is not None
    command = html.unescape(offered[1]).replace(" /sys/", f" {folder}/sys/")
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    return ran.stdout.replace(f"{folder}/sys/", "/sys/")


def test_what_the_offered_command_prints_is_read(tmp_path: Path) -> None:
    text = "\n".join(line for line in collected(tmp_path, WHOLE).splitlines() if "/sys/" in line)
    said, whole = values(text), values(WHOLE)
    access = {place: value for place, value in whole.items() if place[0] == "access"}
    assert len(access) == 12
    assert {place: value for place, value in said.items() if place[0] == "access"} == access
    assert (said["node", 2, "initiators"], said["node", 3, "initiators"]) == ("0", "1")


def test_links_are_read_as_ls_lists_them() -> None:
    values_only = "\n".join(line for line in WHOLE.splitlines() if " -> " not in line)
    at = f"{ROOT}/node3/access1/initiators/node1"
    for link in (at, f"{at}@", f"lrwxrwxrwx 1 root root 0 Nov 28 01:00 {at} -> ../../../node1"):
        assert values(f"{values_only}\n{link}\n")["access", 1, 3, "idle_ns"] == 250


def test_values_that_nobody_is_known_to_get_are_all_told() -> None:
    text = "\n".join(line for line in WHOLE.splitlines() if "initiators/read_" in line)
    notes = READER.read(text).notes
    assert {note.line for note in notes if note.line} == set(range(1, 17))
    assert sum("add ls -1d" in note.text for note in notes) == 1
    assert not any("MiB/s" in note.text for note in notes)
