"""Declared rates beside measured ones."""

from __future__ import annotations

from simcore.interchange import READERS
from simcore.interchange.facts import Fact, Reading
from simcore.interchange.merge import Merged, merge
from simcore.interchange.proportion import scaled
from tests.conftest import DATA

READS = ("access", 0, 0, "read_mib_per_s")
WRITES = ("access", 0, 0, "write_mib_per_s")


def merged(*facts: Fact) -> Merged:
    return merge([(1, Reading(format="test", facts=facts))])


def test_writes_keep_their_declared_proportion_to_measured_reads() -> None:
    said = merged(Fact(READS, 180, "mlc"), Fact(READS, 200, "hmat"), Fact(WRITES, 100, "hmat"))
    found = scaled(said, 0, 0, "write_mib_per_s")
    assert found is not None
    assert (found.value, found.source, found.first) == (90, "estimated", True)
    assert "100 / 200" in found.doubt
    assert "HMAT" in found.doubt


def test_nothing_is_scaled_without_a_measurement_or_a_declaration_of_both() -> None:
    measured, declared = Fact(READS, 180, "mlc"), Fact(READS, 200, "hmat")
    for facts in (
        (declared, Fact(WRITES, 100, "hmat")),
        (measured, Fact(WRITES, 100, "hmat")),
        (measured, declared, Fact(WRITES, 100, "qemu")),
        (measured, declared, Fact(WRITES, 100, "mlc")),
        (measured, declared),
        (declared, Fact(READS, 150, "libvirt"), Fact(WRITES, 100, "libvirt")),
    ):
        assert scaled(merged(*facts), 0, 0, "write_mib_per_s") is None


def test_mlc_beside_hmat_makes_no_write_faster_than_its_read() -> None:
    readings = [
        (number, READERS[name].read((DATA / "formats" / file).read_text()))
        for number, (name, file) in enumerate(
            [("hmat-sysfs", "hmat-sysfs.txt"), ("mlc", "mlc-all.txt")], start=1
        )
    ]
    found = scaled(merge(readings), 0, 0, "write_mib_per_s")
    assert found is not None
    assert found.value == round(196113.4e6 / 2**20)
