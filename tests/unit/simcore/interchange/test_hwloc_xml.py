"""hwloc XML: lists in pieces, gp_index, hwloc's own order, a DOCTYPE, kinds where named."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.hwloc_xml import READER
from tests.conftest import DATA

WHOLE = (DATA / "formats/lstopo.xml").read_text()
TIERS = (DATA / "formats/lstopo-tiers.xml").read_text()


def values(text: str) -> dict[tuple[str | int, ...], object]:
    return {fact.place: fact.value for fact in READER.read(text).facts}


def test_lists_in_pieces_are_joined() -> None:
    said = values(WHOLE)

    assert [said["distance", 3, node] for node in range(4)] == [34, 24, 36, 10]


def test_attributes_are_joined_by_gp_index_not_by_number() -> None:
    said = values(WHOLE)

    assert said["access", 0, 2, "read_mib_per_s"] == 614400
    assert said["access", 1, 3, "idle_ns"] == 250
    assert ("access", 0, 3, "idle_ns") not in said


def test_memory_beside_cpus_does_not_own_them_and_the_guess_is_doubted() -> None:
    reading = READER.read(WHOLE)
    cpus = {fact.place[1]: fact for fact in reading.facts if fact.place[-1] == "cpus"}

    assert {node: fact.value for node, fact in cpus.items()} == {0: "0-3", 1: "4-7", 2: "", 3: ""}
    assert all(fact.doubt for fact in cpus.values())


def test_sizes_packages_and_lines() -> None:
    reading = READER.read(WHOLE)
    facts = {fact.place: fact for fact in reading.facts}

    assert facts["node", 2, "mib"].value == 2015
    assert facts["node", 3, "socket"].value == 1
    assert 'os_index="2"' in WHOLE.splitlines()[facts["node", 2, "mib"].line - 1]


def test_kinds_are_taken_where_the_text_names_them() -> None:
    said = values(TIERS)

    assert [said["node", node, "kind"] for node in range(4)] == ["dram", "dram", "hbm", "cxl"]
    assert ("node", 0, "kind") not in values(WHOLE)


def test_a_newer_version_with_memory_tiers_is_read() -> None:
    text = TIERS.replace('version="2.0"', 'version="3.0"').replace(
        "</topology>", '<memtier rank="0"/></topology>'
    )

    assert values(text) == values(TIERS)


def test_the_xml_may_stand_inside_a_session() -> None:
    reading = READER.read("$ lstopo --of xml\n" + WHOLE + "\n$ exit\n")

    ignored = [note.text for note in reading.notes if note.kind == "ignored"]
    assert ignored == ["$ lstopo --of xml", "$ exit"]


@pytest.mark.parametrize(
    "old, new, rule",
    [
        ('<u64values length="18">10 36 34 24 36 10 </u64values>', "", "10 distances for 4 nodes"),
        ('type="NUMANode" os_index="2"', 'type="NUMANode" os_index="1"', "there twice"),
        ('type="NUMANode" os_index="2"', 'type="NUMANode" os_index="99"', "no number below 64"),
        ('local_memory="2113748992"', 'local_memory="much"', "local_memory"),
        ("</topology>", "", "no whole XML"),
    ],
)
def test_what_is_wrong_is_told(old: str, new: str, rule: str) -> None:
    assert old in WHOLE
    with pytest.raises(SpecError, match=rule):
        READER.read(WHOLE.replace(old, new, 1))


def test_the_topology_of_a_guest_definition_is_not_hwlocs() -> None:
    assert not READER.recognises('<cpu><topology sockets="2" cores="4"/></cpu>')
    assert READER.recognises(WHOLE)
