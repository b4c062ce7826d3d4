"""Pages of a process: names of policies with blanks, flags, huge pages."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.numa_maps import READER
from tests.conftest import DATA


def sample(name: str) -> str:
    return (DATA / "formats" / name).read_text()


def test_a_policys_name_may_hold_a_blank_and_flags() -> None:
    said = {f.place: f.value for f in READER.read(sample("numa-maps-weighted.txt")).facts}
    assert said["pages", "7f3a40000000", 0] == 52429
    assert said["pages", "7f3a40000000", 3] == 13107
    assert said["pages", "7f3a90000000", 3] == 205
    assert said["mapping", "7f3a40000000"] == "weighted interleave:0,3"


def test_counts_are_in_base_pages_whatever_the_lines_page_size() -> None:
    said = {f.place: f.value for f in READER.read(sample("numa-maps-weighted.txt")).facts}
    assert said["pages", "7f3a50000000", 0] == 120 * 512


def test_where_policies_were_set_stacks_and_default_mappings_do_not_count() -> None:
    text = (
        "7f3a40000000 weighted interleave:0-2 anon=1000 N0=600 N1=300 N2=100\n"
        "55d000000000 default heap anon=900 N0=900\n"
        "7ffd1c9c1000 weighted interleave:0-2 stack anon=6 N0=6\n"
    )
    reading = READER.read(text)

    assert {fact.place[1] for fact in reading.facts} == {"7f3a40000000"}
    assert "2 mappings without a policy of their own" in reading.notes[1].text
    lone = READER.read("7ffd1c9c1000 default stack N0=6")
    assert [fact.place[0] for fact in lone.facts] == ["mapping", "pages"]


def test_several_processes_in_one_text_are_told_apart() -> None:
    reading = READER.read(sample("numa-maps.txt"))
    said = {fact.place: fact.value for fact in reading.facts if fact.place[0] == "pages"}
    assert said["pages", "00401000", 1] == 292
    assert said["pages", "00401000.2", 1] == 308
    assert sum(int(value) for value in said.values()) == sum(  # type: ignore[arg-type]
        int(part.partition("=")[2])
        for line in sample("numa-maps.txt").splitlines()
        if " default" not in line and " stack" not in line
        for part in line.split()
        if part.startswith(("N0=", "N1="))
    )


def test_the_policies_are_counted_in_words() -> None:
    (used, *_) = READER.read(sample("numa-maps-weighted.txt")).notes
    assert "2 weighted interleave" in used.text
    assert "1 weighted interleave=static" in used.text


@pytest.mark.parametrize(
    "text, rule",
    [
        ("7f3a40000000 default anon=6 N64=6", "line 1: nodes end at 63"),
        ("7f3a40000000 default N0=6 kernelpagesize_kB=5", "line 1: pages of 5 kB"),
        ("hello", "no numa_maps"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(text: str, rule: str) -> None:
    with pytest.raises(SpecError, match=rule):
        READER.read(text)


def test_other_lines_are_passed_over_and_told() -> None:
    reading = READER.read("$ cat numa_maps\n7f3a40000000 default N0=6")
    assert [(note.text, note.line) for note in reading.notes if note.kind == "ignored"] == [
        ("$ cat numa_maps", 1)
    ]
