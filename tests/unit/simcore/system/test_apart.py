from typing import Any

import pytest

from simcore.spec import decode
from simcore.system import System
from simcore.system.apart import Apart, taken_apart
from simcore.system.run import run_event
from tests.build import Document, experiment, machine, mmap

SET: Document = {"op": "set_mempolicy2", "mode": "weighted_interleave", "nodes": "0-1"}


def apart(event: Document, kernel: str = "mempolicy2-v6", **more: Any) -> Apart:
    made = decode(experiment(machine(64, 64), mmap(4), event, kernel=kernel, **more))
    system = System.boot(made)
    run_event(system, made.events[0])
    return taken_apart(system, made.events[1])


def test_a_struct_is_shown_to_the_last_byte_with_what_it_points_to() -> None:
    shown = apart(SET | {"maxnode": "0x5", "il_weights": [3, 1], "home_node": 1})

    assert (shown.struct, shown.size) == ("mpol_param", 32)
    assert [(field.offset, field.name, field.value) for field in shown.fields[:4]] == [
        (0, "mode", 6),
        (2, "mode_flags", 0),
        (4, "home_node", 1),
        (8, "pol_maxnodes", 5),
    ]
    assert sum(len(field.hex.split()) for field in shown.fields) == 32
    mask, weights = shown.arrays
    assert (mask.name, mask.hex) == ("pol_nodes", "0300000000000000")
    assert (weights.name, weights.hex) == ("il_weights", "03 01 00 00 00")


def test_passed_failed_and_not_reached() -> None:
    shown = apart(SET | {"nodes": "bad"})
    assert [check.state for check in shown.checks] == [
        *("passed", "passed", "passed", "failed"),
        *("not_reached", "not_reached", "not_reached"),
    ]
    assert {check.state for check in apart(SET).checks} == {"passed"}
    assert shown.arrays[0].hex is None


def test_surplus_bytes_are_a_hole_at_the_end() -> None:
    shown = apart(SET | {"size": "0x28", "tail": "nonzero"})
    assert (shown.fields[-1].name, shown.fields[-1].hex) == ("", "01 01 01 01 01 01 01 01")
    assert shown.checks[1].state == "failed"


def test_fields_beyond_the_claimed_size_are_shown_as_not_read() -> None:
    shown = apart(SET | {"size": "0x10"})
    read = {field.name: field.read for field in shown.fields}
    assert read["pol_maxnodes"]
    assert not read["pol_nodes"]
    assert not read["il_weights"]


def test_a_mask_is_shown_in_whole_words() -> None:
    sizes = [apart(SET | {"maxnode": hex(bits + 1)}).arrays[0].bytes for bits in (1, 64, 65)]
    assert sizes == [8, 8, 16]


def test_a_call_without_a_struct_has_no_size() -> None:
    shown = apart({"op": "mbind", "id": "heap", "mode": "bind", "nodes": "0"})
    assert (shown.struct, shown.size, shown.fields) == ("", 0, ())


@pytest.mark.parametrize("quirks, state", [(None, "passed"), ("as_intended", "failed")])
def test_reserved_bytes_are_shown_and_looked_at_only_as_intended(
    quirks: str | None, state: str
) -> None:
    shown = apart(SET | {"resv": "0x1"}, **({"quirks": quirks} if quirks else {}))
    assert {field.name: field.value for field in shown.fields}["resv"] == 1
    assert shown.checks[1].state == state


def test_in_the_first_shape_the_range_lies_in_the_struct() -> None:
    bind: Document = {"op": "mbind2", "id": "heap", "mode": "bind", "nodes": "0"}
    shown = apart(bind, "mempolicy2-rfc")
    (vector,) = [each for each in shown.arrays if each.name == "vec"]
    assert vector.hex is not None
    assert vector.hex.split()[1] == (4 * 4096).to_bytes(8, "little").hex()
    assert vector.bytes == 16


def test_a_pointer_to_nowhere_shows_no_bytes() -> None:
    shown = apart(SET | {"param": "bad"})
    assert shown.fields == ()
    assert shown.checks[1].state == "failed"


@pytest.mark.parametrize(
    "event, count", [({"op": "mbind", "id": "heap", "mode": "bind"}, 10), ({"op": "thp"}, 0)]
)
def test_calls_without_a_struct(event: Document, count: int) -> None:
    shown = apart(event, "linux-7.2")
    assert (shown.struct, shown.fields, len(shown.checks)) == ("", (), count)


def test_where_the_call_does_not_exist_no_check_is_reached() -> None:
    shown = apart(SET, "linux-7.2")
    assert shown.answer.errno == 38
    assert {check.state for check in shown.checks} == {"not_reached"}
