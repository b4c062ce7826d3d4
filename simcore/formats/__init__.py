"""Importers and exporters: they know values of the document, never engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from simcore.formats import numactl_hardware
from simcore.formats.facts import Facts

__all__ = ("READERS",)

READERS: Final[Mapping[str, Callable[[str], Facts]]] = MappingProxyType(
    {"numactl-hardware": numactl_hardware.read}
)
"""Every text that can be read, by the name of its format."""
