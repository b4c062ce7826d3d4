"""A C program that does what an experiment's first task does; the policies are left to a dialect.

The program maps the regions at the experiment's addresses, since the address decides which page
of a pattern comes first, says each policy, touches the pages in order and shows where they lie.
What other tasks do, and what only root may do, stands there as a comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.present.home.start import program_cpus, threads_told
from app.present.home.subject import Subject
from app.present.home.weights import weight_lines
from app.present.views import View
from simcore.kernel.errno import Errno
from simcore.nodemask import NodeMask
from simcore.pageranges import parse_pages
from simcore.reproduce.c_text import c_names, inert
from simcore.result import EventResult
from simcore.spec.events import (
    OPS,
    EventBase,
    Kind,
    Madvise,
    Mmap,
    Munmap,
    RangeEvent,
    SchedSetaffinity,
    Step,
    Touch,
)

__all__ = (
    "Dialect",
    "Lines",
    "Place",
    "Say",
    "call",
    "comment",
    "number",
    "page_of",
    "program",
    "range_of",
)

_MOST_EVENTS = 400
_MOST_RANGES = 40
Lines = list[str]


@dataclass(frozen=True, slots=True)
class Place:
    """What the lines of an event need to know.

    Regions by id as C names and in pages, and the nodes that have memory.
    """

    names: Mapping[str, str]
    pages: Mapping[str, int]
    memory: NodeMask


Say = Callable[..., Lines | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A library's way to say policies: what it includes, its own helpers, its lines by event."""

    title: str
    build: str
    defines: tuple[str, ...] = ()
    includes: tuple[str, ...]
    after_includes: tuple[str, ...] = ()
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    helpers: Mapping[str, str] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    says: Mapping[type[EventBase], Say]


