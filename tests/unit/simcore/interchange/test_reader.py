"""The table of readers: each row is whole, and names are those of its readings."""

from __future__ import annotations

import pytest

from simcore.interchange import READERS
from simcore.interchange.reader import Reader


@pytest.mark.parametrize("reader", READERS.values(), ids=lambda reader: reader.name)
def test_a_row_is_whole_and_recognises_no_other_text(reader: Reader) -> None:
    assert READERS[reader.name] is reader
    assert reader.label
    assert reader.command
    assert not reader.recognises("hello\nworld")
