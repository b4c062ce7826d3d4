"""Importers and exporters: they know values of the document, never engines."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simcore.interchange import (
    cxl_list,
    hmat_sysfs,
    hwloc_xml,
    libvirt_xml,
    lscpu,
    lstopo_memattrs,
    mlc,
    numa_maps,
    numactl_hardware,
    numactl_show,
    numastat,
    qemu_args,
    weighted_interleave_sysfs,
)
from simcore.interchange.reader import Reader

__all__ = ("READERS",)

_MODULES: Final = (
    numactl_hardware,
    numactl_show,
    lscpu,
    hmat_sysfs,
    weighted_interleave_sysfs,
    hwloc_xml,
    lstopo_memattrs,
    mlc,
    cxl_list,
    numa_maps,
    numastat,
    qemu_args,
    libvirt_xml,
)

READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {module.READER.name: module.READER for module in _MODULES}
)
"""Every text that can be read, by the name of its format."""
