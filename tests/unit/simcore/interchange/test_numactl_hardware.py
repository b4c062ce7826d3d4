"""What numactl --hardware prints, whole, strange, and cut off."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcore.errors import SpecError
from simcore.interchange.facts import Reading
from simcore.interchange.merge import merge
from simcore.interchange.numactl_hardware import READER
from simcore.interchange.outline import Facts, NodeFacts, outline
from tests.conftest import DATA

WHOLE = (DATA / "numactl-hardware.txt").read_text()
EDGE = (DATA / "numactl-hardware-edge.txt").read_text()
SMALL = """\
available: 2 nodes (0-1)
node 0 cpus: 0 1
node 0 size: 100 MB
node 0 free: 50 MB
node 1 cpus:
node 1 size: 200 MB
node 1 free: 150 MB
node distances:
node   0   1
  0:  10  20
  1:  20  10
"""


def read(text: str) -> Facts:
    """The outline of the machine that a text alone describes."""
    return outline(merge([(1, READER.read(text))]), {})


def told(text: str) -> list[str]:
    with pytest.raises(SpecError) as refusal:
        READER.read(text)
    assert {problem.pointer for problem in refusal.value.problems} == {"/text"}
    details = [problem.detail for problem in refusal.value.problems]
    return [detail for detail in details if not detail.startswith("understood so far")]


def ignored(reading: Reading) -> list[tuple[int, str]]:
    return [(note.line, note.text) for note in reading.notes if note.kind == "ignored"]


def test_a_machine_with_memory_only_nodes() -> None:
    facts = read(WHOLE)

    assert facts.nodes == (
        NodeFacts(id=0, cpus="0-3", mib=7953, free_mib=7906),
        NodeFacts(id=1, cpus="4-7", mib=8062, free_mib=8013),
        NodeFacts(id=2, cpus="", mib=2015, free_mib=1993),
        NodeFacts(id=3, cpus="", mib=8062, free_mib=8036),
    )
    assert facts.distance == (
        (10, 21, 13, 34),
        (21, 10, 23, 24),
        (13, 23, 10, 36),
        (34, 24, 36, 10),
    )
    assert ignored(READER.read(WHOLE)) == []


def test_holes_in_the_ids_empty_nodes_and_distances_out_of_reach() -> None:
    facts = read(EDGE)

    assert [(node.id, node.cpus, node.mib) for node in facts.nodes] == [
        (0, "0-3,8-11", 0),
        (1, "4-7,12-15", 64307),
        (4, "", 131072),
        (6, "", 0),
    ]
    assert facts.distance is not None
    assert facts.distance[0] == (10, 21, 120, 255)


@pytest.mark.parametrize("width", [2, 3, 4, 6])
def test_columns_may_have_any_width(width: int) -> None:
    head = "node " + "".join(f"{node:{width}d} " for node in (0, 1))
    rows = [f"{a:{width}d}: {b:{width}d} {c:{width}d} " for a, b, c in ((0, 10, 120), (1, 255, 10))]
    text = SMALL.partition("node distances")[0] + "\n".join(["node distances:", head, *rows])

    assert read(text).distance == ((10, 120), (255, 10))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(" ", "\t"),
        lambda text: "".join(f"> {line}\n" for line in text.splitlines()),
        lambda text: text.replace("node", "\x1b[1mnode\x1b[0m"),
        lambda text: text.replace("node 1 cpus:\n", "node 1 cpus: \n"),
        lambda text: text + text,
        lambda text: text.replace("node 0 cpus: 0 1", "node 0 cpus: 0\n1"),
        lambda text: text.replace("  0:  10  20", "  0:  10\n  20"),
    ],
    ids=["CRLF", "tabs", "quoted", "colours", "trailing blank", "twice", "wrapped", "wrapped row"],
)
def test_what_pasting_does_to_a_text_changes_nothing(change) -> None:  # type: ignore[no-untyped-def]
    assert read(change(SMALL)) == read(SMALL)


def test_other_lines_are_passed_over_and_reported() -> None:
    session = "[me@box ~]$ numactl --hardware\n" + SMALL.replace(
        "node 1 cpus:", "[  812.1] usb 1-1: new device\nnode 1 cpus:"
    )

    reading = READER.read(session + "[me@box ~]$ \n")

    assert read(session).nodes == read(SMALL).nodes
    assert ignored(reading) == [
        (1, "[me@box ~]$ numactl --hardware"),
        (6, "[ 812.1] usb 1-1: new device"),
        (14, "[me@box ~]$"),
    ]


def test_every_fact_knows_its_line() -> None:
    lines = {fact.place: fact.line for fact in READER.read(SMALL).facts}

    assert lines["node", 1, "mib"] == 6
    assert lines["distance", 1, 0] == 11


def test_a_refusal_says_what_was_understood() -> None:
    with pytest.raises(SpecError, match=r"understood so far: nodes 0, up to line 5"):
        READER.read(SMALL[: SMALL.index("node 1 size")])


def test_no_table_is_a_machine_without_distances() -> None:
    text = SMALL.partition("node distances")[0] + "No distance information available.\n"

    assert read(text).distance is None


def test_a_size_that_numactl_could_not_tell_is_no_memory() -> None:
    text = SMALL.replace("size: 200 MB", "size: <not available>")

    assert read(text).nodes[1].mib == 0
    notes = READER.read(text).notes
    assert any(note.kind == "assumed" and "node 1" in note.text for note in notes)


def test_free_memory_may_be_missing() -> None:
    facts = read(SMALL.replace("node 0 free: 50 MB\n", ""))

    assert facts.nodes[0].free_mib is None


@pytest.mark.parametrize("text", [WHOLE, EDGE, SMALL], ids=["whole", "edge", "small"])
def test_a_text_cut_off_anywhere_is_refused(text: str) -> None:
    for end in range(len(text.rstrip())):
        assert told(text[:end])


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("available: 2 nodes (0-1)\n", "", 'the line "available: … nodes (…)" is missing'),
        ("2 nodes", "3 nodes", "line 1: says 3 nodes and lists 2"),
        ("(0-1)", "(0-", "line 1: must read"),
        ("(0-1)", "(1-0)", "line 1: the list of nodes cannot be read"),
        ("(0-1)", "(0,99)", "line 1: the list of nodes cannot be read"),
        ("node 1 cpus:\n", "", 'the line "node 1 cpus:" is missing'),
        ("node 1 size: 200 MB\n", "", 'the line "node 1 size:" is missing'),
        ("200 MB", "20", "line 6: the size of node 1 must read"),
        ("200 MB", "200 GB", "line 6: the size of node 1 must read"),
        ("cpus: 0 1", "cpus: 0 x", "line 2: the CPUs of node 0 cannot be read"),
        ("cpus: 0 1", "cpus: 0 8192", "line 2: the CPUs of node 0 cannot be read"),
        ("node 1 cpus:", "node 1 cpus: 1", "line 5: CPU 1 belongs to another node, too"),
        ("cpus: 0 1", "cpus:", "no node has CPUs"),
        ("node   0   1", "node   0", "line 9: the head of the distances"),
        ("  1:  20  10\n", "", "the row of node 1 in the distances is missing"),
        ("  0:  10  20", "  0:  10", "line 10: the row has 1 distances, not 2"),
        ("  0:  10  20", "  0:  11  20", "line 10: node 0 is 11 from itself"),
        ("  0:  10  20", "  0:  10  256", "line 10: distances lie between 10 and 255"),
        ("  0:  10  20", "  0:  10  9", "line 10: distances lie between 10 and 255"),
        ("  1:  20  10\n", "  1:  20  10\n  7:  10  10\n", "line 12: node 7 is not in the list"),
        ("node distances:", "node 0 size: 5 MB\nnode distances:", 'line 8: "node 0 size" is here'),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_its_rule(
    old: str, new: str, expected: str
) -> None:
    assert old in SMALL

    problems = told(SMALL.replace(old, new, 1))

    assert any(problem.startswith(expected) for problem in problems), problems


def test_all_problems_are_told_at_once() -> None:
    text = SMALL.replace("100 MB", "x").replace("  1:  20  10\n", "").replace("2 nodes", "5 nodes")

    assert len(told(text)) == 3


def test_a_machine_without_memory_is_refused() -> None:
    assert told(SMALL.replace("100 MB", "0 MB").replace("200 MB", "0 MB")) == ["no node has memory"]


@pytest.mark.parametrize(
    "text", ["", " \n", "hello", "available memory: much", "node", "[1, 2]", "<xml/>"]
)
def test_other_text_is_said_to_be_no_such_output(text: str) -> None:
    assert "no output of numactl" in told(text)[0]


def test_a_kernel_without_numa_is_named_as_the_reason() -> None:
    assert "no NUMA support" in told("No NUMA available on this system\n")[0]


STRANGE = (
    *("node 0 size:", "node 99999 size: 1 MB\n", " 1 2 3\n", "0:", "node distances:\n", "\r"),
    *("\x1b[", "available: 64 nodes (0-63)\n", "node 0 cpus: 0-9999999\n", "9" * 5000),
    *("node " + "7 " * 99, "node 0 size: " + "9" * 5000 + " MB\n"),
)
PIECES = st.sampled_from((*SMALL.splitlines(True), *EDGE.splitlines(True), *STRANGE))


def whole(text: str) -> Facts | None:
    """The facts of a text, None for one that is refused as it should be."""
    try:
        return read(text)
    except SpecError:
        told(text)
        return None


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.lists(PIECES | st.text(max_size=20), max_size=30).map("".join))
def test_any_text_gives_facts_or_a_refusal(text: str) -> None:
    facts = whole(text)

    assert facts is None or any(node.mib for node in facts.nodes)
    assert facts is None or any(node.cpus for node in facts.nodes)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.data())
def test_a_text_with_some_characters_changed_gives_facts_or_a_refusal(data: st.DataObject) -> None:
    text = list(WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.characters())

    facts = whole("".join(text))

    assert facts is None or len(facts.nodes) == 4
