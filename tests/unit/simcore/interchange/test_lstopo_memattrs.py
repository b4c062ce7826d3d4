"""Memory attributes as lstopo prints them."""

from __future__ import annotations

import pytest

from simcore.errors import SpecError
from simcore.interchange.lstopo_memattrs import READER
from tests.conftest import DATA

WHOLE = (DATA / "formats/lstopo-memattrs.txt").read_text()


def test_places_keep_hwlocs_own_numbers() -> None:
    said = {fact.place: fact.value for fact in READER.read(WHOLE).facts}

    assert said["logical", 1, "mib"] == 2015
    assert said["logical", 1, "access", "0-3", "read_mib_per_s"] == 614400
    assert said["logical", 3, "access", "4-7", "idle_ns"] == 250


def test_other_text_and_strange_numbers_are_refused() -> None:
    assert READER.recognises(WHOLE)
    for text in ("hello", "Memory attribute #0 name `Capacity' flags 1\nNUMANode L#99 = 5\n"):
        with pytest.raises(SpecError):
            READER.read(text)