def program(subject: Subject, dialect: Dialect) -> str:
    """The text of the program."""
    view = subject.view
    place = _place(view)
    main = [
        *dialect.first,
        *_pinned(view),
        *_events(view, place, dialect),
        "    show_pages();",
        *dialect.last,
    ]
    body = "\n".join(main)
    helpers = _needed({**_HELPERS, **dialect.helpers}, body)
    parts = [
        _head(view, dialect),
        "\n".join(("#define _GNU_SOURCE", *dialect.defines, *map(_include, dialect.includes))),
        "\n".join(dialect.after_includes),
        _fallbacks(dialect, "\n".join([body, *helpers])),
        f"#define PAGE {view.experiment.machine.page_kib * 1024}UL",
        "\n".join(f"char *{name};" for name in place.names.values()),
        *helpers,
        f"int main(void)\n{{\n{body}\n    return 0;\n}}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _pinned(view: View) -> Lines:
    """The CPUs that the experiment's first task runs on, where two nodes have CPUs."""
    first = view.experiment.tasks[0]
    cpus = program_cpus(view.experiment, first)
    told = threads_told(view.experiment, first, "run_on")
    return [*(comment(line[2:]) for line in told), *([f'    run_on("{cpus}");'] if cpus else [])]


def _include(header: str) -> str:
    return f"#include <{header}>"


def _fallbacks(dialect: Dialect, code: str) -> str:
    """Numbers for the names in use that an older header does not have."""
    lines = [
        f"#ifndef {name}\n#define {name} {value}\n#endif"
        for name, value in dialect.fallbacks.items()
        if re.search(rf"\b{name}\b", code)
    ]
    head = "/* What older headers do not know; the numbers are the kernel's. */"
    return "\n".join([head, *lines]) if lines else ""


def _needed(helpers: Mapping[str, str], body: str) -> Lines:
    """The helpers that the program calls, and those that these call, in the table's order."""
    used = {name for name in helpers if f"{name}(" in body}
    used |= {name for name in helpers for user in used if f"{name}(" in helpers[user]}
    return [text for name, text in helpers.items() if name in used]


def _head(view: View, dialect: Dialect) -> str:
    """What the program is, how it is built, and which weights it expects."""
    nodes = view.policy_nodes or tuple(view.experiment.machine.has_memory)
    lines = [dialect.title, "", f"Build: {dialect.build}"]
    if view.weights_matter:
        lines += ["Before it runs, as root:", *(f"  {c}" for c in weight_lines(view, nodes))]
    return "/*\n" + "\n".join(f" * {inert(line)}".rstrip() for line in lines) + "\n */"


def _place(view: View) -> Place:
    mapped = [event for event in view.experiment.events if isinstance(event, Mmap)]
    names = c_names(event.id for event in mapped)
    pages = {event.id: event.pages for event in mapped}
    return Place(names, pages, view.experiment.machine.has_memory)


def _events(view: View, place: Place, dialect: Dialect) -> Lines:
    says = {**_SAYS, **dialect.says}
    task = view.experiment.tasks[0].name
    pairs = list(zip(view.experiment.events, view.result.events, strict=False))
    lines: Lines = []
    for event, answer in pairs[:_MOST_EVENTS]:
        lines += _event(event, answer, place=place, says=says, task=task)
    left = len(view.experiment.events) - len(pairs[:_MOST_EVENTS])
    return [*lines, *([comment(f"and {left} more events")] if left else [])]


def _event(
    event: EventBase, answer: EventResult, *, place: Place, says: Mapping[type, Say], task: str
) -> Lines:
    """The lines of one event, with the kernel's refusal as a comment."""
    said = says[type(event)](event, place) if type(event) in says else None
    actor = getattr(event, "task", None)
    op = getattr(event, "op", "event")
    if actor not in (None, task):
        return [comment(f"{op} of the task {actor} is left out")]
    if said is None:
        why = (
            "it is in no kernel"
            if op in OPS and OPS[op].kind is Kind.PROPOSED
            else "not this program's to do"
        )
        return [comment(f"{op} is left out: {why}")]
    if answer.errno is None:
        return said
    return [comment(f"the kernel refuses: {Errno(answer.errno).name}, {answer.check}"), *said]


def comment(text: str) -> str:
    """A comment inside main()."""
    return f"    /* {inert(text)} */"


def call(function: str, *arguments: str) -> str:
    """A call whose refusal is told while the program goes on."""
    return f'    told("{function}", {function}({", ".join(arguments)}));'


def number(value: int) -> str:
    """A number as an unsigned long."""
    return f"{value}UL" if value < 2**31 else f"0x{value:x}UL"


def range_of(event: RangeEvent, place: Place) -> tuple[str, str] | None:
    """Start and length in bytes; None for a region that this program does not have."""
    if event.id is None:
        start = int(event.addr or "0x0", 16)
        return f"(void *)0x{start:x}UL", f"0x{int(event.length or '0x0', 16):x}UL"
    return _pages_of(event.id, event.first, event.pages, place)


def _pages_of(
    region: str, first: int | None, pages: int | None, place: Place
) -> tuple[str, str] | None:
    if region not in place.names:
        return None
    count = place.pages[region] - (first or 0) if pages is None else pages
    offset = f" + {number(first)} * PAGE" if first else ""
    return f"{place.names[region]}{offset}", f"{number(max(count, 0))} * PAGE"


def page_of(region: str, page: int, place: Place) -> str | None:
    """The address of a page; None in a region that this program does not have."""
    found = _pages_of(region, page, 1, place)
    return found and found[0]


_MAP_FLAGS = {
    "anon": "MAP_PRIVATE | MAP_ANONYMOUS",
    "shanon": "MAP_SHARED | MAP_ANONYMOUS",
    "memfd": "MAP_SHARED",
    "memfdpriv": "MAP_PRIVATE",
    "file": "MAP_SHARED",
}


def _mmap(event: Mmap, place: Place) -> Lines:
    """A mapping near its address; objects that regions share become objects of their own."""
    flags = f"{_MAP_FLAGS[event.kind]} | MAP_NORESERVE"
    has_object = "ANONYMOUS" not in flags
    offset = event.offset or 0
    opened = f"object_of({number(offset + event.pages)} * PAGE)" if has_object else "-1"
    arguments = (
        f"(void *){event.addr or '0x0'}UL, {number(event.pages)} * PAGE",
        f"{flags}, {opened}, {f'{number(offset)} * PAGE' if offset else '0'}",
    )
    shared = [comment(f"shows the object {event.object}")] if event.object else []
    return [*shared, f"    {place.names[event.id]} = map({', '.join(arguments)});"]


def _munmap(event: Munmap, place: Place) -> Lines | None:
    found = _pages_of(event.id, event.first, event.pages, place)
    return found and [call("munmap", *found)]


def _madvise(event: Madvise, place: Place) -> Lines | None:
    found = _pages_of(event.id, event.first, event.pages, place)
    return found and [call("madvise", *found, f"MADV_{event.advice.upper()}")]


def _touch(event: Touch | Step, place: Place) -> Lines | None:
    if event.id not in place.names:
        return None
    reads = isinstance(event, Touch) and event.access == "read"
    ranges = list(parse_pages(event.pages))
    name, writes = place.names[event.id], 0 if reads else 1
    lines = [
        f"    touch({name}, {r.first}L, {r.last}L, {r.step}L, {writes});"
        for r in ranges[:_MOST_RANGES]
    ]
    left = len(ranges) - len(lines)
    return [*lines, *([comment(f"and {left} more ranges of pages")] if left else [])]


def _affinity(event: SchedSetaffinity, place: Place) -> Lines:  # noqa: ARG001  # one shape for all
    return [f'    run_on("{event.cpu}");']


_SAYS: Mapping[type[EventBase], Say] = {
    Madvise: _madvise,
    Mmap: _mmap,
    Munmap: _munmap,
    SchedSetaffinity: _affinity,
    Step: _touch,
    Touch: _touch,
}

_HELPERS: Mapping[str, str] = {
    "told": """\
/* Tells a refusal; the program goes on, as the experiment does. */
static void told(const char *name, long answer)
{
    if (answer < 0)
        fprintf(stderr, "%s: %s\\n", name, strerror(errno));
}""",
    "object_of": """\
/* Memory that shared mappings show. */
static int object_of(unsigned long bytes)
{
    int fd = memfd_create("object", 0);

    told("ftruncate", ftruncate(fd, (off_t)bytes));
    return fd;
}""",
    "map": """\
/* A mapping at this address, or elsewhere when it is taken. */
static char *map(void *at, unsigned long bytes, int flags, int fd, unsigned long offset)
{
    char *memory = mmap(at, bytes, PROT_READ | PROT_WRITE, flags, fd, (off_t)offset);

    if (memory == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    return memory;
}""",
    "touch": """\
/* One access to each page from first to last. */
static void touch(volatile char *memory, long first, long last, long step, int writes)
{
    long page;

    for (page = first; step > 0 ? page <= last : page >= last; page += step) {
        if (writes)
            memory[(unsigned long)page * PAGE] = 1;
        else
            (void)memory[(unsigned long)page * PAGE];
    }
}""",
    "run_on": """\
/* Runs on these CPUs from now on: "0-3,8". */
static void run_on(const char *list)
{
    cpu_set_t *cpus = CPU_ALLOC(8192);
    size_t size = CPU_ALLOC_SIZE(8192);
    char *end;
    long cpu, last;

    CPU_ZERO_S(size, cpus);
    for (; *list != '\\0'; list = *end == ',' ? end + 1 : end) {
        cpu = strtol(list, &end, 10);
        last = *end == '-' ? strtol(end + 1, &end, 10) : cpu;
        for (; cpu <= last; cpu++)
            CPU_SET_S((size_t)cpu, size, cpus);
    }
    told("sched_setaffinity", sched_setaffinity(0, size, cpus));
    CPU_FREE(cpus);
}""",
    "show_pages": """\
/* Where the pages are: N0=9 says nine pages on node 0. */
static void show_pages(void)
{
    char line[4096];
    FILE *maps = fopen("/proc/self/numa_maps", "r");

    if (maps == NULL)
        return;
    while (fgets(line, sizeof(line), maps) != NULL)
        fputs(line, stdout);
    fclose(maps);
}""",
}
"""Helpers in the order in which they must stand; a program gets those that it calls."""
