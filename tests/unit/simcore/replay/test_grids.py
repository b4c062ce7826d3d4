from tests.unit.simcore.replay.test_cases import MAP, decoded, events


def test_an_error_grid_entry_becomes_set_read_and_reset() -> None:
    case = decoded({"op": "sp", "a": ["0x8006", "0", "65"], "r": 0, "m": 32774, "n": [0]})
    assert [event.op for event in case.experiment.events] == [
        "set_mempolicy",
        "get_mempolicy",
        "set_mempolicy",
    ]
    assert case.ops == (0, 0, 0)


def test_addresses_that_name_a_mapping_are_looked_up() -> None:
    raw = {"op": "mb", "a": ["v+1+8", "4096", "2", "0", "65", "0"], "r": -22}
    _, bound, reset = events(MAP, raw)
    assert bound.addr == "0x100000001008"
    assert reset.id == "v"


def test_get_mempolicy_and_home_nodes_keep_their_raw_arguments() -> None:
    read = {"op": "gp", "a": ["bad", "-", "0", "v+1", "2"], "r": -14}
    home = {"op": "hn", "a": ["v", "4096", "18446744073709551615", "1"], "r": -22}
    _, got, set_ = events(MAP, read, home)
    assert (got.addr, got.ask, got.maxnode) == ("0x100000001000", "0x2", "0x0")
    assert (got.policy_pointer, got.mask_pointer) == ("bad", "null")
    assert (set_.node, set_.flags) == ("0xffffffffffffffff", "0x1")
