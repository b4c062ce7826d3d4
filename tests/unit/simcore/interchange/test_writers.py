"""The table of writers."""

from __future__ import annotations

from simcore.interchange.writers import WRITERS
from tests.unit.simcore.interchange.roundtrip import sample


def test_every_writer_writes_the_sample_under_its_name() -> None:
    assert list(WRITERS) == ["qemu", "libvirt"]
    for name, writer in WRITERS.items():
        assert writer.name == name
        assert writer.write(sample()).endswith("\n")
