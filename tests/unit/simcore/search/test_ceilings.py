from dataclasses import replace

import numpy as np
import pytest

from simcore.search.ceilings import ceilings
from simcore.search.rates import rates_of
from tests.build import searched

WEIGHTS = np.array([[1, 1], [3, 1], [9, 1], [1, 9]])


def test_one_stream_stays_below_the_min_law_and_its_lines() -> None:
    problem = searched(100.0, 50.0, threads=1000)
    few = searched(100.0, 50.0, threads=1)

    assert ceilings(problem, WEIGHTS)[1] == pytest.approx(100 / 0.75)
    assert ceilings(few, WEIGHTS) == pytest.approx(10 * 64 / 100)


@pytest.mark.parametrize("shares", [(1.0, 1.0), (1.0, 0.0), (0.7, 0.3)])
def test_streams_together_stay_below_their_ceiling(shares: tuple[float, float]) -> None:
    one = searched(100.0, 50.0)
    streams = tuple(replace(one.streams[0], read_share=share) for share in shares)
    problem = replace(one, streams=streams)

    assert (rates_of(problem, WEIGHTS).total <= ceilings(problem, WEIGHTS) * (1 + 1e-9)).all()
