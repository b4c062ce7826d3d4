import re
from pathlib import Path

import pytest

import simcore
from simcore.kernel.profiles import PROFILES, Feature
from simcore.spec.events import OPS
from simcore.syscalls.calls import CALLS, Status, check_place, prototype

SOURCE = Path(simcore.__file__).parent


def test_every_call_is_an_op_and_its_checks_have_names_of_their_own() -> None:
    assert set(CALLS) <= set(OPS)
    for call in CALLS.values():
        names = [name for name, _ in call.checks]
        assert len(names) == len(set(names))
        assert call.source


def test_only_calls_that_linux_has_have_a_number() -> None:
    for call in CALLS.values():
        assert (call.numbers is not None) == (call.status is Status.MERGED)


@pytest.mark.parametrize(
    "call, rule, place",
    [
        ("set_mempolicy", "allowed", (4, 4)),
        ("mbind", "mf", (3, 10)),
        ("set_mempolicy2", "struct", (2, 7)),
        ("mbind2", "suits", (12, 15)),
    ],
)
def test_a_check_is_told_by_its_place(call: str, rule: str, place: tuple[int, int]) -> None:
    found = check_place(call, rule)
    assert found is not None
    assert found[:2] == place


@pytest.mark.parametrize(
    "revision, told",
    [
        ("rfc", "mbind2(struct mpol_args *args, size_t usize, unsigned long flags)"),
        ("v2", "mbind2(const struct iovec *vec, size_t vlen, struct mpol_args *args, size_t usize"),
        ("v3", "mbind2(unsigned long start, unsigned long len, struct mpol_args *args, size_t"),
        ("v6", "mbind2(unsigned long start, unsigned long len, struct mpol_param *param, size_t"),
    ],
)
def test_a_call_had_other_shapes_before(revision: str, told: str) -> None:
    assert prototype("mbind2", revision).startswith(told)
    assert prototype("mbind", revision) == prototype("mbind")
    assert ("addr" in prototype("get_mempolicy2", revision)) == (revision not in {"rfc", "v2"})


def test_what_is_no_check_has_no_place() -> None:
    assert check_place("touch", "allowed") is None
    assert check_place("mbind", "hostile") is None
    assert check_place("mbind", None) is None


def test_every_rule_that_the_code_names_is_a_check_of_some_call() -> None:
    known = {name for call in CALLS.values() for name, _ in call.checks}
    named = set()
    for path in SOURCE.glob("*/*.py"):
        named |= set(re.findall(r'Refusal\([^()]*?, "([a-z_]+)"\)', path.read_text()))
    assert len(named) > 15
    assert named <= known


def test_kernels_with_the_posted_calls_have_a_shape_for_the_struct() -> None:
    for profile in PROFILES.values():
        assert profile.has(Feature.MEMPOLICY2) == bool(profile.revision)
