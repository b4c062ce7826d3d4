"""QEMU's command line as it is written by people, by scripts and by libvirt."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.facts import Place, Value
from simcore.interchange.qemu_args import READER
from tests.conftest import DATA

SAMPLE = (DATA / "formats/qemu-args.txt").read_text()
RAM = "-object memory-backend-ram,id=r0,size=1G -numa node,nodeid=0,memdev=r0,cpus=0-1 "


def said(text: str) -> dict[Place, Value]:
    return {fact.place: fact.value for fact in READER.read(text).facts}


def test_the_sample_tells_nodes_distances_and_hmat() -> None:
    facts = said(SAMPLE)

    assert [facts["node", node, "cpus"] for node in range(4)] == ["0-3", "4-7", "", ""]
    assert [facts["node", node, "mib"] for node in range(4)] == [8192, 8192, 2048, 8192]
    assert (facts["node", 2, "initiators"], facts["node", 3, "initiators"]) == ("0", "1")
    assert facts["access", 1, 3, "idle_ns"] == 250
    assert facts["access", 1, 3, "read_mib_per_s"] == 51200
    assert {fact.witness for fact in READER.read(SAMPLE).facts} == {"qemu"}


def test_a_distance_given_one_way_is_mirrored() -> None:
    facts = said(SAMPLE)

    assert facts["distance", 3, 0] == facts["distance", 0, 3] == 34
    assert facts["distance", 2, 2] == 10


def test_a_script_with_quotes_and_an_option_at_the_end_of_a_line() -> None:
    text = (
        "#!/bin/sh\nexec qemu-system-x86_64 -nographic \\\n"
        '-object "memory-backend-ram,id=r0,size=1536M" -numa \\\n'
        "'node,nodeid=3,memdev=r0,cpus=0,cpus=4-5' -m 1536\n"
    )

    facts = said(text)

    assert facts["node", 3, "mib"] == 1536
    assert facts["node", 3, "cpus"] == "0,4-5"
    notes = READER.read(text).notes
    assert [note.line for note in notes if note.kind == "ignored"] == [1, 2]


def test_objects_as_json_are_read() -> None:
    text = (
        """-object '{"qom-type":"memory-backend-ram","id":"a","size":2147483648}' """
        "-numa node,nodeid=0,cpus=0,memdev=a"
    )

    assert said(text)["node", 0, "mib"] == 2048


def test_cpus_by_socket_or_in_turn() -> None:
    smp = "-smp 8,sockets=2,cores=2,threads=2 -numa node,nodeid=0 -numa node,nodeid=1 "

    by_hand = said(smp + "-numa cpu,node-id=1,socket-id=0 -numa cpu,node-id=0,socket-id=1")

    assert (by_hand["node", 0, "cpus"], by_hand["node", 1, "cpus"]) == ("4-7", "0-3")
    assert said(smp)["node", 1, "cpus"] == "4-7"


@pytest.mark.parametrize("size, mib", [("512M", 512), ("1T", 2**20), ("1048576K", 1024)])
def test_units_of_sizes(size: str, mib: int) -> None:
    assert said(RAM.replace("1G", size))["node", 0, "mib"] == mib


HMAT = "-numa hmat-lb,initiator=0,target=0,hierarchy=memory,data-type=access-"


@pytest.mark.parametrize(
    "option, told",
    [
        (HMAT + "latency,latency=5ns", "plain nanoseconds, latency=5"),
        (HMAT + "latency,base-lat=10,latency=5", "base-lat= is of a draft"),
        (HMAT + "bandwidth,base-bw=20,bandwidth=5", "base-bw= is of a draft"),
        ("-numa hmat-cache,node-id=0,assoc=direct", "associativity="),
        ("-numa node,nodeid=1,memdev=nobody", "id=nobody"),
        ("-numa node,nodeid=64", "below 64"),
        ("-numa node,nodeid=0", "twice"),
        ("-numa dist,src=0,dst=1,val=9", "between 10 and 255"),
        ("-numa dist,src=0", "dst= is missing"),
        ("-numa node,nodeid=1,mem=much", "no size"),
        ("-numa '{\"type\": [[}'", "line 2"),
        ("-numa cpu,node-id=0,socket-id=9000", "below 8192"),
    ],
)
def test_what_qemu_refuses_is_refused_with_its_line(option: str, told: str) -> None:
    with pytest.raises(SpecError, match="line 2: .*" + told.replace("line 2", "")):
        READER.read(RAM + "\n" + option)


def test_sizes_that_do_not_add_up_are_told() -> None:
    notes = READER.read(RAM + "-m 2G").notes

    assert any("-m says 2048 MiB" in note.text for note in notes)


def test_other_text_is_refused() -> None:
    with pytest.raises(SpecError, match="-numa node"):
        READER.read("hello")
