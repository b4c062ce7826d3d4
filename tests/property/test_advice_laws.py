"""The advice for any machine: only numbers, only weights that a kernel takes."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from simcore import decode
from simcore.search import advise
from tests.build import Document, default_experiment

RATES = st.sampled_from((1, 2, 1000, 50_000, 10**6, 10**9, 2**53 - 1))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Two or three nodes with the strangest numbers that a document may hold."""
    document = default_experiment()
    size = draw(st.integers(2, 3))
    document["machine"] = {
        "nodes": [
            {"id": node, "cpus": "0-7" if node == 0 else "", "idle_ns": draw(RATES)}
            | {"kind": draw(st.sampled_from(("dram", "hbm", "cxl", "remote", "pmem")))}
            | {"mib": draw(st.sampled_from((1, 64, 65536)))}
            | {"read_mib_per_s": draw(RATES), "write_mib_per_s": draw(RATES | st.none())}
            | {"total_mib_per_s": draw(RATES | st.none())}
            for node in range(size)
        ],
        "distance": [[10 if i == j else 20 for j in range(size)] for i in range(size)],
    }
    document["tasks"] = [{"name": "main"}]
    document["sysfs"] = {}
    document["events"][0]["nodes"] = f"0-{size - 1}"
    document["events"][1]["pages"] = draw(st.sampled_from((1, 256, 100_000)))
    document["events"] = document["events"][:2]
    document["workload"]["streams"][0] |= {
        "threads": draw(st.sampled_from((1, 64, 65536))),
        "mlp": draw(st.sampled_from((1, 2, 10, 1024))),
        "read_permille": draw(st.integers(0, 1000)),
        "think_ns": draw(st.sampled_from((0, 10, 2**53 - 1))),
    }
    return document


@settings(max_examples=25, deadline=None)
@given(documents())
def test_every_machine_gets_an_advice_without_strange_numbers(document: Document) -> None:
    advice = advise(decode(document))
    found = advice.findings

    assert "nan" not in advice.text
    assert "inf" not in advice.text
    assert math.isfinite(found.gb_per_s)
    assert all(1 <= weight <= 255 for weight in found.used.values())
    assert found.gb_per_s >= found.best.gb_per_s * 0.9899
