"""Weights as sysfs tells them."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.weighted_interleave_sysfs import READER
from tests.conftest import DATA

FOLDER = "/sys/kernel/mm/mempolicy/weighted_interleave/"


def test_weights_and_auto() -> None:
    text = (DATA / "formats/weighted-interleave-sysfs.txt").read_text()

    said = {fact.place: fact.value for fact in READER.read(text).facts}

    assert [said["weight", node] for node in range(4)] == [4, 4, 12, 1]
    assert said[("auto",)] is False


@pytest.mark.parametrize("line", ["node0:0", "node0:256", "node0:", "node64:1", "auto:maybe"])
def test_what_no_kernel_prints_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(SpecError, match="line 1"):
        READER.read(FOLDER + line)


def test_other_text_is_refused() -> None:
    with pytest.raises(SpecError, match="node0:4"):
        READER.read("hello")


@pytest.mark.parametrize("where", [FOLDER, "$W/"])
def test_commands_that_write_the_files_say_the_same(where: str) -> None:
    text = (
        f"W={FOLDER.rstrip('/')}   # write as root\necho 9 > {where}node0\necho 1 > {where}node1\n"
    )
    assert READER.recognises(text)
    said = {fact.place: fact.value for fact in READER.read(text).facts}
    assert said == {("weight", 0): 9, ("weight", 1): 1}
