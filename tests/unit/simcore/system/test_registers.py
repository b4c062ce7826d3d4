from collections.abc import Callable

import pytest

from simcore.result import EventResult
from simcore.spec import decode
from simcore.syscalls.memory import NOWHERE, UserMemory
from simcore.syscalls.structs import LAYOUTS
from simcore.system import System, run_events
from simcore.system.registers import FIRST_PIDFD, Caller, call
from tests.build import experiment, mmap, touch, two_nodes
from tests.fuzzing import BASE, Machine

Call = Callable[..., EventResult]
NICE = [{"name": "main", "caps": ["sys_nice"]}]
V6 = LAYOUTS["v6"]


@pytest.fixture
def machine() -> Machine:
    return Machine("mempolicy2-v6")


@pytest.fixture
def ask(machine: Machine) -> Call:
    by = Caller(machine.system, machine.system.tasks["a"], machine.memory)
    return lambda name, *registers: call(by, name, registers)


def put(machine: Machine, nodes: int) -> int:
    return machine.memory.put(nodes.to_bytes(16, "little"))


def test_a_policy_is_set_and_read_back_through_memory(machine: Machine, ask: Call) -> None:
    assert ask("set_mempolicy", 2 | 1 << 15, put(machine, 0b101), 65).ret == 0
    mode, mask = put(machine, 0), put(machine, 2**128 - 1)

    assert ask("get_mempolicy", mode, mask, 65, 0, 0).ret == 0
    assert machine.memory.read(mode, 4) == (2 | 1 << 15).to_bytes(4, "little")
    assert machine.memory.read(mask, 8) == b"\5" + bytes(7)


@pytest.mark.parametrize(
    "registers, errno, rule",
    [
        ((0, 0, 0, 1, 0), 22, "no_address"),
        ((0, 0, 0, BASE, 2), None, None),
        ((NOWHERE, 0, 0, 0, 0), 14, "copy_out"),
        ((0, NOWHERE, 1, 0, 0), 22, "maxnode"),
        ((0, NOWHERE, 65, 0, 0), 14, "copy_out"),
        ((0, NOWHERE, 40000, 0, 0), 22, "copy_out"),
        ((0, 0, 0, 0, 1), 22, "interleaves"),
        ((0, 0, 0, 0, 8), 22, "call_flags"),
    ],
)
def test_get_mempolicy_checks(
    ask: Call, registers: tuple[int, ...], errno: int | None, rule: str | None
) -> None:
    answer = ask("get_mempolicy", *registers)
    assert (answer.errno, answer.rule) == (errno, rule)


def test_ranges_by_address(machine: Machine, ask: Call) -> None:
    mask = put(machine, 0b10)
    assert ask("mbind", BASE, 4096 * 4, 2, mask, 65, 2).ret == 0
    assert machine.system.regions["heap"].map.node_of(0) == 1
    assert ask("set_mempolicy_home_node", BASE, 4096, 0, 0).ret == 0
    assert ask("set_mempolicy_home_node", BASE, 4096, 2**64 - 1, 0).rule == "home_node"
    assert ask("mbind", BASE + 1, 4096, 2, mask, 65, 0).rule == "aligned"


def test_pages_are_moved_one_by_one_or_only_asked_for(machine: Machine, ask: Call) -> None:
    pages = machine.memory.put(b"".join((BASE + 4096 * n).to_bytes(8, "little") for n in (0, 1, 9)))
    nodes = machine.memory.put(b"\1\0\0\0" * 3)
    status = machine.memory.put(bytes(12))

    assert ask("move_pages", 0, 3, pages, nodes, status, 2).ret == 0
    told = machine.memory.read(status, 12) or b""
    assert [int.from_bytes(told[i : i + 4], "little", signed=True) for i in (0, 4, 8)] == [1, 1, -2]
    assert ask("move_pages", 0, 1, pages, 0, status, 0).ret == 0
    assert ask("move_pages", 0, 2**64 - 1, pages, 0, status, 0).errno == 14
    assert ask("move_pages", 7, 1, pages, 0, status, 0).errno == 3
    assert ask("move_pages", 0, 1, pages, 0, status, 1).rule == "mf"
    assert ask("migrate_pages", 0, 65, put(machine, 2), put(machine, 4)).ret == 0
    assert machine.system.regions["heap"].map.node_of(0) == 2
    assert ask("migrate_pages", 9, 65, put(machine, 2), put(machine, 4)).errno == 3


