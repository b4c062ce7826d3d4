import pytest

from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.profiles import PROFILES, KernelProfile
from simcore.kernel.weights import (
    AUTO_SHARES,
    auto_weights,
    proportional_weights,
    store_weight,
    weight_files,
)
from simcore.nodemask import NodeMask

OLD, NEW = PROFILES["linux-6.12"], PROFILES["linux-7.2"]
FILES = NodeMask.parse("0-1")

VECTORS = [
    ("300,100", "3:1"),
    ("400,128", "24:7"),
    ("100,50", "21:10"),
    ("300,300,100,100", "3:3:1:1"),
    ("200,22", "28:3"),
    ("200,22,0", "28:3:1"),
    ("1000,10", "31:1"),
    ("310,10", "31:1"),
    ("256,64", "25:6"),
    ("256,64,64", "21:5:5"),
    ("300000,64000", "26:5"),
    ("400,400,64,64", "13:13:2:2"),
    ("1,1", "1:1"),
    ("5", "1"),
    ("0,0", "1:1"),
    ("0,7", "1:32"),
]


@pytest.mark.parametrize("bandwidths, weights", VECTORS)
def test_automatic_weights_share_32_by_bandwidth_and_are_reduced(
    bandwidths: str, weights: str
) -> None:
    computed = auto_weights(dict(enumerate(map(int, bandwidths.split(",")))))

    assert ":".join(str(weight) for weight in computed.values()) == weights


def test_a_share_is_rounded_down_and_never_to_nothing() -> None:
    assert AUTO_SHARES == 32
    assert auto_weights({0: 30, 1: 2}) == {0: 15, 1: 1}
    assert auto_weights({0: 301, 1: 20}) == {0: 30, 1: 1}
    assert auto_weights({0: 10**9, 1: 1}) == {0: 31, 1: 1}


def test_automatic_weights_do_not_depend_on_the_unit() -> None:
    assert auto_weights({0: 204, 4: 21}) == auto_weights({0: 204 * 1024, 4: 21 * 1024})


@pytest.mark.parametrize("kernel", [OLD, NEW], ids=["6.12", "7.2"])
def test_weights_from_1_to_255_are_stored(kernel: KernelProfile) -> None:
    assert [store_weight(kernel, FILES, 1, value) for value in (1, 255)] == [1, 255]
    refused = [store_weight(kernel, FILES, 1, value) for value in (-1, 256)]
    assert all(isinstance(r, Refusal) and r.errno is Errno.EINVAL for r in refused)


def test_zero_resets_the_weight_in_the_older_kernel_and_is_refused_by_the_newer() -> None:
    refused = store_weight(NEW, FILES, 0, 0)

    assert store_weight(OLD, FILES, 0, 0) == 1
    assert refused == Refusal(Errno.EINVAL, "a weight lies between 1 and 255, not 0")


def test_a_node_without_a_weight_file_cannot_be_written() -> None:
    refused = store_weight(NEW, FILES, 2, 5)

    assert isinstance(refused, Refusal)
    assert refused.errno is Errno.ENOENT


def test_nodes_without_memory_have_a_weight_file_in_the_older_kernel_only() -> None:
    online, memory = NodeMask.parse("0-2"), NodeMask.parse("0-1")

    assert weight_files(OLD, online, memory) == online
    assert weight_files(NEW, online, memory) == memory


@pytest.mark.parametrize(
    "bandwidth, weights",
    [
        ({0: 300, 1: 100}, {0: 3, 1: 1}),
        ({0: 190_000, 1: 21_000}, {0: 9, 1: 1}),
        ({0: 7, 1: 7, 2: 7}, {0: 1, 1: 1, 2: 1}),
        ({4: 5, 7: 2}, {4: 5, 7: 2}),
        ({3: 99}, {3: 1}),
    ],
)
def test_weights_by_hand_are_small_numbers_in_the_ratio(
    bandwidth: dict[int, int], weights: dict[int, int]
) -> None:
    assert proportional_weights(bandwidth) == weights


@pytest.mark.parametrize("largest", [1, 4, 16])
def test_weights_by_hand_stay_between_one_and_the_largest(largest: int) -> None:
    weights = proportional_weights({0: 10**6, 1: 3000, 2: 1}, largest)

    assert set(range(1, largest + 1)) >= set(weights.values())
