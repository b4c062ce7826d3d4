from typing import Any

import pytest

from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.profiles import profile_of
from simcore.nodemask import NodeMask
from simcore.syscalls.masks import mask_bytes
from simcore.syscalls.memory import NOWHERE, UserMemory
from simcore.syscalls.param import KILLED, Param, ParamPointer, layout_of, read_param

ONLINE = NodeMask.parse("0-3")


def read(
    quirks: str = "",
    *,
    kernel: str = "mempolicy2-v6",
    size: int | None = None,
    home_of: NodeMask | None = None,
    weights: bytes | None = None,
    **fields: Any,
) -> Param | Refusal:
    profile, memory = profile_of(kernel, quirks), UserMemory()
    layout = layout_of(profile)
    nodes = fields.pop("nodes", 0b11)
    values = {"mode": 6, "pol_maxnodes": 5, "pol_nodes": memory.put(mask_bytes(nodes, 5))}
    if weights is not None:
        values["il_weights"] = memory.put(weights)
    values |= {name: value for name, value in fields.items() if layout.has(name)}
    address = memory.put(layout.pack(values))
    given = ParamPointer(profile, memory, address, layout.size if size is None else size)
    return read_param(given, home_of)


def refused(*args: Any, **more: Any) -> tuple[Errno, str]:
    answer = read(*args, **more)
    assert isinstance(answer, Refusal)
    return answer.errno, answer.rule


def test_a_request_is_read_in_full() -> None:
    request = read(weights=b"\3\1\0\0\0", mode_flags=1 << 15, home_node=2, home_of=ONLINE)
    assert isinstance(request, Param)
    assert (request.mode.mode, request.mode.flags) == ("weighted_interleave", ("static_nodes",))
    assert request.mask == NodeMask.parse("0-1")
    assert request.il_weights == (3, 1, 0, 0, 0)[:5] + (0,) * 1019
    assert request.home_node == 2


@pytest.mark.parametrize(
    "fields, errno, rule",
    [
        ({"mode": 7}, Errno.EINVAL, "mode"),
        ({"mode": 6 | 1 << 15}, Errno.EINVAL, "mode"),
        ({"mode_flags": 3 << 14}, Errno.EINVAL, "mode"),
        ({"mode_flags": 1 << 13}, Errno.EINVAL, "mode"),
        ({"pol_nodes": NOWHERE}, Errno.EFAULT, "nodemask"),
        ({"pol_maxnodes": 0}, Errno.EINVAL, "nodemask"),
        ({"il_weights": NOWHERE}, Errno.EFAULT, "weights"),
        ({"home_node": 4, "home_of": ONLINE}, Errno.EINVAL, "home_node"),
        ({"home_node": -1, "home_of": ONLINE}, Errno.EINVAL, "home_node"),
    ],
)
def test_what_is_wrong_is_told_by_the_check(fields: Any, errno: Errno, rule: str) -> None:
    assert refused(**fields) == (errno, rule)


def test_of_two_mistakes_the_one_that_is_checked_first_is_told() -> None:
    assert refused(mode=7, pol_nodes=NOWHERE) == (Errno.EINVAL, "mode")
    assert refused(pol_nodes=NOWHERE, il_weights=NOWHERE) == (Errno.EFAULT, "nodemask")
    assert refused(home_node=9, home_of=ONLINE, pol_nodes=NOWHERE)[1] == "home_node"


@pytest.mark.parametrize(
    "fields, posted, intended",
    [
        ({"mode_flags": 1 << 3}, None, "mode"),
        ({"resv": 1}, None, "struct"),
        ({"size": 0}, None, "struct"),
        ({"pol_nodes": 0}, "nodemask", None),
    ],
)
def test_oddities_are_there_as_posted_and_gone_as_intended(
    fields: Any, posted: str | None, intended: str | None
) -> None:
    for quirks, rule in (("as_posted", posted), ("as_intended", intended)):
        answer = read(quirks, **fields)
        assert (answer.rule if isinstance(answer, Refusal) else None) == rule


def test_following_a_null_pointer_is_no_answer_but_the_end() -> None:
    assert read("as_posted", pol_nodes=0) is KILLED
    assert isinstance(read("as_posted", pol_nodes=0, mode=0), Param)


@pytest.mark.parametrize("revision", ["rfc", "v2", "v3", "v4", "v5", "v6"])
def test_every_shape_says_the_same(revision: str) -> None:
    request = read(kernel=f"mempolicy2-{revision}", weights=b"\3\1\0\0\0")
    assert isinstance(request, Param)
    assert request.mask == NodeMask.parse("0-1")
    assert request.il_weights is not None
    assert request.il_weights[:2] == (3, 1)
