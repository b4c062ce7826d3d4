from __future__ import annotations

import pytest

from simcore.search.landscape import GRID_SUM, grid, slices
from tests.build import searched


def test_the_grid_has_every_ratio_of_three_nodes_once() -> None:
    spots = grid(searched(200.0, 100.0, 50.0))
    assert len({spot.weights for spot in spots}) == (GRID_SUM + 1) * (GRID_SUM + 2) // 2
    assert {sum(spot.weights) for spot in spots} == {GRID_SUM}


def test_a_corner_of_the_grid_is_one_node_alone() -> None:
    rates = {spot.weights: spot.gb_per_s for spot in grid(searched(200.0, 100.0, 50.0))}
    assert rates[GRID_SUM, 0, 0] > rates[0, GRID_SUM, 0] > rates[0, 0, GRID_SUM]
    assert max(rates.values()) > rates[GRID_SUM, 0, 0]


def test_every_slice_goes_through_the_held_weights() -> None:
    held = (8, 4, 2, 1)
    lines = slices(searched(200.0, 100.0, 50.0, 25.0), held)
    assert len(lines) == 4
    through = [next(s for s in line if s.weights == held).gb_per_s for line in lines]
    assert through == pytest.approx([through[0]] * 4)


def test_a_slice_leaves_no_round_empty() -> None:
    (line, _) = slices(searched(200.0, 100.0), (5, 0))
    assert line[0].weights == (1, 0)
