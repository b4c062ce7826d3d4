"""Cells: typed before said before fallback, with all that is said beside."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.facts import Fact, Reading
from simcore.interchange.merge import merge
from simcore.interchange.sheet import Fallback, Sheet

PLACE = ("access", 0, 0, "idle_ns")
AT = ("nodes", 0, "idle_ns")
FACTS = (Fact(PLACE, 92, "mlc", 4, "prefetchers on"), Fact(PLACE, 90, "hmat", 8))


def sheet(typed: dict[str, int | str], *facts: Fact) -> Sheet:
    return Sheet(merge([(1, Reading(format="x", facts=facts))]), typed)


def test_the_best_witness_fills_a_cell_and_brings_its_doubt() -> None:
    one = sheet({}, *FACTS)

    assert one.pick(AT, "node 0", place=PLACE, fallback=Fallback(100)) == 92
    assert one.cells[0].plain() == {
        "pointer": "/nodes/0/idle_ns",
        "subject": "node 0",
        "field": "idle latency",
        "unit": "ns",
        "value": 92,
        "source": "mlc",
        "confidence": "measured",
        "from": "paste 1, line 4",
        "doubt": "prefetchers on",
        "others": [{"value": 90, "source": "hmat", "from": "paste 1, line 8"}],
    }


def test_a_typed_value_keeps_everything_said_beside_it() -> None:
    one = sheet({"/nodes/0/idle_ns": 95}, *FACTS)

    assert one.pick(AT, "node 0", place=PLACE, fallback=Fallback(100)) == 95
    assert len(one.cells[0].others) == 2
    assert one.sources() == {"/nodes/0/idle_ns": "typed"}


def test_a_fallback_is_marked_and_none_makes_no_cell() -> None:
    one = sheet({})

    assert one.pick(AT, "node 0", place=PLACE, fallback=Fallback(100, "estimated")) == 100
    assert one.pick(("nodes", 1, "mib"), "node 1", place=("x",), fallback=Fallback(None)) is None
    assert [cell.confidence for cell in one.cells] == ["estimated"]


def test_corrections_without_a_cell_are_refused() -> None:
    with pytest.raises(SpecError) as refusal:
        sheet({"/nodes/9/mib": 1}).check_typed()
    assert refusal.value.problems[0].pointer == "/typed/~1nodes~19~1mib"
