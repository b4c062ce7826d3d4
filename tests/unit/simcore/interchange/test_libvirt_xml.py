"""A libvirt domain, whole or in part."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.facts import Place, Value
from simcore.interchange.libvirt_xml import READER
from simcore.interchange.qemu_args import READER as QEMU
from tests.conftest import DATA

SAMPLE = (DATA / "formats/libvirt.xml").read_text()


def said(text: str) -> dict[Place, Value]:
    return {fact.place: fact.value for fact in READER.read(text).facts}


def numa(inner: str, cell: str = "memory='1' unit='GiB'") -> str:
    return f"<numa><cell id='0' cpus='0' {cell}/>{inner}</numa>"


def test_the_domain_says_what_qemus_arguments_say() -> None:
    qemu = QEMU.read((DATA / "formats/qemu-args.txt").read_text())
    declared = {fact.place: fact.value for fact in qemu.facts}

    assert said(SAMPLE) == {
        place: value for place, value in declared.items() if place[-1] != "initiators"
    }
    assert {fact.witness for fact in READER.read(SAMPLE).facts} == {"libvirt"}


@pytest.mark.parametrize("tag", ["cpu", "numa"])
def test_a_part_is_enough_and_lines_around_it_are_told(tag: str) -> None:
    inner = SAMPLE[SAMPLE.index(f"<{tag}") : SAMPLE.index(f"</{tag}>")] + f"</{tag}>"

    assert said(inner) == said(SAMPLE)
    around = READER.read(f"$ virsh dumpxml vm\n{inner}\nbye").notes
    assert [note.text for note in around if note.kind == "ignored"] == ["$ virsh dumpxml vm", "bye"]


@pytest.mark.parametrize(
    "cell, mib",
    [
        ("memory='2097152'", 2048),
        ("memory='2097152' unit='KiB'", 2048),
        ("memory='1073741824' unit='b'", 1024),
        ("memory='1073741824' unit='bytes'", 1024),
        ("memory='3' unit='G'", 3072),
        ("memory='1048576' unit='KB'", 1000),
    ],
)
def test_units(cell: str, mib: int) -> None:
    assert said(numa("", cell))["node", 0, "mib"] == mib


def test_a_cell_without_cpus_has_none_and_distances_are_mirrored() -> None:
    cells = (
        "<numa><cell cpus='0' memory='1024'><distances><sibling id='1' value='17'/></distances>"
        "</cell><cell memory='2048'/></numa>"
    )

    facts = said(cells)

    assert facts["node", 1, "cpus"] == ""
    assert facts["distance", 1, 0] == 17


def test_caches_of_memory_are_passed_over_with_a_note() -> None:
    text = numa(
        "<interconnects>"
        "<latency initiator='0' target='0' cache='1' type='access' value='5'/>"
        "<bandwidth initiator='0' target='0' type='read' value='2048'/></interconnects>"
    )

    assert said(text)["access", 0, 0, "read_mib_per_s"] == 2
    assert ("access", 0, 0, "idle_ns") not in said(text)
    assert any("caches" in note.text for note in READER.read(text).notes)


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "<domain><name>x</name></domain>",
        "<numa><cell id='64' memory='1'/></numa>",
        "<numa><cell id='0' memory='1'/><cell id='0' memory='1'/></numa>",
        numa("", "memory='1' unit='pages'"),
        numa("", "memory='-1'"),
        "<numa><cell id='0' cpus='x' memory='1'/></numa>",
        "<numa><cell memory='1'><distances><sibling id='1' value='9'/></distances></cell></numa>",
        "<numa><cell id='0' memory='1'>",
    ],
)
def test_what_libvirt_never_writes_is_refused(text: str) -> None:
    with pytest.raises(SpecError):
        READER.read(text)
