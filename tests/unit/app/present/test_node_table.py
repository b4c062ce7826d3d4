"""The table of nodes counts memory, not who shows it."""

from __future__ import annotations

from typing import Any

import pytest

from app.present.tables import tables
from app.present.tables.table import Table
from app.present.views import View
from simcore import decode, simulate
from tests.build import Document, experiment, machine, mmap, policy, touch, two_nodes

SPREAD = policy("interleave", "0-1")
FORK = {"op": "fork", "child": "kid"}
OBJECT = {"kind": "memfd", "object": "m"}
TWICE = mmap(32, **OBJECT), touch("0-31"), mmap(32, "b", "0x200000000000", **OBJECT)


def shown(on: Document, *events: Any) -> Table:
    made = decode(experiment(on, *events))
    table = tables(View(made, simulate(made)))["nodes"]
    assert table is not None
    return table


@pytest.mark.parametrize(
    "events",
    [
        (mmap(32), touch("0-31"), FORK),
        (*TWICE, touch("0-31", "b")),
    ],
)
def test_a_page_that_two_regions_show_is_counted_once(events: Any) -> None:
    table = shown(two_nodes(), SPREAD, *events)
    assert [row[1] for row in table.rows] == ["16", "16"]
    assert "asked for" not in table.head


def test_a_copy_is_a_page_more() -> None:
    events = mmap(32), touch("0-31"), FORK, touch("0-7", "kid:heap", task="kid")
    assert [row[1] for row in shown(two_nodes(), SPREAD, *events).rows] == ["20", "20"]


def test_what_was_asked_for_is_told_of_all_regions_together() -> None:
    other = mmap(8, "other", "0x200000000000"), touch("0-7", "other")
    table = shown(machine(1, 1), mmap(300), touch("0-299"), *other)
    assert table.head[:3] == ("node", "pages", "asked for")
    assert [row[1:3] for row in table.rows] == [("256", "308"), ("52", "0")]
