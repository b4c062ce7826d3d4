"""What ``cxl list`` prints: memory devices, and the NUMA node that each one's memory became.

JSON: an array, or a single object with ``-u``, where sizes are text. Keys hold ids
("endpoints:port1"), so the whole is walked and known values are picked up wherever they stand.
``memdev.numa_node`` is where the device is attached; its memory's own node is the
``target_node`` of the dax devices of a region. ``interleave_ways`` is interleaving by hardware
within a region, another thing than interleaving by pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from simcore.errors import SpecError
from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.reader import Reader
from simcore.spec.limits import MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "cxl-list"
_MIB: Final = 2**20
_DEEP: Final = 60
_SIZES: Final = ("ram_size", "pmem_size")
_SIGN = re.compile(r'"(?:memdev|(?:endpoint|decoder|port|region)s?:[\w.]+|bus)"\s*:')
_UNITS: Final = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40, "B": 1}
_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,4})?) ?(KiB|MiB|GiB|TiB|B)\b.*")

Object = Mapping[str, Any]


def read(text: str) -> Reading:
    """Which nodes are CXL memory. Raises SpecError."""
    objects = list(_objects(_parsed(text), 0))
    devices = list(_devices(objects))
    if not devices and not any("region" in found for found in objects):
        raise SpecError.at("/text", 'is no output of cxl list: it names no "memdev"')
    regions = [found for found in objects if "region" in found and "type" in found]
    facts = tuple(fact for region in regions for fact in _facts(region))
    return Reading(format=_NAME, facts=facts, notes=tuple(_notes(devices, regions, facts)))


def _parsed(text: str) -> Any:
    """The JSON in a text that may begin with a prompt or a command."""
    starts = [place for place in (text.find("["), text.find("{")) if place >= 0]
    if not starts:
        raise SpecError.at("/text", "is no output of cxl list: it holds no JSON")
    first = min(starts)
    try:
        value, _ = json.JSONDecoder().raw_decode(text, first)
    except json.JSONDecodeError as error:
        line = text.count("\n", 0, error.pos) + 1
        raise SpecError.at("/text", f"line {line}: is no whole JSON: {error.msg}") from None
    except RecursionError:
        raise SpecError.at("/text", "is nested too deeply") from None
    return value


def _objects(value: Any, depth: int) -> Iterator[Object]:
    """Every object in a value, the outer ones first."""
    if depth > _DEEP:
        raise SpecError.at("/text", "is nested too deeply")
    if isinstance(value, dict):
        yield value
        inside: list[Any] = list(value.values())
    else:
        inside = value if isinstance(value, list) else []
    for part in inside:
        yield from _objects(part, depth + 1)


def _devices(objects: list[Object]) -> Iterator[Object]:
    """Each device once, as told where its sizes stand: a region names its devices, too."""
    named = [found for found in objects if isinstance(found.get("memdev"), str)]
    whole = sorted(named, key=lambda found: not any(name in found for name in _SIZES))
    yield from {str(found["memdev"]): found for found in reversed(whole)}.values()


def _facts(region: Object) -> Iterator[Fact]:
    """The node of a region's memory: CXL, if it is used as memory at all."""
    nodes = {
        found["target_node"]
        for found in _objects(region, 0)
        if type(found.get("target_node")) is int and found.get("mode", "") != "devdax"
    }
    for node in sorted(nodes):
        if not 0 <= node < MAX_NODES:
            raise SpecError.at("/text", f"nodes end at {MAX_NODES - 1}, {node} lies beyond")
        yield Fact(("node", node, "kind"), "cxl")


def _notes(devices: list[Object], regions: list[Object], facts: tuple[Fact, ...]) -> Iterator[Note]:
    for device in devices:
        sizes = {name: _mib(device.get(name)) for name in _SIZES}
        told = ", ".join(
            f"{mib} MiB {name.removesuffix('_size')}" for name, mib in sizes.items() if mib
        )
        where = device.get("numa_node")
        at = f", attached at node {where}" if type(where) is int else ""
        yield Note("used", f"device {str(device['memdev'])[:40]}: {told or 'no size'}{at}")
    for region in regions:
        ways = region.get("interleave_ways")
        if type(ways) is int and ways > 1:
            rule = f"hardware interleaves {ways} ways within a region; pages see one node"
            yield Note("used", rule)
    if not facts:
        yield Note("assumed", "no region is a NUMA node yet, so no node is known to be CXL memory")


def _mib(size: Any) -> int:
    """A size in MiB: bytes as a number, or text such as "512.00 MiB (536.87 MB)"."""
    if isinstance(size, int):
        return size // _MIB
    match = _SIZE.fullmatch(size) if isinstance(size, str) else None
    return 0 if match is None else round(float(match[1]) * _UNITS[match[2]]) // _MIB


READER: Final = Reader(
    name=_NAME,
    label="CXL devices",
    command="cxl list -vX",
    recognises=lambda text: _SIGN.search(text) is not None,
    read=read,
)
