"""Pasted text becomes clean lines, whatever a terminal or a mail did to it."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.lines import MAX_LINES, Line, clean_lines, ignored


def texts(text: str) -> list[str]:
    return [line.text for line in clean_lines(text)]


@pytest.mark.parametrize(
    "text",
    [
        "node 0 cpus: 0 1\nnode 0 size: 5 MB",
        "node 0 cpus: 0 1\r\nnode 0 size: 5 MB\r\n",
        "node 0 cpus: 0 1\rnode 0 size: 5 MB",
        "node 0 cpus: 0 1\r\r\nnode 0 size: 5 MB",
        "\tnode 0\tcpus:\t0  1 \n\n   node 0 size:   5 MB   ",
        "> node 0 cpus: 0 1\n> node 0 size: 5 MB",
        ">> node 0 cpus: 0 1\n| node 0 size: 5 MB",
        "\ufeffnode 0 cpus: 0 1\nnode 0 size: 5 MB",
        "\x1b[1;32mnode 0\x1b[0m cpus: 0 1\x1b[K\n\x1b]0;title\x07node 0 size: 5 MB\x1b(B",
        "node 0 cpus: 0 1\x07\n\x00node 0 size: 5 MB",
    ],
)
def test_all_these_are_the_same_two_lines(text: str) -> None:
    assert texts(text) == ["node 0 cpus: 0 1", "node 0 size: 5 MB"]


def test_lines_keep_their_number_in_the_text() -> None:
    assert [line.number for line in clean_lines("a\n\nb\r\n\r\nc")] == [1, 3, 5]


def test_as_many_lines_as_allowed_are_read_and_one_more_is_not() -> None:
    assert len(clean_lines("a\n" * (MAX_LINES - 1))) == MAX_LINES - 1

    with pytest.raises(SpecError, match="lines"):
        clean_lines("a\n" * MAX_LINES)


@pytest.mark.parametrize("text", ["\x00" * 9, bytes(range(256)).decode("latin-1"), "\ufffd" * 50])
def test_binary_data_is_refused_as_such(text: str) -> None:
    with pytest.raises(SpecError, match="binary"):
        clean_lines(text)


def test_a_few_strange_characters_in_a_long_text_are_passed_over() -> None:
    assert texts("\x00\ufffd" + "node 0 size: 5 MB\n" * 100)[0] == "node 0 size: 5 MB"


def test_a_line_that_is_passed_over_is_quoted_from_its_beginning() -> None:
    short, long = ignored([Line(3, "noise"), Line(9, "x" * 80)])

    assert (short.kind, short.text, short.line) == ("ignored", "noise", 3)
    assert (len(long.text), long.line) == (58, 9)


def test_marks_that_turn_the_writing_direction_are_taken_out() -> None:
    assert texts("node\u202e 0 size:\u200b 5 MB") == ["node 0 size: 5 MB"]
