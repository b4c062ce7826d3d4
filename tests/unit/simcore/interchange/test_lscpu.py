"""lscpu: text, JSON nested and flat, the table of -p; empty lists; labels in English."""

from __future__ import annotations

import json

import pytest

from simcore.errors import SpecError
from simcore.interchange.lscpu import READER
from tests.conftest import DATA

TEXT = (DATA / "formats/lscpu.txt").read_text()
NESTED = (DATA / "formats/lscpu.json").read_text()
TABLE = (DATA / "formats/lscpu-p.txt").read_text()
FLAT = json.dumps(
    {"lscpu": [{"field": "NUMA node0 CPU(s):", "data": "0-3"}, {"field": "x", "data": None}]}
)


def cpus(text: str) -> dict[object, object]:
    facts = READER.read(text).facts
    return {fact.place[1]: fact.value for fact in facts if fact.place[-1] == "cpus"}


@pytest.mark.parametrize("text", [TEXT, NESTED], ids=["text", "JSON"])
def test_nodes_without_cpus_have_an_empty_list(text: str) -> None:
    assert cpus(text) == {0: "0-3", 1: "4-7", 2: "", 3: ""}


def test_the_table_tells_packages_and_leaves_memory_out() -> None:
    facts = {fact.place: fact.value for fact in READER.read(TABLE).facts}

    assert cpus(TABLE) == {0: "0-3", 1: "4-7"}
    assert facts["node", 1, "socket"] == 1


def test_flat_json_is_read() -> None:
    assert cpus(FLAT) == {0: "0-3"}


def test_a_flat_or_indented_text_says_the_same() -> None:
    flat = "\n".join(line.strip() for line in TEXT.splitlines())

    assert cpus(flat) == cpus(TEXT)


def test_a_list_wrapped_by_the_terminal_goes_on() -> None:
    assert cpus("NUMA node0 CPU(s):   0-27,\n     56-83\nFlags: x\n") == {0: "0-27,56-83"}


def test_other_languages_are_told_what_to_do() -> None:
    assert cpus("NUMA-Knoten0 CPU(s):  0-3\n") == {0: "0-3"}
    with pytest.raises(SpecError, match="LC_ALL=C"):
        READER.read("Thread(s) per core: 1\n")


@pytest.mark.parametrize(
    "text, rule",
    [
        ("NUMA node99 CPU(s): 0", "line 1: nodes end at 63"),
        ("NUMA node0 CPU(s): 0-x", "line 1: the CPUs of node 0"),
        ('{"lscpu": [', "not whole"),
        ('{"lscpu": ' + "[" * 100_000, "not whole"),
        ("# CPU,Node\n0,99", "line 2: nodes end at 63"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, rule: str) -> None:
    with pytest.raises(SpecError, match=rule):
        READER.read(text)
