"""What texts say of a machine: single facts, each with its place, its witness and its line.

A reader turns one text into a ``Reading``: facts as a flat list, nothing assumed, nothing
combined. Merging is then one rule for all formats: of the facts about one place the best
witness is believed (``merge``), and the others are kept beside it to be shown.

Places are tuples that begin with a word:

======================================  ===================================================
place                                   value
======================================  ===================================================
("node", id)                            True: the node exists
("node", id, "cpus")                    CPU list in kernel text, "" for none
("node", id, "mib")                     memory in MiB
("node", id, "free_mib")                free memory in MiB
("node", id, "kind")                    a kind of memory, only where the text itself names it
("node", id, "socket")                  number of the CPU package
("node", id, "initiators")              nodes whose CPUs reach it best, list text
("distance", a, b)                      SLIT distance from a to b, 10 to 255
("access", i, t, "read_mib_per_s")      rate from CPUs of node i to memory of node t, MiB/s
("access", i, t, "write_mib_per_s")     the same for writes
("access", i, t, "total_mib_per_s")     the same for reads and writes together
("access", i, t, "idle_ns")             latency without load, ns
("curve", t)                            loaded latency of a node: ((MiB/s, ns), …), rising
("weight", id)                          weighted-interleave weight in sysfs
("auto",)                               weighted-interleave auto in sysfs, bool
("policy", "mode"), ("policy", "nodes") the policy of the shell that printed the text
("allowed", "cpus"), ("allowed", "nodes") what that shell may use
("pages", region, id)                   pages that a process has on a node (measured)
("mapping", region)                     the policy of a mapping with pages, as the kernel says it
("counter", name, id)                   a counter of numastat
======================================  ===================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ("Fact", "Note", "Place", "Reading", "Value", "Witness")

Place = tuple[str | int, ...]
Value = bool | int | str | tuple[tuple[int, int], ...]
Witness = Literal["told", "mlc", "hmat", "libvirt", "qemu"]
"""Who says so. "told" is the running system's own word (numactl, lscpu, sysfs, cxl, hwloc)
about things that cannot be measured otherwise: ids, CPUs, sizes, distances."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a text says; ``line`` counts from 1, 0 where a text has no lines."""

    place: Place
    value: Value
    witness: Witness = "told"
    line: int = 0
    doubt: str = ""
    """Why the value is of lower quality, in a sentence; empty for none."""


@dataclass(frozen=True, slots=True)
class Note:
    """What was done with a piece of the text, had to be assumed without one, or is in doubt."""

    kind: Literal["used", "ignored", "assumed", "doubt"]
    text: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that one text says."""

    format: str
    facts: tuple[Fact, ...]
    notes: tuple[Note, ...] = ()
