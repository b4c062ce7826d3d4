"""/proc/PID/numa_maps: each mapping with its policy and its pages by node.

Follows show_numa_map() of fs/proc/task_mmu.c: address, policy, then fields. The policy's name may
hold a blank ("weighted interleave:0,3") and flags ("=static"), so a line is cut where its first
field begins. ``N3=205`` counts pages of the line's own size; counts are given here in base pages
of 4 KiB. These are measurements of a run and no part of a machine.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from simcore.errors import Problem, SpecError
from simcore.interchange.facts import Fact, Note, Reading
from simcore.interchange.lines import Line, clean_lines, ignored
from simcore.interchange.reader import Reader
from simcore.spec.limits import MAX_NODES

__all__ = ("READER", "read")

_NAME: Final = "numa-maps"
_MODES: Final = (
    r"default|prefer \(many\)|prefer|bind|interleave|local|weighted interleave|preferred many"
)
_MAP = re.compile(
    rf"([0-9a-f]{{4,16}}) ((?:{_MODES})(?:=[a-z]+(?:\|[a-z]+)*)?(?::[\d,-]+)?)((?: .*)?)"
)
_NODE = re.compile(r" N(\d{1,4})=(\d{1,15})")
_SIZE = re.compile(r" kernelpagesize_kB=(\d{1,9})")
_SIGN = re.compile(rf"(?m)^[ \t>|]*[0-9a-f]{{4,16}} (?:{_MODES})(?=[ :=\n]|$)")
_STACK = re.compile(r" stack(?= |$)")
_BASE_KIB: Final = 4


def read(text: str) -> Reading:
    """Pages by mapping and node, in pages of 4 KiB. Raises SpecError with every problem."""
    rest: list[Line] = []
    facts: list[Fact] = []
    problems: list[Problem] = []
    policies: dict[str, int] = defaultdict(int)
    seen: dict[str, int] = defaultdict(int)
    lines = list(clean_lines(text))
    matches = [_MAP.fullmatch(line.text) for line in lines]
    placed = any(_is_placed(match) for match in matches if match)
    spared = 0
    for line, match in zip(lines, matches, strict=True):
        if match is None:
            rest.append(line)
            continue
        seen[match[1]] += 1
        again = seen[match[1]]
        region = match[1] if again == 1 else f"{match[1]}.{again}"  # several processes
        policies[match[2].partition(":")[0]] += 1
        if placed and not _is_placed(match):
            spared += 1
            continue
        try:
            pages = tuple(_pages(region, match[3], line.number))
            if pages:
                facts.append(Fact(("mapping", region), match[2], line=line.number))
            facts.extend(pages)
        except ValueError as error:
            problems.append(Problem("/text", f"line {line.number}: {error}"))
    if not seen:
        rule = 'is no numa_maps: it has no line such as "7f3a40000000 default anon=6 N0=6"'
        raise SpecError.at("/text", rule)
    if problems:
        raise SpecError(problems)
    told = ", ".join(f"{count} {policy}" for policy, count in sorted(policies.items()))
    used = Note("used", f"{sum(seen.values())} mappings of a process by policy: {told}")
    notes = (used, *(_spared(spared) if spared else ()), *ignored(rest))
    return Reading(format=_NAME, facts=tuple(facts), notes=notes)


def _is_placed(match: re.Match[str]) -> bool:
    """Whether a mapping has a policy that somebody set, and is no stack, which has it too."""
    return not match[2].startswith("default") and _STACK.search(match[3]) is None


def _spared(mappings: int) -> tuple[Note]:
    told = f"{mappings} mappings without a policy of their own, or stacks, are not counted"
    return (Note("used", told),)


def _pages(region: str, fields: str, line: int) -> Iterator[Fact]:
    counts = [(int(node), int(pages)) for node, pages in _NODE.findall(fields)]
    if not counts:
        return
    size = _SIZE.search(fields)
    kib = int(size[1]) if size else _BASE_KIB
    if kib % _BASE_KIB or kib == 0:
        raise ValueError(f"pages of {kib} kB are no multiple of {_BASE_KIB} kB")
    for node, pages in counts:
        if node >= MAX_NODES:
            raise ValueError(f"nodes end at {MAX_NODES - 1}")
        yield Fact(("pages", region, node), pages * (kib // _BASE_KIB), line=line)


READER: Final = Reader(
    name=_NAME,
    label="pages of a process",
    command="cat /proc/PID/numa_maps",
    recognises=lambda text: _SIGN.search(text) is not None,
    read=read,
)
