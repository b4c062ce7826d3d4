"""What a machine can be written as: a table of writers by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from simcore.interchange.to_libvirt import to_libvirt
from simcore.interchange.to_qemu import to_qemu
from simcore.spec.experiment import Experiment

__all__ = ("WRITERS", "Writer")


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: its name, what people call it, its kind of file, and how to write it."""

    name: str
    label: str
    media_type: str
    extension: str
    write: Callable[[Experiment], str]


_ALL: Final = (
    Writer("qemu", "QEMU", "text/x-shellscript", "sh", to_qemu),
    Writer("libvirt", "libvirt", "application/xml", "xml", to_libvirt),
)

WRITERS: Final[Mapping[str, Writer]] = MappingProxyType({each.name: each for each in _ALL})
"""Every format that a machine can be written in, by name."""
