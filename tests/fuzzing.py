"""Random system calls, and what must hold whatever they were.

``Machine`` keeps one running system and a memory with masks, weight arrays and structs; a
script is a list of bytes that decides calls and registers, so that a fuzzer can cut, splice and
change it. Used by the property test and by ``tools/fuzz_calls.py``.
"""

from __future__ import annotations

from collections.abc import Iterator

from simcore.kernel.modes import MemPolicy
from simcore.kernel.profiles import Feature
from simcore.result import EventResult
from simcore.spec import decode
from simcore.syscalls.masks import mask_bytes
from simcore.syscalls.memory import NOWHERE, UserMemory
from simcore.syscalls.structs import LAYOUTS
from simcore.system import System, run_events
from simcore.system.registers import FIRST_PIDFD, REGISTER_CALLS, Caller, call
from tests.build import experiment, machine, mmap, touch

BASE = 0x1000_0000_0000
PAGES = 16
NAMES = sorted(REGISTER_CALLS)
NUMBERS = (
    *(0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 24, 31, 32, 33, 40, 64, 65, 66, 4096, 1023, 1024, 1025),
    *(32768, 32769, 32770, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**63, 2**64 - 1, NOWHERE),
    *(BASE, BASE + 1, BASE + 4096, BASE + 4096 * 5, BASE + 4096 * PAGES, 4096 * PAGES),
    *(1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15, 3 << 14, 6 | 1 << 15, 3 | 7 << 10),
    *(FIRST_PIDFD, FIRST_PIDFD + 1, FIRST_PIDFD + 9),
)

_RANGE = ("start", "length")
REGISTERS = {
    "set_mempolicy": ("mode", "mask", "maxnode"),
    "mbind": (*_RANGE, "mode", "mask", "maxnode", "mf"),
    "get_mempolicy": ("out", "out", "maxnode", "address", "ask"),
    "set_mempolicy_home_node": (*_RANGE, "node", "zero"),
    "migrate_pages": ("zero", "maxnode", "mask", "mask"),
    "move_pages": ("zero", "count", "addresses", "numbers", "out", "mf"),
    "set_mempolicy2": ("param", "size", "zero"),
    "mbind2": (*_RANGE, "param", "size", "mf"),
    "get_mempolicy2": ("param", "size", "address", "ask"),
    "process_set_mempolicy": ("pidfd", "param", "size", "zero"),
    "process_mbind": ("pidfd", "vector", "count", "param", "size", "mf"),
}
"""What each register of a call means."""


class Machine:
    """A system with four nodes, two tasks and a region, and pointers worth trying."""

    def __init__(self, kernel: str, quirks: str | None = None) -> None:
        tasks = [{"name": "a", "caps": ["sys_nice"]}, {"name": "b", "cpu": 1}]
        document = experiment(
            machine(1, 1, 1, 0), mmap(PAGES, addr=hex(BASE)), touch("0-3"), tasks=tasks
        )
        document |= {"kernel": kernel} | ({"quirks": quirks} if quirks else {})
        made = decode(document)
        self.system = System.boot(made)
        for _ in run_events(self.system, made.events):
            pass
        self.memory = UserMemory()
        self.sensible = self._sensible()
        self.masks = self.sensible["mask"]
        self.pointers = tuple({at for name in _POINTERS for at in self.sensible[name]})

    def _sensible(self) -> dict[str, tuple[int, ...]]:
        """For each meaning of a register some values that often succeed."""
        put = self.memory.put
        bits = (1, 3, 15, 2, 6, 0, 1 << 5, 1 << 1023, 1 << 1024)
        masks = [put(mask_bytes(each, 1100)) for each in bits]
        arrays = ([3, 1] * 3, [255] * 1024, [0, 9, 0], [0] * 1030)
        weights = [put(bytes(each)) for each in arrays]
        vector = [BASE, 4096 * 2, BASE + 4096 * 4, 4096, 0, 1]
        words = b"".join(word.to_bytes(8, "little") for word in vector)
        return {
            "mode": (6, 3, 2, 1, 5, 4, 0, 6 | 1 << 15, 3 | 1 << 14, 2 | 1 << 13, 3 | 5 << 10),
            "mask": tuple(masks),
            "maxnode": (5, 65, 4, 1025, 1026, 32769),
            "mf": (0, 2, 1, 3, 4, 16, 18),
            "start": tuple(BASE + 4096 * page for page in range(PAGES + 1)),
            "length": tuple(4096 * pages for pages in (1, 2, 5, PAGES, PAGES + 1, 0)),
            "address": (0, BASE, BASE + 4096 * 6, 1),
            "ask": (0, 2, 1, 3, 4),
            "node": (0, 1, 2, 3, 4),
            "zero": (0,),
            "count": (1, 2, 3, 8),
            "size": (LAYOUTS.get(self.system.kernel.revision, LAYOUTS["v6"]).size, 24, 40, 80, 0),
            "pidfd": (FIRST_PIDFD, FIRST_PIDFD + 1),
            "out": (put(bytes(256)), 0),
            "param": tuple(self._structs(masks, weights)),
            "addresses": (
                put(b"".join((BASE + 4096 * page).to_bytes(8, "little") for page in range(8))),
            ),
            "numbers": (put(b"".join(n.to_bytes(4, "little") for n in (0, 1, 2, 1, 0, 9))), 0),
            "vector": (put(words),),
        }

    def _structs(self, masks: list[int], weights: list[int]) -> Iterator[int]:
        """The struct of the kernel's own revision with all modes, and others."""
        own = LAYOUTS.get(self.system.kernel.revision, LAYOUTS["v6"])
        for layout in (own, LAYOUTS["v6"], LAYOUTS["rfc"]):
            for mode in (6, 3, 2, 5, 1, 0):
                for array in (*weights[:3], 0):
                    fields = {"mode": mode, "home_node": 1, "pol_maxnodes": 5}
                    fields |= {"pol_nodes": masks[mode % 3] if mode else 0, "il_weights": array}
                    yield self.memory.put(layout.pack(fields) + bytes(16))
        yield self.memory.put(b"\xff" * 80)

    def step(self, script: bytes) -> tuple[str, EventResult]:
        """One call that some bytes decide: which, by whom, and each register."""
        get = iter(script).__next__
        name = NAMES[get() % len(NAMES)]
        task = self.system.tasks["ab"[get() % 2]]
        registers = [self._register(meaning, get(), get()) for meaning in REGISTERS[name]]
        return name, call(Caller(self.system, task, self.memory), name, registers)

    def _register(self, meaning: str, kind: int, value: int) -> int:
        """Mostly what the register is for; else a pointer, an edge, or any small number."""
        if kind % 16 < 14:
            known = self.sensible[meaning]
            return known[value % len(known)]
        if kind % 32 == 14:
            return self.pointers[value % len(self.pointers)]
        if kind % 32 == 15:
            return kind // 32 << 8 | value
        return NUMBERS[value % len(NUMBERS)]

    def policies(self) -> Iterator[tuple[str, MemPolicy]]:
        """Every policy in force: of tasks, and of parts of the region."""
        for name, task in self.system.tasks.items():
            if task.policy is not None:
                yield name, task.policy
        for region in self.system.regions.values():
            for vma in region.vmas:
                if vma.policy is not None:
                    yield region.id, vma.policy


