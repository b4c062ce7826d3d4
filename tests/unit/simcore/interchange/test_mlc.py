"""Matrices and curves of the Memory Latency Checker, old heads and new ones."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.facts import Place, Reading, Value
from simcore.interchange.mlc import READER
from tests.conftest import DATA


def sample(name: str) -> str:
    return (DATA / "formats" / name).read_text()


def said(reading: Reading) -> dict[Place, Value]:
    return {fact.place: fact.value for fact in reading.facts}


def test_the_latency_matrix_has_rows_for_cpus_and_columns_for_memory() -> None:
    facts = said(READER.read(sample("mlc-latency-matrix.txt")))
    assert facts["access", 0, 0, "idle_ns"] == 92
    assert facts["access", 0, 3, "idle_ns"] == 323
    assert facts["access", 1, 2, "idle_ns"] == 181
    assert len(facts) == 8


def test_bandwidths_are_decimal_megabytes() -> None:
    facts = said(READER.read(sample("mlc-bandwidth-matrix.txt")))
    assert facts["access", 0, 2, "read_mib_per_s"] == round(571204.9e6 / 2**20)


def test_the_curve_rises_from_the_lightest_load() -> None:
    (fact,) = READER.read(sample("mlc-loaded-latency.txt")).facts
    assert fact.place == ("curve",)
    assert isinstance(fact.value, tuple)
    rates = [rate for rate, _ in fact.value]
    assert rates == sorted(set(rates))
    assert fact.value[0] == (round(5497.0e6 / 2**20), 92)


def test_a_whole_run_gives_its_three_parts_and_nothing_of_the_others() -> None:
    facts = said(READER.read(sample("mlc-all.txt")))
    fields = {place[-1] for place in facts if place[0] == "access"}
    assert fields == {"idle_ns", "read_mib_per_s"}
    assert ("curve",) in facts
    assert len(facts) == 8 + 8 + 1
    notes = READER.read(sample("mlc-all.txt")).notes
    ignored = [note.text for note in notes if note.kind == "ignored"]
    assert len(ignored) == 2
    assert "Peak Injection" in ignored[0]
    assert "all nodes together" in ignored[0]
    assert "the model has no caches" in ignored[1]


def test_an_old_head_says_socket_and_memory_node() -> None:
    facts = said(READER.read(sample("mlc-old-header.txt")))
    assert facts["access", 1, 0, "idle_ns"] == 152


def test_blanks_do_as_well_as_tabs_and_the_rule_may_be_missing() -> None:
    text = "Measuring Loaded Latencies for the system\nDelay (ns) MB/sec\n 00000 374.1 387088.0"
    assert said(READER.read(text)) == {("curve",): ((round(387088.0e6 / 2**20), 374),)}


def test_a_text_with_a_single_node_gives_that_node_its_curve() -> None:
    text = (
        "Measuring idle latencies (in ns)...\nNuma node 0\n0 92.4\n"
        "Measuring Loaded Latencies for the system\n00000 374.1 3870.0\n"
    )
    assert ("curve", 0) in said(READER.read(text))


def test_prefetchers_that_stay_on_make_latencies_doubtful() -> None:
    text = "* Unable to modify prefetchers\n" + sample("mlc-latency-matrix.txt")
    assert all("prefetchers" in fact.doubt for fact in READER.read(text).facts)


def test_one_row_for_one_socket_is_enough() -> None:
    text = "Measuring idle latencies for random access (in ns)...\nNuma node 0 1\n0 92.4 250.0"
    assert said(READER.read(text))["access", 0, 1, "idle_ns"] == 250


@pytest.mark.parametrize(
    "text, rule",
    [
        ("Measuring idle latencies\nNuma node 0 1\n0 92.4", "line 3: the row has 1 values"),
        ("Measuring idle latencies\n0 92.4 100.0", "line 2: the head"),
        ("Measuring idle latencies\nNuma node 0 99\n0 92.4 3", "line 3: nodes end at 63"),
        ("hello", "no output of MLC"),
    ],
)
def test_what_is_cut_off_is_told_with_its_line(text: str, rule: str) -> None:
    with pytest.raises(SpecError, match=rule):
        READER.read(text)


def test_a_last_row_that_is_cut_off_within_a_value_loses_it_and_the_others_count() -> None:
    text = "Measuring idle latencies\nNuma node 0 1\n0 92.4 150.0\n1 151"
    reading = READER.read(text)
    assert ("access", 1, 0, "idle_ns") not in said(reading)
    assert said(reading)["access", 0, 1, "idle_ns"] == 150
    (note,) = [note for note in reading.notes if "cut off" in note.text]
    assert (note.kind, note.line) == ("doubt", 4)


@pytest.mark.parametrize("torn", ["", " ", " 2", " 24388", " 24388."])
def test_whole_values_of_a_row_that_is_cut_off_count(torn: str) -> None:
    text = sample("mlc-latency-matrix.txt") + (
        "Measuring Memory Bandwidths between nodes within system\n"
        "Numa node 0 1 2 3\n0 241113.4 118642.7 52204.9" + torn
    )
    reading = READER.read(text)
    rates = [place[2] for place in said(reading) if place[-1] == "read_mib_per_s"]
    assert rates == [0, 1, 2]
    (note,) = [note for note in reading.notes if note.kind == "doubt"]
    assert note.text == (
        "the bandwidth matrix is cut off here: 3 of 4 values of node 0 count, "
        "and rows behind it are missing"
    )
    assert note.line == len(text.splitlines())
