from simcore.syscalls.memory import NOWHERE, NULL, UserMemory


def test_what_was_put_can_be_read_and_written_and_nothing_beyond() -> None:
    memory = UserMemory()
    here, there = memory.put(b"abcd"), memory.put(b"")

    assert memory.read(here + 1, 2) == b"bc"
    assert memory.read(here, 5) is None
    assert memory.read(there, 1) is None
    assert memory.write(here + 2, b"XY")
    assert memory.read(here, 4) == b"abXY"
    assert not memory.write(here + 3, b"ZZ")
    assert memory.read(here, 4) == b"abXY"


def test_nothing_lies_at_null_nowhere_or_across_the_end_of_addresses() -> None:
    memory = UserMemory()
    memory.put(bytes(64))

    for address in (NULL, NOWHERE, 2**64 - 1):
        assert memory.read(address, 1) is None
        assert not memory.write(address, b"x")
        assert memory.read(address, 0) == b""
    assert memory.read(NULL, 2**64) is None
