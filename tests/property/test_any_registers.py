"""System calls with any registers: an errno or a success, and nothing broken after."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcore.kernel.arguments import mode_argument
from simcore.kernel.errno import Refusal
from simcore.system.registers import REGISTER_CALLS, Caller, call
from tests.fuzzing import STEP_BYTES, Machine, check_answer, check_read_back, check_state

KERNELS = [
    ("linux-6.12", None),
    ("linux-7.2", None),
    ("mempolicy2-v6", None),
    ("mempolicy2-v6", "as_posted"),
    ("mempolicy2-v6", "as_intended"),
    ("mempolicy2-v2", None),
    ("mempolicy2-rfc", None),
    ("attribute-flags", None),
]
STEPS = st.lists(st.binary(min_size=STEP_BYTES, max_size=STEP_BYTES), min_size=1, max_size=25)


@pytest.mark.parametrize("kernel, quirks", KERNELS)
@given(script=STEPS)
@settings(max_examples=30, deadline=None)
def test_every_call_gets_an_answer_and_breaks_nothing(
    kernel: str, quirks: str | None, script: list[bytes]
) -> None:
    machine = Machine(kernel, quirks)
    for step in script:
        check_answer(machine.step(step)[1])
        check_state(machine)
    check_read_back(machine)


@pytest.mark.parametrize("name", REGISTER_CALLS)
@given(registers=st.lists(st.integers(0, 2**64 - 1), min_size=6, max_size=6))
@settings(max_examples=40, deadline=None)
def test_any_64_bit_numbers_will_do(name: str, registers: list[int]) -> None:
    machine = Machine("mempolicy2-v6")
    check_answer(
        call(Caller(machine.system, machine.system.tasks["b"], machine.memory), name, registers)
    )
    check_state(machine)


def test_of_all_65536_mode_words_the_known_ones_pass() -> None:
    """Nine modes with node flags, two of them with numa_balancing; the rest is refused."""
    good = [word for word in range(2**16) if not isinstance(mode_argument(hex(word), ()), Refusal)]
    modes = 7 * 3  # each alone, static or relative
    balanced = 2 * 3  # bind and preferred_many again with numa_balancing
    assert len(good) == modes + balanced

    machine = Machine("linux-7.2")
    by = Caller(machine.system, machine.system.tasks["a"], machine.memory)
    mask = machine.masks[1]
    for word in range(2**16):
        answer = call(by, "set_mempolicy", (word, mask, 65))
        check_answer(answer)
        assert answer.errno in {None, 22}
        assert word in good or answer.rule == "mode"
    check_state(machine)


def test_the_mode_is_an_int_whatever_lies_above_it() -> None:
    machine = Machine("linux-7.2")
    by = Caller(machine.system, machine.system.tasks["a"], machine.memory)
    assert call(by, "set_mempolicy", (2**40 | 2, machine.masks[0], 65)).ret == 0
    assert call(by, "set_mempolicy", (2**64 - 1, machine.masks[0], 65)).errno == 22
