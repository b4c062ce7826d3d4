"""CXL devices: arrays and single objects, ids inside keys, the node behind a region."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.cxl_list import READER
from simcore.interchange.facts import Fact
from tests.conftest import DATA


def sample(name: str) -> str:
    return (DATA / "formats" / name).read_text()


def test_the_node_of_a_regions_memory_is_cxl_and_the_attach_point_is_not() -> None:
    reading = READER.read(sample("cxl-list.json"))
    assert reading.facts == (Fact(("node", 3, "kind"), "cxl"),)
    assert any("attached at node 1" in note.text for note in reading.notes)


@pytest.mark.parametrize("name", ["cxl-list-human.json", "cxl-list-pmem-v.json"])
def test_a_device_without_a_region_makes_no_node(name: str) -> None:
    reading = READER.read(sample(name))
    assert reading.facts == ()
    told = " ".join(note.text for note in reading.notes)
    assert "512 MiB pmem" in told
    assert "no node is known to be CXL memory" in told


def test_hardware_interleave_is_told_apart_from_page_interleave() -> None:
    text = '[{"region":"region0","type":"ram","interleave_ways":2,"memdev":"m"}]'
    assert any("2 ways" in note.text for note in READER.read(text).notes)


def test_a_prompt_before_the_json_does_no_harm() -> None:
    assert READER.read("$ cxl list -vX\n" + sample("cxl-list.json")).facts


@pytest.mark.parametrize(
    "text, rule",
    [
        ('[\n {"memdev":"mem0",\n "ram_size" 3}]', "line 3: is no whole JSON"),
        ('[{"memdev":"mem0"},]', "line 1: is no whole JSON"),
        ("[" * 50_000, "is nested too deeply|no whole JSON"),
        ('{"a":' * 70 + "{}" + "}" * 70, "nested too deeply"),
        ('[{"region":"r","type":"ram","devices":[{"target_node":64}]}]', "nodes end at 63"),
        ("{}", "names no"),
        ("hello", "holds no JSON"),
    ],
)
def test_what_is_no_output_of_the_tool_is_refused(text: str, rule: str) -> None:
    with pytest.raises(SpecError, match=rule):
        READER.read(text)


def test_a_device_is_told_once_though_a_region_names_it_again() -> None:
    told = [note.text for note in READER.read(sample("cxl-list.json")).notes]
    assert [text for text in told if "mem0" in text] == [
        "device mem0: 8192 MiB ram, attached at node 1"
    ]
