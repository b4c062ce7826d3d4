"""A shell script that does an experiment's events with sysfs and numactl, as far as these can.

Regions are files on tmpfs, since numactl can give these a policy range by range, touch them and
show where the pages are. A file's pattern begins at its inode number and not at an address: the
shares are the experiment's, the first page of a round may be another. A task is a command line:
its policy and its CPU stand before whatever it does. What no command says is a comment.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from simcore.kernel.arguments import mode_from_word
from simcore.kernel.errno import Errno
from simcore.nodemask import NodeMask
from simcore.pageranges import PageRange, parse_pages
from simcore.reproduce.c_text import c_names
from simcore.reproduce.texts import runtime
from simcore.result import EventResult, Result
from simcore.spec import Experiment
from simcore.spec.events import EventBase, Mmap
from simcore.spec.events.fields import named_nodes

__all__ = ("shell_script",)

_OPTIONS = {
    "bind": "--membind",
    "interleave": "--interleave",
    "local": "--localalloc",
    "preferred": "--preferred",
    "preferred_many": "--preferred-many",
    "weighted_interleave": "--weighted-interleave",
}
_SINCE = {"--weighted-interleave": "2.0.19", "--preferred-many": "2.0.15"}
"""The first numactl that knows an option; the others are older than anybody's."""
_RANGE_OPTIONS = frozenset(_OPTIONS.values()) - {"--preferred", "--preferred-many"}
"""Options that numactl sets for a range of a file as it sets them for a process."""
_TOLD_BY_STORE = frozenset({"sysfs_write", "weights"})
"""Ops whose refusal the script can show."""
_MOST = re.compile(r"^MOST=\$\{MOST:-(\d+)\}$", re.MULTILINE)
"""Where the script's head says how many pages a plain call touches."""
_MOST_RUNS = 200
"""Ranges of pages of one touch that are written out."""
Lines = Iterator[str]


@dataclass(slots=True)
class _World:
    """What is true where the script has come to: each task's words, each region's file.

    ``touched`` counts pages, as the script does itself.
    """

    files: Mapping[str, str]
    pages: Mapping[str, int]
    memory: NodeMask
    cpus: dict[str, int]
    policies: dict[str, str] = field(default_factory=dict)
    options: set[str] = field(default_factory=set)
    touched: int = 0

    def before(self, task: str) -> str:
        """The words before a command of a task."""
        policy = self.policies.get(task, "")
        return f"taskset -c {self.cpus[task]}" + (f" numactl {policy} --" if policy else "")


def shell_script(experiment: Experiment, result: Result) -> str:
    """The text of the script."""
    mapped = [event for event in experiment.events if isinstance(event, Mmap)]
    world = _World(
        files=c_names(event.id for event in mapped),
        pages={event.id: event.pages for event in mapped},
        memory=experiment.machine.has_memory,
        cpus={task.name: task.cpu for task in experiment.tasks},
    )
    body = list(_body(experiment, result, world))
    needs = [f"need {option} {_SINCE[option]}" for option in sorted(world.options & _SINCE.keys())]
    weights = _first_weights(experiment) if "--weighted-interleave" in world.options else []
    first, head = runtime("head.sh").split("\n", maxsplit=1)
    writes = any(line.startswith("store ") for line in [*weights, *body])
    asks = _asks(world.touched, int(_MOST.findall(head)[0]), writes=writes)
    return "\n".join([first, *asks, head, *needs, *weights, *body, ""])


def _asks(touched: int, most: int, *, writes: bool) -> list[str]:
    """How the script must be called to do all of this experiment, where that is not as it is."""
    needed = [f"MOST={touched}"] if touched > most else []
    why = [f"{touched} pages are touched, more than the {most} of a plain call."] if needed else []
    if writes:
        needed.append("--write-sysfs")
        why.append("Weights are written, by root.")
    if not needed:
        return []
    return [f"# This experiment needs {' and '.join(needed)}.", f"# {' '.join(why)}", "#"]


def _first_weights(experiment: Experiment) -> list[str]:
    """The weights that the experiment starts with."""
    if experiment.sysfs.auto:
        return ["store auto true"]
    weights = {int(node): weight for node, weight in experiment.sysfs.weights.items()}
    return [f"store node{node} {weight}" for node, weight in sorted(weights.items())]


def _body(experiment: Experiment, result: Result, world: _World) -> Lines:
    for number, event in enumerate(experiment.events):
        answer = result.events[number] if number < len(result.events) else None
        op = getattr(event, "op", "")
        yield ""
        yield _plain(f"# {number}: {_told(event, op, answer)}")
        if answer is not None and (answer.errno is None or op in _TOLD_BY_STORE):
            says = _SAYS.get(op, _nothing)
            yield from says(event, world)


def _nothing(event: Any, world: _World) -> Lines:
    del world
    yield f"# no command says {event.op}: see the C program"


