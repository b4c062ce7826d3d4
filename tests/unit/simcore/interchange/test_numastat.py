"""Counters by node: plain, in megabytes, wrapped at the terminal's width."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.numastat import READER
from tests.conftest import DATA


def sample(name: str) -> str:
    return (DATA / "formats" / name).read_text()


def test_plain_counters_are_pages() -> None:
    said = {f.place: f.value for f in READER.read(sample("numastat.txt")).facts}
    assert said["counter", "numa_hit", 1] == 7681
    assert said["counter", "interleave_hit", 3] == 209
    assert len(said) == 24


def test_a_wrapped_table_is_one_table_and_its_total_is_no_node() -> None:
    said = {f.place: f.value for f in READER.read(sample("numastat-n.txt")).facts}
    assert said["counter", "numa_hit_mb", 1] == 30
    assert {place[2] for place in said} == {0, 1, 2, 3}


def test_warnings_of_old_versions_are_passed_over() -> None:
    warning = "Token KReclaimable not in hash table.\n"
    reading = READER.read(warning + sample("numastat.txt"))
    assert len(reading.facts) == 24
    assert [note.line for note in reading.notes if note.kind == "ignored"] == [1]


@pytest.mark.parametrize(
    "text, rule",
    [
        ("node0 node1\nnuma_hit 3", "line 2: numa_hit has 1 values, the head 2"),
        ("numa_hit 3", "line 1: numa_hit has 1 values, the head 0"),
        ("node0 node99\nnuma_hit 3 4", "line 2: nodes end at 63"),
        ("hello", "no output of numastat"),
    ],
)
def test_what_is_cut_off_is_told_with_its_line(text: str, rule: str) -> None:
    with pytest.raises(SpecError, match=rule):
        READER.read(text)
