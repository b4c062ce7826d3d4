import pytest

from simcore.kernel.errno import Errno, Refusal
from simcore.syscalls.extensible import copy_struct_from_user
from simcore.syscalls.memory import NOWHERE, UserMemory


@pytest.mark.parametrize(
    "given, usize, answer",
    [
        (b"abcd", 4, b"abcd"),
        (b"abcd", 2, b"ab\0\0"),
        (b"abcd", 0, b"\0\0\0\0"),
        (b"abcd\0\0", 6, b"abcd"),
        (b"abcd\0x", 6, Errno.E2BIG),
        (b"abcd", 6, Errno.EFAULT),
        (b"ab", 4, Errno.EFAULT),
        (b"abcd", 2**64 - 1, Errno.EFAULT),
    ],
)
def test_a_struct_of_another_size(given: bytes, usize: int, answer: bytes | Errno) -> None:
    memory = UserMemory()
    copied = copy_struct_from_user(memory, memory.put(given), usize, 4)

    assert (copied.errno if isinstance(copied, Refusal) else copied) == answer


def test_a_struct_that_is_nowhere() -> None:
    copied = copy_struct_from_user(UserMemory(), NOWHERE, 4, 4)
    assert isinstance(copied, Refusal)
    assert (copied.errno, copied.rule) == (Errno.EFAULT, "struct")
