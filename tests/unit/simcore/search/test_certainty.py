from simcore.search.certainty import LEAST_GAIN, Rate, surely_faster, together
from simcore.search.findings import find
from simcore.search.problem import Bound
from tests.build import searched


def test_a_gain_within_the_error_of_two_rates_is_none() -> None:
    plain = Rate(300.0, 260.0, 340.0)

    assert not surely_faster(Rate(300.0 * (1 + 0.9 * LEAST_GAIN), 270.0, 355.0), plain)
    assert surely_faster(Rate(300.0 * (1 + 1.1 * LEAST_GAIN), 270.0, 355.0), plain)


def test_wide_bands_that_overlap_do_not_hide_a_gain_at_every_number_of_lines() -> None:
    assert surely_faster(Rate(330.0, 280.0, 380.0), Rate(300.0, 260.0, 340.0))


def test_a_gain_that_vanishes_with_few_lines_in_flight_is_not_sure() -> None:
    assert not surely_faster(Rate(330.0, 260.0, 380.0), Rate(300.0, 260.0, 340.0))


def test_the_rates_of_streams_add_up() -> None:
    found = find(searched(190.0, 21.0), Bound(), {})

    assert together(found.solution.streams) == (found.gb_per_s, *found.band)
