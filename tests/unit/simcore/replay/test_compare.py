from typing import Any

import pytest

from simcore.replay.compare import Place, compare
from simcore.replay.tally import Tally
from simcore.result import EventResult


def compared(op: str, expect: dict[str, Any], ret: int | None = 0, **answer: Any) -> Tally:
    tally = Tally()
    compare(Place(tally, "c", 1, op, "rule"), expect, EventResult(ret=ret, answer=answer))
    return tally


def test_pages_are_counted_one_by_one() -> None:
    tally = compared("where", {"nodes": "0x3 1x2 -2"}, nodes="0x3 1 0 -2")
    assert (tally.pages, tally.wrong_pages) == (6, 1)
    assert tally.differences[0].what == "node of page 4"
    assert compared("where", {"nodes": "0x3"}, nodes="0x2").wrong_pages == 1


def test_a_trace_counts_pages_and_the_counter_apart() -> None:
    expect = {"trace": ((0, 1, 0), (1, 0, 1))}
    tally = compared("step", expect, trace=[[0, 1, 1], [1, 1, 1]])
    assert (tally.pages, tally.wrong_pages, tally.wrong_steps) == (2, 1, 1)


def test_steps_that_are_missing_are_wrong_too() -> None:
    tally = compared("touch", {"steps": (0, 1, 0)}, steps=[0, 0])
    assert (tally.steps, tally.wrong_steps) == (3, 2)


@pytest.mark.parametrize("ret,wrong", [(0, 0), (-1, 1)])
def test_a_call_is_wrong_once_whatever_differs(ret: int, wrong: int) -> None:
    tally = compared("get_mempolicy", {"ret": 0, "nodes": "0"}, ret, nodes="0" if ret == 0 else "")
    assert tally.wrong_calls == wrong


def test_lists_and_tuples_are_the_same_answer() -> None:
    assert compared("get_mempolicy", {"flags": ()}, flags=[]).wrong == 0


def test_a_page_that_was_asked_for_is_a_page() -> None:
    tally = compared("get_node", {"ret": 0, "node": 1}, node=0)
    assert (tally.pages, tally.wrong_pages, tally.wrong_calls) == (1, 1, 0)
