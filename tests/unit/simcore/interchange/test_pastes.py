"""A text with several outputs, and texts with none; nothing but a SpecError comes of any."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcore.errors import SpecError
from simcore.interchange import READERS
from simcore.interchange.pastes import read_paste
from tests.conftest import DATA

SAMPLES = {path.name: path.read_text() for path in sorted((DATA / "formats").iterdir())}
OURS = {
    "hmat-sysfs.txt": "hmat-sysfs",
    "lscpu-p.txt": "lscpu",
    "lscpu.json": "lscpu",
    "lscpu.txt": "lscpu",
    "lstopo-memattrs.txt": "lstopo-memattrs",
    "lstopo-tiers.xml": "hwloc-xml",
    "lstopo.xml": "hwloc-xml",
    "numactl-H-edge.txt": "numactl-hardware",
    "numactl-H.txt": "numactl-hardware",
    "numactl-show-interleave.txt": "numactl-show",
    "numactl-show.txt": "numactl-show",
    "weighted-interleave-sysfs.txt": "weighted-interleave-sysfs",
}


@pytest.mark.parametrize("name", OURS)
def test_each_sample_is_recognised_as_what_it_is(name: str) -> None:
    assert read_paste(SAMPLES[name]).format == OURS[name]


@pytest.mark.parametrize("name", OURS)
def test_a_sample_may_be_read_by_the_name_of_its_format(name: str) -> None:
    assert read_paste(SAMPLES[name], OURS[name]).readings == read_paste(SAMPLES[name]).readings


def test_a_session_with_several_outputs_is_read_by_all() -> None:
    session = (
        f"$ numactl -H\n{SAMPLES['numactl-H.txt']}$ numactl -s\n{SAMPLES['numactl-show.txt']}"
        f"$ lstopo\n{SAMPLES['lstopo.xml']}$ grep\n{SAMPLES['hmat-sysfs.txt']}bye\n"
    )

    paste = read_paste(session)

    assert paste.format == "numactl-hardware, numactl-show, hmat-sysfs, hwloc-xml"
    assert [note.text for note in paste.ignored] == [
        "$ numactl -H",
        "$ numactl -s",
        "$ lstopo",
        "$ grep",
        "bye",
    ]
    assert session.splitlines()[paste.ignored[-1].line - 1] == "bye"
    alone = read_paste(SAMPLES["lstopo.xml"]).readings[0]
    assert {f.place: f.value for f in paste.readings[3].facts} == {
        f.place: f.value for f in alone.facts
    }


def test_what_could_be_understood_is_told_beside_a_refusal() -> None:
    with pytest.raises(SpecError, match="understood beside it: numactl --show"):
        read_paste(SAMPLES["numactl-show.txt"] + SAMPLES["numactl-H.txt"][:200])


@pytest.mark.parametrize("text", ["", "hello", "<script>alert(1)</script>", "{}", "[1]"])
def test_a_text_without_any_output_names_the_commands(text: str) -> None:
    with pytest.raises(SpecError, match="numactl --hardware"):
        read_paste(text)


LINES = [line for text in SAMPLES.values() for line in text.splitlines(keepends=True)]


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.data())
def test_cuts_shuffles_and_repeats_give_a_reading_or_a_refusal(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SAMPLES)))
    lines = SAMPLES[name].splitlines(keepends=True)
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(lines))] * 2)))
    chosen = lines[first:last] + data.draw(st.lists(st.sampled_from(LINES), max_size=5))
    if data.draw(st.booleans()):
        chosen = data.draw(st.permutations(chosen))
    text = "".join(chosen)[: data.draw(st.integers(0, 20_000))]
    for format_name in (None, *READERS):
        try:
            read_paste(text, format_name)
        except SpecError as refusal:
            assert refusal.problems  # noqa: PT017


def test_a_translated_numactl_is_told_how_to_be_run() -> None:
    text = "verfügbar: 1 Knoten (0)\nKnoten 0 CPUs: 0 1\nKnoten 0 Größe: 8000 MB\n"
    with pytest.raises(SpecError, match="LC_ALL=C numactl --hardware"):
        read_paste(text)
