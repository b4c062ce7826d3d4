"""The recorded kernels, and two series as written down, replayed: nothing may differ.

The compact traces are made of recordings by tools/compact_traces.py. What a recording leaves
open (a node at the edge of being full) may be inexact, within what a page-by-page model needs.
"""

import lzma
from pathlib import Path

import pytest

from simcore.replay.files import replay_file

FOLDER = Path(__file__).parent / "traces"
TRACES = sorted(FOLDER.glob("*.json.xz"))
INEXACT = {"d-capacity.small.linux-6.12": 900, "d-capacity.small.linux-7.2": 230}


def test_the_traces_are_there() -> None:
    assert len(TRACES) == 29


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.name.removesuffix(".json.xz"))
def test_a_recorded_kernel_and_the_engine_agree(path: Path) -> None:
    tally = replay_file(lzma.decompress(path.read_bytes()))

    assert [str(difference) for difference in tally.differences[:5]] == []
    assert (tally.wrong_pages, tally.wrong_calls, tally.wrong_steps) == (0, 0, 0)
    assert tally.cases > 0
    assert tally.inexact <= INEXACT.get(path.name.removesuffix(".json.xz"), 0)
