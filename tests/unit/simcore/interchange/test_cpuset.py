"""CPU masks of hwloc."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.cpuset import cpus_of


@pytest.mark.parametrize(
    "mask, cpus",
    [
        ("0x0000000f", "0-3"),
        ("0x0", ""),
        ("0x00000001,0x00000000", "32"),
        ("0x0000ffff,,0x00000001", "0,64-79"),
    ],
)
def test_words_count_from_the_highest_and_may_be_empty(mask: str, cpus: str) -> None:
    assert str(cpus_of(mask)) == cpus


@pytest.mark.parametrize("mask", ["f", "0xfffffffff", "0x1 0x2", "0xf...f", "0x1," * 300 + "0x1"])
def test_other_text_is_refused(mask: str) -> None:
    with pytest.raises(SpecError, match="CPU mask"):
        cpus_of(mask)
