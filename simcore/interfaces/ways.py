"""The interfaces as a table: what Linux has first, then what was posted, then readings."""

from __future__ import annotations

from collections.abc import Callable

from simcore.interfaces import linux, posted
from simcore.interfaces.attribute import attribute
from simcore.interfaces.plan import Way
from simcore.syscalls.calls import Status

__all__ = ("WAYS",)


def _linux(revision: str) -> str:
    del revision
    return "linux-7.2"


def _attribute_flags(revision: str) -> str:
    del revision
    return "attribute-flags"


_series: Callable[[str], str] = "mempolicy2-{}".format

WAYS: tuple[Way, ...] = (
    Way(
        name="numactl",
        title="numactl",
        status=Status.MERGED,
        source="numactl(8), weights in sysfs",
        kernel=_linux,
        plan=linux.numactl,
        one_table=True,
        limits={
            "ranges": "numactl starts a program: it cannot name a range of its memory",
            "flags": "numactl has no option for most mode flags",
        },
    ),
    Way(
        name="linux",
        title="set_mempolicy, mbind, home node",
        status=Status.MERGED,
        source="mm/mempolicy.c, weights in sysfs",
        kernel=_linux,
        plan=linux.linux,
        one_table=True,
    ),
    Way(
        name="sysfs",
        title="sysfs weights alone",
        status=Status.MERGED,
        source="/sys/kernel/mm/mempolicy",
        kernel=_linux,
        plan=linux.sysfs,
        one_table=True,
        limits={
            "mode": "sysfs holds weights only: the mode is the task's own affair",
            "nodes": "sysfs holds weights only: nodes are the task's own affair",
            "flags": "sysfs holds weights only: flags are the task's own affair",
            "ranges": "sysfs holds weights only, the same for all memory",
        },
    ),
    Way(
        name="mempolicy2",
        title="set_mempolicy2, mbind2",
        status=Status.POSTED,
        source="G. Price, December 2023 to January 2024",
        kernel=_series,
        plan=posted.mempolicy2,
    ),
    Way(
        name="process",
        title="process_set_mempolicy, process_mbind",
        status=Status.READING,
        source="named in the thread of November 2023, no prototype",
        kernel=_series,
        plan=posted.process,
    ),
    Way(
        name="pidfd",
        title="pidfd_set_mempolicy",
        status=Status.POSTED,
        source="Zhongkun He, October and November 2022",
        kernel=_series,
        plan=posted.pidfd_set_mempolicy,
        one_table=True,
        limits={"ranges": "pidfd_set_mempolicy sets a task's policy, no range's"},
    ),
    Way(
        name="process_2023",
        title="process_mbind (2023)",
        status=Status.POSTED,
        source="V. Petrucci, 22 November 2023",
        kernel=_series,
        plan=posted.process_mbind_2023,
        one_table=True,
    ),
    Way(
        name="task_calls",
        title="set_task_mempolicy, task_mbind",
        status=Status.POSTED,
        source="G. Price, 22 November 2023",
        kernel=_series,
        plan=posted.task_calls,
        one_table=True,
    ),
    Way(
        name="attribute",
        title="attribute flags",
        status=Status.READING,
        source="A. Kleen, 10 January 2024, without names or numbers",
        kernel=_attribute_flags,
        plan=attribute,
        one_table=True,
        limits={"weights": "weights are 1, or 1 to 8 on the nodes with the attribute"},
    ),
)
"""Every interface."""
