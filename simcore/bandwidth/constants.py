"""Constants of the bandwidth model, one row per kind of node or link, each with its source.

A row is what is assumed when nothing was measured. None of them was fitted to one case: the
times are round figures that published loaded-latency curves (Ice Lake by MLC; Skylake, A64FX,
Graviton3, a remote socket and a CXL device by Mess) and the thread sweeps of a GH200 share,
each within about a third. Rates are decimal GB/s, times ns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

__all__ = (
    "BAND_LINES",
    "CORE_NS",
    "DEVICE_NS",
    "GB_PER_S_PER_MIB_PER_S",
    "KINDS",
    "LINE_BYTES",
    "PATTERN_LINES",
    "Kind",
    "Law",
    "kind_of",
    "link_kind",
)

Law = Literal["bus", "duplex"]

#: Bytes moved per miss: the cache line of every machine in the published cases but A64FX.
LINE_BYTES: Final = 64

#: Decimal GB/s in one MiB/s, the unit of a machine's rates.
GB_PER_S_PER_MIB_PER_S: Final = 2**20 / 1e9

#: Longest part of an idle latency that is the memory's own, ns. A local DDR access takes
#: 65 to 95 ns (MLC, Mess); what a node takes beyond that is distance, and distance does not queue.
DEVICE_NS: Final = 90.0

#: Time per line that a core spends beside waiting, ns; a program's rate at one thread contains
#: it. Only used where a measured rate stands in for a latency. Estimated: some 50 to 100 cycles.
CORE_NS: Final = 30.0

#: Lines in flight per thread by access pattern. Streams and independent look-ups: 10, between
#: the fill buffers of older cores (10 to 12) and what the loaded latency of MLC on Ice Lake
#: implies by Little's law (10 per thread); a chase of dependent loads has one by definition.
PATTERN_LINES: Final[Mapping[str, float]] = MappingProxyType(
    {"stream": 10.0, "random": 10.0, "chase": 1.0}
)

#: Lines in flight per thread at the two ends of the band, where the number was not typed.
BAND_LINES: Final = (8.0, 16.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is assumed of one kind of node or link.

    ``law`` says how reads and writes share the capacity: a ``bus`` carries both in turn, a
    ``duplex`` path has a direction for each. ``write_ratio`` and ``total_ratio`` give a missing
    write or total rate as a multiple of the read rate (None: no such limit). ``turnaround`` is
    the part of a bus lost to changes of direction at equal reads and writes. ``request_load``
    is what a read takes of the write direction and ``completion_load`` what a write takes of
    the read direction, in lines. ``rise_ns`` and ``queue_ns`` shape the loaded latency
    (``laws.Laws``), at a device time of ``DEVICE_NS`` for nodes and as they stand for links.
    ``idle_ns`` and ``read_gb_per_s`` are the importer's guesses.
    """

    law: Law
    write_ratio: float
    total_ratio: float | None = None
    turnaround: float = 0.0
    request_load: float = 0.0
    completion_load: float = 0.0
    rise_ns: float
    queue_ns: float
    idle_ns: float
    read_gb_per_s: float
    source: str
    is_link: bool = False


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "dram": Kind(
            law="bus",
            write_ratio=0.85,
            turnaround=0.06,
            rise_ns=28.0,
            queue_ns=4.0,
            idle_ns=95.0,
            read_gb_per_s=200.0,
            source="MLC mixes on Skylake, Cascade Lake, Ice Lake: W/R 0.76 to 1.03 after 6 % "
            "turnaround; curves rise 25 to 36 ns, queue scale 3 to 5 ns; eight channels of DDR5",
        ),
        "hbm": Kind(
            law="bus",
            write_ratio=0.85,
            turnaround=0.06,
            rise_ns=28.0,
            queue_ns=3.3,
            idle_ns=110.0,
            read_gb_per_s=900.0,
            source="A64FX HBM2 by Mess: rise 29 ns, queue scale 3 ns, idle 112 ns, 943 GB/s",
        ),
        "pmem": Kind(
            law="bus",
            write_ratio=0.35,
            turnaround=0.06,
            rise_ns=75.0,
            queue_ns=12.0,
            idle_ns=305.0,
            read_gb_per_s=39.4,
            source="six PMem DIMMs: 39.4 read, 13.9 GB/s write, 305 ns random; the shape is that "
            "of DRAM stretched to its idle latency, not measured",
        ),
        "cxl": Kind(
            law="duplex",
            write_ratio=0.87,
            total_ratio=1.7,
            request_load=0.2,
            completion_load=0.1,
            rise_ns=28.0,
            queue_ns=0.8,
            idle_ns=250.0,
            read_gb_per_s=22.0,
            source="x8 vendor model W/R 0.86, T/R 1.64, x8 E3.S module T/R 1.53; slots of a "
            "68-byte flit: a write takes five, a read request one, two completions share one",
        ),
        "remote": Kind(
            law="duplex",
            write_ratio=0.87,
            total_ratio=1.5,
            rise_ns=28.0,
            queue_ns=2.4,
            idle_ns=150.0,
            read_gb_per_s=100.0,
            source="Skylake remote socket by Mess: rise 26 ns, queue scale 2.3 ns, idle 135 ns; "
            "ratios as for CXL, no measurement at hand",
        ),
        "hbm_link": Kind(
            law="duplex",
            write_ratio=0.87,
            total_ratio=1.5,
            rise_ns=28.0,
            queue_ns=3.0,
            idle_ns=700.0,
            read_gb_per_s=130.0,
            source="GH200 sweeps over NVLink-C2C: rise 4 % and queue 0.4 % of the time of one "
            "thread, which are these times at 700 ns; ratios as for a remote socket",
        ),
        "upi": Kind(
            is_link=True,
            law="duplex",
            write_ratio=1.0,
            rise_ns=15.0,
            queue_ns=2.4,
            idle_ns=55.0,
            read_gb_per_s=60.0,
            source="remote minus local curve of Skylake; cross-socket figure of the first "
            "mempolicy2 posting, about 64 GB/s",
        ),
        "cxl_link": Kind(
            is_link=True,
            law="duplex",
            write_ratio=1.0,
            request_load=0.2,
            completion_load=0.1,
            rise_ns=3.0,
            queue_ns=1.0,
            idle_ns=0.0,
            read_gb_per_s=60.0,
            source="PCIe 5.0 x16 at about 95 % of 63 GB/s; slots as for a cxl node; the device "
            "holds most of the queue",
        ),
        "pcie": Kind(
            is_link=True,
            law="duplex",
            write_ratio=1.0,
            rise_ns=3.0,
            queue_ns=1.0,
            idle_ns=0.0,
            read_gb_per_s=60.0,
            source="as cxl_link, without the slot accounting",
        ),
        "nvlink": Kind(
            is_link=True,
            law="duplex",
            write_ratio=1.0,
            rise_ns=20.0,
            queue_ns=3.0,
            idle_ns=400.0,
            read_gb_per_s=400.0,
            source="GH200 sweeps, less the memory's own rise; 450 GB/s a direction nominal",
        ),
        "on_package": Kind(
            is_link=True,
            law="duplex",
            write_ratio=1.0,
            rise_ns=3.0,
            queue_ns=0.5,
            idle_ns=10.0,
            read_gb_per_s=1000.0,
            source="judgement: wide and short",
        ),
    }
)


def link_kind(name: str) -> str:
    """The row of a link whose name in an experiment is ``name``: a CXL link is no CXL node."""
    return "cxl_link" if name == "cxl" else name


def kind_of(name: str) -> Kind:
    """The row of a kind. Raises ValueError that lists the kinds there are."""
    try:
        return KINDS[name]
    except KeyError:
        known = ", ".join(sorted(KINDS))
        raise ValueError(f"unknown kind {name!r}; known: {known}") from None
