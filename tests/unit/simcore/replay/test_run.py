from typing import Any

from simcore.replay.cases import decode_case
from simcore.replay.run import replay_case
from simcore.replay.tally import Tally
from tests.build import ORIGIN, machine

WORLD = {
    "kernel": "linux-7.2",
    "machine": machine(1, 1, kernel_memory=True),
    "tasks": [{"name": "main"}],
}
SET = {"op": "set_mempolicy", "mode": 3, "flags": 0, "nodes": "0,1", "maxnode": 65, "ret": 0}
MAP = {"op": "mmap", "id": "f", "kind": "file", "pages": 9, "addr": ORIGIN} | {
    "vm_pgoff": 0,
    "ino": 3,
    "ret": 0,
}


def replayed(*ops: dict[str, Any], signal: int = 0) -> Tally:
    tally = Tally()
    case = {"case": "c", "ops": list(ops), "exit": 0, "signal": signal}
    replay_case(decode_case(WORLD, case), tally)
    return tally


def write(*shown: int) -> dict[str, Any]:
    return {"op": "pwrite", "id": "f", "first": 0, "pages": len(shown), "next": list(shown)}


def test_a_case_that_agrees_counts_calls_and_nothing_wrong() -> None:
    tally = replayed(SET, MAP, write(1, 0, 1), {"op": "next", "ret": 0, "node": 1})
    assert (tally.cases, tally.calls, tally.wrong, tally.inexact) == (1, 3, 0, 0)
    assert tally.given["inode numbers"] == 1


def test_a_hidden_refill_is_inexact_and_the_counter_goes_on_from_there() -> None:
    tally = replayed(SET, MAP, write(1, 1, 0), {"op": "next", "ret": 0, "node": 0})
    assert (tally.wrong, tally.inexact) == (0, 1)


def test_a_traced_case_has_no_hidden_refills() -> None:
    trace = [{"op": "trace_on", "ret": 1}, {"op": "trace_off"}]
    assert replayed(SET, *trace, MAP, write(1, 1, 0)).wrong_steps == 2


def test_a_signal_must_agree() -> None:
    assert replayed(SET, signal=9).wrong_calls == 1


def test_an_operation_that_cannot_be_replayed_is_wrong_not_left_out() -> None:
    anon = MAP | {"kind": "anon"}
    assert replayed(anon, write(0, 1)).wrong > 0
