from typing import Any

import pytest

from simcore.interfaces import LABELS, as_markdown, as_table
from tests.unit.simcore.interfaces.asked import NINE_TO_ONE, compared

WISHES: tuple[dict[str, Any], ...] = (
    {"weights": NINE_TO_ONE},
    {"mode": "bind", "home_node": 1, "scope": {"id": "heap"}},
    {"mode": "interleave", "who": "other task", "flags": ["static_nodes"]},
)


@pytest.mark.parametrize("wish", WISHES)
def test_nothing_is_wider_than_a_mail(wish: dict[str, Any]) -> None:
    for text in (as_table(compared(**wish)), as_markdown(compared(**wish))):
        assert max(map(len, text.splitlines())) <= 78
        assert all(label in text for label in LABELS.values())


def test_the_table_begins_with_the_wish_and_has_a_row_for_each_interface() -> None:
    lines = as_table(compared(weights=NINE_TO_ONE)).splitlines()

    assert lines[0].startswith("Wanted: weighted_interleave on nodes 0-1, weights 9:1")
    assert lines[3].startswith("Every interface starts from sysfs weights 1:1")
    assert lines[5] == "Posted calls: v6, the series posted on 3 January 2024. Simulated."
    assert [line.split()[0] for line in lines[8:17]] == [str(n) for n in range(1, 10)]


def test_the_mail_has_a_table_the_calls_and_the_reasons() -> None:
    text = as_markdown(compared(weights=NINE_TO_ONE))

    assert "||interface|status|says|set|read|half|off|GB/s|\n|-|-|" in text
    assert "|4|set_mempolicy2|posted|yes|1+0/67|1+0|0|0 %|" in text
    assert "     set_mempolicy2(&mpol_param, 32, 0)" in text
    assert "- its distance: 198,064 of 1,048,576 pages elsewhere, 11,650 to move, 200.9\n" in text
    assert "- cannot say 9:1: nodes with the attribute weigh 1 to 8" in text


def test_without_a_workload_there_is_no_rate() -> None:
    document = {
        "machine": {"nodes": [{"id": 0, "mib": 8, "cpus": "0"}], "distance": [[10]]},
        "tasks": [{"name": "main"}],
        "events": [],
    }
    text = as_table(compared("bind", "0", experiment=document))

    assert "0 pages.\n" in text
    assert "GB/s." not in text
