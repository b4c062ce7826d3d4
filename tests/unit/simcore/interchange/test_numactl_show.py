"""numactl --show: policy and limits of a shell, no part of a machine."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.numactl_show import READER
from tests.conftest import DATA


def values(text: str) -> dict[tuple[str | int, ...], object]:
    return {fact.place: fact.value for fact in READER.read(text).facts}


def test_a_default_policy() -> None:
    assert values((DATA / "formats/numactl-show.txt").read_text()) == {
        ("policy", "mode"): "default",
        ("allowed", "cpus"): "0-7",
        ("allowed", "nodes"): "0-3",
    }


def test_interleave_has_its_mask() -> None:
    said = values((DATA / "formats/numactl-show-interleave.txt").read_text())

    assert (said["policy", "mode"], said["policy", "nodes"]) == ("interleave", "0-1")


def test_the_weighted_mode_has_a_blank_in_its_name() -> None:
    text = "policy: weighted interleave\nweightedinterleavemask: 0 3\nmembind: 0 3\n"

    assert values(text)["policy", "mode"] == "weighted_interleave"


def test_other_text_and_strange_masks_are_refused() -> None:
    with pytest.raises(SpecError, match="no output"):
        READER.read("hello")
    with pytest.raises(SpecError, match='line 1: "membind"'):
        READER.read("membind: 0 x\n")
