from __future__ import annotations

import pytest

from simcore.bandwidth.min_law import balanced_shares, ceiling
from simcore.bandwidth.values import Resource, Stream, System

DRAM = Resource(name="dram", kind="dram", read_gb_per_s=72.0, idle_ns=100.0)
CXL = Resource(name="cxl", kind="cxl", read_gb_per_s=26.0, idle_ns=250.0)
LINK = Resource(name="pcie", kind="pcie", read_gb_per_s=20.0)


def reading(*shares: float) -> Stream:
    return Stream(threads=1, shares=shares)


@pytest.mark.parametrize(
    "shares, expected", [((0.75, 0.25), 96.0), ((0.5, 0.5), 52.0), ((1.0, 0.0), 72.0)]
)
def test_the_part_that_is_done_last_sets_the_rate(
    shares: tuple[float, float], expected: float
) -> None:
    assert ceiling(System(nodes=(DRAM, CXL)), reading(*shares)) == pytest.approx(expected)


def test_a_link_that_is_full_first_is_the_ceiling() -> None:
    system = System(nodes=(DRAM, CXL), links=(LINK,), paths=(((), (0,)), ((), ())))

    assert ceiling(system, reading(0.5, 0.5), 0) == pytest.approx(40)
    assert ceiling(system, reading(0.5, 0.5), 1) == pytest.approx(52)


def test_balanced_shares_reach_the_sum_of_the_nodes() -> None:
    system = System(nodes=(DRAM, CXL))

    shares = balanced_shares(system, 1.0)

    assert ceiling(system, reading(*shares.tolist())) == pytest.approx(72 + 26)
