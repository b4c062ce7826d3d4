"""The values that readers make: frozen, comparable, told unless somebody measured."""

from __future__ import annotations

import dataclasses

import pytest

from simcore.interchange.facts import Fact, Reading


def test_a_fact_is_the_running_systems_own_word_unless_it_says_otherwise() -> None:
    fact = Fact(("node", 0, "mib"), 7953)
    assert (fact.witness, fact.line, fact.doubt) == ("told", 0, "")


def test_facts_with_the_same_words_are_the_same() -> None:
    assert Fact(("auto",), True) == Fact(("auto",), True)
    assert Fact(("auto",), True) != Fact(("auto",), True, "mlc")


def test_a_reading_cannot_be_changed() -> None:
    reading = Reading(format="numactl-hardware", facts=())
    with pytest.raises(dataclasses.FrozenInstanceError):
        reading.format = "lscpu"  # type: ignore[misc]
