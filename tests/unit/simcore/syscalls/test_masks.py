import pytest

from simcore.kernel.errno import Errno, Refusal
from simcore.nodemask import NodeMask
from simcore.syscalls.masks import mask_bytes, nodes_from_user, nodes_to_user
from simcore.syscalls.memory import NOWHERE, NULL, UserMemory


@pytest.mark.parametrize(
    "nodes, maxnode, read",
    [
        ("0-1", 3, "0-1"),
        ("0-1", 2, "0"),
        ("0-1", 1, ""),
        ("63", 65, "63"),
        ("64", 65, ""),
        ("64", 66, "64"),
    ],
)
def test_a_mask_needs_a_maxnode_of_one_more(nodes: str, maxnode: int, read: str) -> None:
    memory = UserMemory()
    address = memory.put(mask_bytes(NodeMask.parse(nodes).bits, maxnode))
    assert nodes_from_user(memory, address, maxnode) == NodeMask.parse(read)


@pytest.mark.parametrize(
    "address, maxnode, errno",
    [(NOWHERE, 65, 14), (NOWHERE, 0, 22), (NOWHERE, 32770, 22), (NOWHERE, 2**64 - 1, 22)],
)
def test_a_mask_that_cannot_be_read(address: int, maxnode: int, errno: int) -> None:
    refusal = nodes_from_user(UserMemory(), address, maxnode)
    assert isinstance(refusal, Refusal)
    assert refusal.errno == errno


def test_no_mask_is_an_empty_one() -> None:
    for address, maxnode in ((NULL, 65), (NOWHERE, 1)):
        assert nodes_from_user(UserMemory(), address, maxnode) == NodeMask()


def test_a_mask_is_written_back_as_far_as_there_is_room() -> None:
    memory = UserMemory()
    address = memory.put(b"\xff" * 16)
    nodes = NodeMask.parse("0,65")

    assert nodes_to_user(memory, address, 129, nodes=nodes, possible=4) is None
    assert memory.read(address, 16) == b"\1" + bytes(15)
    refusal = nodes_to_user(memory, NOWHERE, 65, nodes=nodes, possible=4)
    assert refusal is not None
    assert refusal.errno is Errno.EFAULT
