"""Presets are files; all of them are listed, and their numbers say where they are from."""

from __future__ import annotations

import pytest

from app.errors import UnknownError
from app.present.crowded import crowded
from app.present.views import View
from app.services.catalog import DEFAULT, NAMES, Catalog
from app.settings import CHECKOUT
from simcore.simulate import simulate


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog()


def test_every_file_is_listed_and_every_name_has_a_file(catalog: Catalog) -> None:
    files = {path.stem for path in (CHECKOUT / "app" / "presets").glob("*.json")}

    assert files == set(NAMES)
    assert [preset.name for preset in catalog] == list(NAMES)
    assert NAMES[0] == DEFAULT


def test_an_unknown_name_is_an_error_that_names_the_others(catalog: Catalog) -> None:
    with pytest.raises(UnknownError, match="hbm-flat"):
        catalog.preset("nope")


def test_each_node_alone_gives_what_stream_measured(catalog: Catalog) -> None:
    result = simulate(catalog.preset("stream-cover-letter").experiment)

    assert result.curve is not None
    assert result.curve.alone["0"] == pytest.approx(200.9, rel=0.05)
    assert result.curve.alone["1"] == pytest.approx(22.2, rel=0.05)
    # Published for weights 9:1 of the arrays: copy 205.8 GB/s, of the whole process 190.1.
    assert 185 < result.streams[0].gb_per_s < 220


def test_the_fast_memory_of_hbm_is_worth_its_weight(catalog: Catalog) -> None:
    result = simulate(catalog.preset("hbm-flat").experiment)

    assert result.curve is not None
    assert result.streams[0].gb_per_s > result.curve.alone["0"]


def test_plain_interleave_over_two_sockets_is_bound_by_the_link(catalog: Catalog) -> None:
    result = simulate(catalog.preset("two-sockets").experiment)

    assert "upi" in result.streams[0].bottleneck


def test_no_preset_runs_more_threads_than_it_has_cpus(catalog: Catalog) -> None:
    for preset in catalog:
        assert crowded(View(preset.experiment, simulate(preset.experiment))) == "", preset.name