def _told(event: EventBase, op: str, answer: EventResult | None) -> str:
    task = getattr(event, "task", None)
    head = f"{op} of {task}" if task else op
    if answer is None:
        return f"{head} is never reached"
    if answer.errno is not None:
        return f"{head} is refused: {Errno(answer.errno).name}, {answer.check}"
    return head


def _plain(text: str) -> str:
    """A comment of one line, whatever names are in it."""
    return "".join(letter if letter.isprintable() else "_" for letter in text)


def _policy(event: Any, world: _World) -> str | None:
    """Numactl's option for a policy; "" for none, None where it has no word."""
    read = (event.mode, event.flags)
    if event.mode.startswith("0x"):
        read = mode_from_word(int(event.mode, 16)) or ("", ())
    mode, flags = read
    nodes = named_nodes(event.nodes) & world.memory
    if mode == "preferred":
        mode, nodes = ("preferred", NodeMask.of((nodes.first(),))) if nodes else ("local", nodes)
    if flags or mode not in {*_OPTIONS, "default"}:
        return None
    if mode == "default":
        return ""
    return _OPTIONS[mode] + (f"={nodes}" if mode != "local" else "")


def _used(policy: str, world: _World) -> None:
    """Only what a command says needs a numactl that knows it."""
    if policy:
        world.options.add(policy.partition("=")[0])


def _unsaid(event: Any) -> str:
    words = "|".join([event.mode, *event.flags])
    return f"# numactl has no word for {words}: see the C program"


def _set_mempolicy(event: Any, world: _World) -> Lines:
    policy = _policy(event, world)
    if policy is None:
        yield _unsaid(event)
        return
    world.policies[event.task] = policy
    _used(policy, world)
    yield f"# from here on: {world.before(event.task)} …"


def _mmap(event: Any, world: _World) -> Lines:
    yield f'truncate -s $(({event.pages} * 4096)) "$D/{world.files[event.id]}"'
    if event.object is not None or event.offset is not None:
        yield "# numactl maps a file of its own for each region: shared objects are not shared here"


def _munmap(event: Any, world: _World) -> Lines:
    file = world.files.get(event.id)
    if file is None or event.first is not None or event.pages is not None:
        yield "# no command unmaps a part, or a copy: see the C program"
    else:
        yield f'rm "$D/{file}"'


def _mbind(event: Any, world: _World) -> Lines:
    policy, file = _policy(event, world), world.files.get(event.id or "")
    if not policy or policy.partition("=")[0] not in _RANGE_OPTIONS:
        yield _unsaid(event)
    elif file is None:
        yield "# this range is no region of the script: see the C program"
    else:
        first = event.first or 0
        pages = max(world.pages[event.id] - first, 0) if event.pages is None else event.pages
        if event.mf:
            yield "# flags of mbind are left out: numactl gives policies to pages that come later"
        _used(policy, world)
        yield f"bind {file} {first} {pages} {policy}"


def _touch(event: Any, world: _World) -> Lines:
    file, runs = world.files.get(event.id), parse_pages(event.pages)
    if file is None:
        yield "# a forked child's copy is not in this script: see the C program"
        return
    if getattr(event, "access", None) == "read":
        yield "# numactl touches by writing: pages come where a read would bring none"
    for run in runs[:_MOST_RUNS]:
        for first, pages in _whole(run):
            world.touched += pages
            yield f"place {file} {first} {pages} {world.before(event.task)}"
    if len(runs) > _MOST_RUNS:
        yield f"# and {len(runs) - _MOST_RUNS} more ranges of pages"


def _whole(run: PageRange) -> list[tuple[int, int]]:
    """First page and number of pages, in ranges without gaps."""
    if abs(run.step) == 1:
        return [(run.low, run.count)]
    return [(page, 1) for page in islice(run, _MOST_RUNS)]


def _affinity(event: Any, world: _World) -> Lines:
    world.cpus[event.task] = event.cpu
    yield f"# from here on: {world.before(event.task)} …"


def _fork(event: Any, world: _World) -> Lines:
    world.cpus[event.child] = world.cpus[event.task]
    world.policies[event.child] = world.policies.get(event.task, "")
    yield "# a command line of its own, with the same policy"


def _weights(event: Any, world: _World) -> Lines:
    del world
    for node, weight in sorted(event.set.items(), key=lambda item: int(item[0])):
        yield f"store node{node} {weight}"


def _sysfs_write(event: Any, world: _World) -> Lines:
    del world
    yield f"store {event.file} {shlex.quote(event.value)}"


_SAYS: Mapping[str, Callable[[Any, _World], Lines]] = {
    "fork": _fork,
    "mbind": _mbind,
    "mmap": _mmap,
    "munmap": _munmap,
    "sched_setaffinity": _affinity,
    "set_mempolicy": _set_mempolicy,
    "step": _touch,
    "sysfs_write": _sysfs_write,
    "touch": _touch,
    "weights": _weights,
}