_POINTERS = ("mask", "param", "out", "addresses", "numbers", "vector")
STEP_BYTES = 2 + 2 * max(entry.count for entry in REGISTER_CALLS.values())


def check_answer(answer: EventResult) -> None:
    """A value or an errno, never both and never none."""
    if answer.signal is not None:
        assert answer.signal == 9
        return
    assert answer.ret is not None
    assert (answer.ret == -1) == (answer.errno is not None)
    if answer.errno is not None:
        assert 0 < answer.errno < 134
        assert answer.check


def check_state(machine: Machine) -> None:
    """Masks within mems_allowed, weights from 1 to 255, free pages within the machine."""
    system = machine.system
    allowed = system.tasks["a"].mems_allowed
    for _, policy in machine.policies():
        assert not policy.nodes - allowed
        if policy.rule.interleaves:
            assert policy.nodes
        for weight in policy.il_weights or ():
            assert 1 <= weight <= 255
    assert all(1 <= weight <= 255 for weight in system.weights.values())
    assert all(free >= 0 for free in system.free.values())


def check_read_back(machine: Machine) -> None:
    """What get_mempolicy (and get_mempolicy2) says of the task is the policy in force."""
    system, memory = machine.system, machine.memory
    task = system.tasks["a"]
    mode, mask = memory.put(bytes(4)), memory.put(bytes(16))
    by = Caller(system, task, memory)
    assert call(by, "get_mempolicy", (mode, mask, 65, 0, 0)).ret == 0
    policy = task.policy
    shown = int.from_bytes(memory.read(mask, 8) or b"", "little")
    assert shown == (0 if policy is None else policy.shown_nodes.bits & (2**64 - 1))
    word = int.from_bytes(memory.read(mode, 4) or b"", "little")
    assert word & 0xFF == (0 if policy is None else policy.rule.number)
    if not system.kernel.has(Feature.MEMPOLICY2):
        return
    layout = LAYOUTS[system.kernel.revision]
    weights = memory.put(bytes(64))
    fields = {"pol_maxnodes": 65, "pol_nodes": mask, "il_weights": weights}
    struct = memory.put(layout.pack(fields))
    assert call(by, "get_mempolicy2", (struct, layout.size, 0, 0)).ret == 0
    back = layout.unpack(memory.read(struct, layout.size) or b"")
    assert back["mode"] == word & 0xFF
    if policy is not None and policy.mode == "weighted_interleave":
        effective = system.weights_for(policy)
        told = memory.read(weights, 4) or b""
        assert all(told[node] == effective.get(node, 1) for node in policy.nodes)
