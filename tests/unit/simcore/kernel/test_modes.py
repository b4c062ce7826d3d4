import pytest

from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import MODE_RULES, MaskRule, MemPolicy, make_policy
from simcore.nodemask import EMPTY, NodeMask
from simcore.spec.events import MODE_FLAGS, MODES

NEEDY = ["bind", "interleave", "preferred_many", "weighted_interleave"]
STATIC, RELATIVE, BALANCING = "static_nodes", "relative_nodes", "numa_balancing"


def mask(text: str) -> NodeMask:
    return NodeMask.parse(text)


def asked(
    mode: str, nodes: str = "", *flags: str, allowed: str = "0-3"
) -> MemPolicy | Refusal | None:
    return make_policy(mode, tuple(sorted(flags)), mask(nodes), mask(allowed))


def installed(mode: str, nodes: str = "", *flags: str, allowed: str = "0-3") -> str:
    policy = asked(mode, nodes, *flags, allowed=allowed)
    assert isinstance(policy, MemPolicy)
    return f"{policy.mode}:{policy.nodes}"


def refused(mode: str, nodes: str = "", *flags: str, allowed: str = "0-3") -> str:
    refusal = asked(mode, nodes, *flags, allowed=allowed)
    assert isinstance(refusal, Refusal)
    assert refusal.errno is Errno.EINVAL
    return refusal.check


def test_the_table_holds_every_mode_with_its_number_in_the_abi() -> None:
    assert tuple(MODE_RULES) == MODES
    assert [rule.number for rule in MODE_RULES.values()] == [0, 1, 2, 3, 4, 5, 6]


def test_the_table_speaks_of_known_flags_only() -> None:
    assert frozenset().union(*(rule.flags for rule in MODE_RULES.values())) == set(MODE_FLAGS)
    assert {mode for mode, rule in MODE_RULES.items() if rule.mask is MaskRule.NEEDED} == set(NEEDY)


@pytest.mark.parametrize("mode", NEEDY)
def test_most_modes_need_nodes(mode: str) -> None:
    assert installed(mode, "1-2") == f"{mode}:1-2"
    assert "needs at least one node, the nodemask is empty" in refused(mode)


@pytest.mark.parametrize("mode", ["default", "local"])
def test_default_and_local_take_no_nodes(mode: str) -> None:
    assert "takes no nodes, the nodemask is 0" in refused(mode, "0")


def test_default_removes_the_policy_whatever_node_flag_stands_beside_it() -> None:
    assert asked("default") is None
    assert asked("default", "", STATIC) is None
    assert asked("default", "", RELATIVE) is None


def test_local_takes_neither_static_nor_relative() -> None:
    assert installed("local") == "local:"
    assert refused("local", "", STATIC) == "local takes no static_nodes"
    assert refused("local", "", RELATIVE) == "local takes no relative_nodes"


def test_preferred_without_nodes_becomes_local_but_not_with_a_node_flag() -> None:
    assert asked("preferred") == MemPolicy(mode="local")
    assert "preferred with static_nodes" in refused("preferred", "", STATIC)
    assert "preferred with relative_nodes" in refused("preferred", "", RELATIVE)


def test_preferred_keeps_the_lowest_node_that_is_allowed() -> None:
    assert installed("preferred", "1-3") == "preferred:1"
    assert installed("preferred", "1-3", allowed="2-3") == "preferred:2"


@pytest.mark.parametrize("mode", MODES)
def test_static_and_relative_exclude_each_other(mode: str) -> None:
    nodes = "" if mode in {"default", "local"} else "0"
    assert "exclude each other" in refused(mode, nodes, STATIC, RELATIVE)


@pytest.mark.parametrize("mode", MODES)
def test_numa_balancing_goes_with_bind_and_preferred_many_only(mode: str) -> None:
    if mode in {"bind", "preferred_many"}:
        assert installed(mode, "0", BALANCING) == f"{mode}:0"
    else:
        nodes = "" if mode in {"default", "local"} else "0"
        assert "numa_balancing goes only with" in refused(mode, nodes, BALANCING)


@pytest.mark.parametrize("mode", [*NEEDY, "preferred"])
def test_nodes_that_are_not_allowed_are_dropped_while_one_is_left(mode: str) -> None:
    assert installed(mode, "1,40", allowed="0-1") == f"{mode}:1"
    assert installed(mode, "1,40", STATIC, allowed="0-1") == f"{mode}:1"
    assert "none of the nodes 40 is an allowed node" in refused(mode, "40", allowed="0-1")


@pytest.mark.parametrize(
    "user, allowed, effective",
    [("0,1", "4-7", "4-5"), ("1,3,5", "2,3,6", "2-3,6"), ("4", "0-3", "0"), ("40", "0-2", "1")],
)
def test_a_relative_mask_is_never_empty(user: str, allowed: str, effective: str) -> None:
    assert installed("bind", user, RELATIVE, allowed=allowed) == f"bind:{effective}"


def test_the_mask_that_was_asked_for_is_remembered() -> None:
    policy = asked("bind", "1,40", STATIC)
    assert isinstance(policy, MemPolicy)
    assert (str(policy.nodes), str(policy.remembered)) == ("1", "1,40")
    assert str(policy.shown_nodes) == "1,40"


def test_a_policy_reads_as_mode_flags_and_nodes() -> None:
    assert str(MemPolicy(mode="local")) == "local"
    assert str(MemPolicy(mode="bind", flags=(STATIC,), nodes=mask("0-1"))) == "bind=static:0-1"
    assert MemPolicy(mode="interleave").rule is MODE_RULES["interleave"]
    assert MemPolicy(mode="local").nodes == EMPTY
