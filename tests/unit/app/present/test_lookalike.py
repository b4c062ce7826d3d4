"""Counted pages as small weights."""

from __future__ import annotations

from itertools import product
from math import gcd

import pytest

from app.present.lookalike import small_ratio


@pytest.mark.parametrize(
    "counts, weights",
    [
        ((124831, 124830, 12483), [10, 10, 1]),
        ((124000, 125100, 13044), [19, 19, 2]),
        ((28 * 300, 3 * 300), [28, 3]),
        ((15 * 500, 15 * 500, 500), [15, 15, 1]),
        ((20 * 500, 500), [20, 1]),
        ((8456 * 28 + 28, 8456 * 3), [28, 3]),
        ((6012, 2991, 1003), [6, 3, 1]),
        ((376, 124), [3, 1]),
        ((5231, 4769), [10, 9]),
        ((7, 0), []),
        ((1, 1, 1), [1, 1, 1]),
    ],
)
def test_counts_are_read_as_small_weights(counts: tuple[int, ...], weights: list[int]) -> None:
    assert small_ratio(counts) == weights


def test_every_ratio_up_to_32_is_found_back_from_whole_rounds() -> None:
    pairs = [pair for pair in product(range(1, 33), repeat=2) if gcd(*pair) == 1]
    for pair in pairs:
        rounds = -(-3_000 // sum(pair))
        assert small_ratio([weight * rounds for weight in pair]) == list(pair)


def test_a_last_round_that_was_cut_off_hides_no_ratio() -> None:
    for one, two in product(range(1, 33), repeat=2):
        if gcd(one, two) != 1:
            continue
        rounds = 64**3 // (one + two)
        for cut in (one // 2, one, one + two // 2):
            counts = [rounds * one + min(cut, one), rounds * two + max(0, cut - one)]
            assert small_ratio(counts) == [one, two], (counts, cut)


def test_a_small_node_is_held_to_its_own_size() -> None:
    assert small_ratio([100_000, 100_000, 10_450]) != [10, 10, 1]
    assert small_ratio([100_000, 100_000, 10_050]) == [10, 10, 1]
