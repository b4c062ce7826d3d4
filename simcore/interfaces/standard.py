"""The experiment that an intent is measured by when it brings none: DRAM and CXL, 4 GiB touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ("STANDARD",)

_PAGES = 1 << 20

STANDARD: Mapping[str, Any] = {
    "kernel": "linux-7.2",
    "machine": {
        "sockets": [{"id": 0}],
        "nodes": [
            {
                "id": 0,
                "kind": "dram",
                "mib": 65536,
                "cpus": "0-63",
                "socket": 0,
                "read_mib_per_s": 204000,
                "write_mib_per_s": 190000,
                "idle_ns": 95,
            },
            {
                "id": 1,
                "kind": "cxl",
                "mib": 131072,
                "cpus": "",
                "socket": 0,
                "read_mib_per_s": 21000,
                "write_mib_per_s": 21000,
                "total_mib_per_s": 23300,
                "idle_ns": 250,
            },
        ],
        "links": [
            {
                "id": "pcie0",
                "kind": "cxl",
                "ends": ["node1", "socket0"],
                "read_mib_per_s": 60082,
                "write_mib_per_s": 60082,
            }
        ],
        "distance": [[10, 14], [14, 10]],
    },
    "tasks": [{"name": "main"}],
    "events": [
        {"op": "mmap", "id": "heap", "pages": _PAGES},
        {"op": "touch", "id": "heap", "pages": f"0-{_PAGES - 1}"},
    ],
    "workload": {"streams": [{"threads": 64, "mlp": 10, "regions": {"heap": 1000}}]},
}
"""A document; node 0 is DRAM, node 1 a CXL expander, the region is called heap."""
