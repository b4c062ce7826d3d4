"""The axes of a curve's picture: where weights and rates lie, and what is written at them."""

from __future__ import annotations

import re

from app.present.drawing.axes import Axes, round_steps
from app.words import words_of

AXES = Axes(1, 9, 100, 300)


def test_weights_go_across_and_rates_up() -> None:
    assert [AXES.across(weight) for weight in (1, 5, 9)] == [0, 0.5, 1]
    assert [AXES.down(rate) for rate in (100, 50, 0)] == [0, 150, 300]
    assert AXES.path([(1, 100), (9, 25)]) == "M0,0L1000,225"
    assert Axes(4, 4, 100, 300).across(4) == 0


def test_each_number_stands_at_its_hairline() -> None:
    drawn = "".join(AXES.ticks([1, 9], lambda weight: f"{weight}:1", words_of("en")))
    lines = [float(y) for y in re.findall(r'y1="([\d.]+)"', drawn)]
    texts = re.findall(r'y="([\d.]+)"[^>]*>([\d.]+)<', drawn)
    assert lines == [300, 240, 180, 120, 60, 0]
    assert [(float(y) - 4, float(told)) for y, told in texts] == list(
        zip(lines, range(0, 101, 20), strict=True)
    )
    assert re.findall(r'x="(0%|100%)"[^>]*>(\d:1)<', drawn) == [("0%", "1:1"), ("100%", "9:1")]


def test_steps_are_round_and_few() -> None:
    assert round_steps(100) == [0, 20, 40, 60, 80, 100]
    assert round_steps(217) == [0, 50, 100, 150, 200]
    assert all(2 <= len(round_steps(top)) <= 7 for top in (0.3, 1, 7, 23, 999, 12_345))
