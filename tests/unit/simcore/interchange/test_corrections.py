"""Corrections: checked where they stand, and turned into places."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.corrections import places_of


def test_places_count_nodes_while_facts_name_them() -> None:
    typed: dict[str, int | str] = {"/nodes/1/mib": 500, "/distance/0/1": 30, "/nodes/0/cpus": "0-3"}

    assert places_of(typed, [0, 4]) == {
        ("node", 4, "mib"): 500,
        ("distance", 0, 4): 30,
        ("node", 0, "cpus"): "0-3",
    }


def test_rates_are_left_to_the_sheet() -> None:
    assert places_of({"/nodes/0/idle_ns": 95, "/nodes/7/mib": 5}, [0]) == {}


@pytest.mark.parametrize(
    "name, value, rule",
    [
        ("/nodes/0/mib", -1, "must lie between 0"),
        ("/nodes/0/mib", 2**60, "must lie between 0"),
        ("/nodes/0/mib", "many", "whole number"),
        ("/distance/0/1", 9, "between 10 and 255"),
        ("/nodes/0/cpus", "3-1", "runs backwards"),
        ("/nodes/0/kind", "hbm", "answered under kinds"),
    ],
)
def test_values_that_make_no_sense_are_refused_where_they_stand(
    name: str, value: int | str, rule: str
) -> None:
    with pytest.raises(SpecError, match=rule) as refusal:
        places_of({name: value}, [0, 1])
    assert refusal.value.problems[0].pointer == "/typed/" + name.replace("/", "~1")