@pytest.mark.parametrize("flags, moved", [(2, -13), (4, 1)])
def test_a_page_mapped_twice_moves_with_move_all_only(flags: int, moved: int) -> None:
    twice = [mmap(1, name, None, kind="memfd", object="one") for name in ("heap", "twin")]
    made = decode(experiment(two_nodes(), *twice, touch("0"), touch("0", "twin"), tasks=NICE))
    system, memory = System.boot(made), UserMemory()
    list(run_events(system, made.events))
    by = Caller(system, system.tasks["main"], memory)
    page = system.regions["heap"].base * 4096
    pages, hole = (memory.put(at.to_bytes(8, "little")) for at in (page, page + 4096 * 9))
    node, status = memory.put(b"\1\0\0\0"), memory.put(bytes(4))

    def told() -> int:
        return int.from_bytes(memory.read(status, 4) or b"", "little", signed=True)

    call(by, "move_pages", (0, 1, pages, node, status, flags))
    assert told() == moved
    call(by, "move_pages", (0, 1, hole, 0, status, flags))
    assert told() == -14


def param(machine: Machine, **fields: int) -> int:
    values = {"mode": 6, "home_node": 1, "pol_maxnodes": 5, "pol_nodes": put(machine, 0b11)}
    values["il_weights"] = machine.memory.put(b"\3\1\0\0\0")
    return machine.memory.put(V6.pack(values | fields) + bytes(8))


def test_structs_by_pointer_and_size(machine: Machine, ask: Call) -> None:
    assert ask("set_mempolicy2", param(machine), 32, 0).ret == 0
    assert machine.system.tasks["a"].policy is not None
    assert machine.system.tasks["a"].policy.il_weights == (3, 1, 1, 1)
    back = param(machine)
    assert ask("get_mempolicy2", back, 40, 0, 0).ret == 0
    assert V6.unpack(machine.memory.read(back, 32) or b"")["home_node"] == -1
    assert ask("mbind2", BASE, 4096, param(machine, mode=2), 32, 16).ret == 0
    assert ask("mbind2", 0, 4096, param(machine), 32, 0).rule == "range"


def test_a_vector_of_ranges_stops_at_the_first_that_fails(machine: Machine, ask: Call) -> None:
    entries = [BASE, 4096, 0, 4096, BASE + 8192, 4096]
    vector = machine.memory.put(b"".join(word.to_bytes(8, "little") for word in entries))
    answer = ask("process_mbind", FIRST_PIDFD + 1, vector, 3, param(machine, mode=2), 32, 0)

    assert answer.rule == "range"
    bound = [vma.first for vma in machine.system.regions["heap"].vmas if vma.policy]
    assert bound == [0]
    assert ask("process_mbind", FIRST_PIDFD, vector, 9, param(machine), 32, 0).errno is not None


def test_a_range_of_a_vector_need_not_be_whole_pages(machine: Machine, ask: Call) -> None:
    entry = BASE.to_bytes(8, "little") + (4097).to_bytes(8, "little")
    vector = machine.memory.put(entry)
    asked = ask("process_mbind", FIRST_PIDFD + 1, vector, 1, param(machine, mode=2), 32, 0)
    assert asked.errno is None
    assert [vma.end - vma.first for vma in machine.system.regions["heap"].vmas if vma.policy] == [2]


def test_flags_of_mbind_are_an_int_what_is_above_is_not_seen(machine: Machine, ask: Call) -> None:
    mask = put(machine, 0b10)
    assert ask("mbind", BASE, 4096, 2, mask, 65, 1 << 32).ret == 0
    assert ask("mbind", BASE, 4096, 2, mask, 65, 1 << 31).rule == "mf"


def test_a_number_that_is_no_pidfd(machine: Machine, ask: Call) -> None:
    assert ask("process_set_mempolicy", 99, param(machine), 32, 0).errno == 9
    assert ask("process_set_mempolicy", FIRST_PIDFD + 1, param(machine), 32, 0).ret == 0
    assert machine.system.tasks["b"].policy is not None


def test_a_kernel_without_a_call_says_so() -> None:
    machine = Machine("linux-7.2")
    by = Caller(machine.system, machine.system.tasks["a"], machine.memory)
    assert call(by, "set_mempolicy2", ()).errno == 38
    with pytest.raises(KeyError):
        call(by, "reboot", ())
