"""Merging: the best witness counts, the others stay beside it, contradictions are told."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.facts import Fact, Reading
from simcore.interchange.merge import Merged, merge


def merged(*facts: Fact) -> Merged:
    """Each fact from a text of its own."""
    return merge(
        (number, Reading(format="x", facts=(fact,))) for number, fact in enumerate(facts, start=1)
    )


LATENCY = ("access", 0, 0, "idle_ns")


def test_measured_goes_before_declared_and_libvirt_before_qemu() -> None:
    cell = merged(
        Fact(LATENCY, 4, "qemu"),
        Fact(LATENCY, 3, "libvirt"),
        Fact(LATENCY, 2, "hmat", 7),
        Fact(LATENCY, 1, "mlc"),
    ).cells[LATENCY]

    assert [cell.best.value, *(other.value for other in cell.others)] == [1, 2, 3, 4]
    assert cell.others[0].where == "paste 3, line 7"


def test_a_guess_of_the_running_system_goes_behind_everything() -> None:
    place = ("node", 0, "cpus")

    both = merged(Fact(place, "0-7", "told", 1, "a guess"), Fact(place, "0-3", "qemu"))

    assert both.value(*place) == "0-3"
    assert both.notes == ()


def test_two_words_of_running_systems_about_cpus_are_a_problem_that_names_both_lines() -> None:
    with pytest.raises(SpecError) as refusal:
        merged(Fact(("node", 0, "cpus"), "0-3", line=2), Fact(("node", 0, "cpus"), "0-7", line=9))

    assert refusal.value.problems[0].pointer == "/texts"
    assert 'paste 1, line 2 says "0-3", paste 2, line 9 says "0-7"' in str(refusal.value)


def test_distances_must_agree_between_running_systems_too() -> None:
    with pytest.raises(SpecError, match="distance from node 0 to node 1"):
        merged(Fact(("distance", 0, 1), 20), Fact(("distance", 0, 1), 21))


@pytest.mark.parametrize("size, told", [(7953, False), (8192, False), (9000, True)])
def test_sizes_may_differ_by_what_the_kernel_took(size: int, told: bool) -> None:
    both = merged(Fact(("node", 0, "mib"), 7953), Fact(("node", 0, "mib"), size, "qemu"))

    assert bool(both.notes) == told
    assert both.value("node", 0, "mib") == 7953


def test_a_declared_difference_is_a_note() -> None:
    both = merged(Fact(("node", 0, "cpus"), "0-3"), Fact(("node", 0, "cpus"), "0-7", "libvirt"))

    assert "the first counts" in both.notes[0].text


def test_nodes_are_those_that_some_text_says_exist() -> None:
    both = merged(Fact(("node", 4), True), Fact(("node", 1), True), Fact(("node", 2, "mib"), 5))

    assert both.nodes == (1, 4)
    assert both.value("node", 9) is None
