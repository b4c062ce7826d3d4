"""A C program that does an experiment's events in their order and prints what came of each.

The program needs no library: the calls of mm/mempolicy.c are made by number. What it prints is a
trace, which ``python -m simcore replay -`` holds against the engine on the machine that it ran
on. Several tasks are threads of one process that hand a turn to each other; a fork is a fork.
The functions that a program may need lie in ``runtime``; it gets those that it calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from simcore.kernel.errno import Errno
from simcore.pageranges import parse_pages
from simcore.reproduce.c_calls import Place, line_of
from simcore.reproduce.c_text import c_names, comment, json_literal
from simcore.reproduce.texts import runtime
from simcore.result import EventResult, Result
from simcore.spec import Experiment
from simcore.spec.events import EventBase, Fork, Mmap, Munmap, Step, TaskEvent, Touch, Where
from simcore.spec.experiment import Task

__all__ = ("c_program",)

_PARTS = ("says.c", "calls.c", "memory.c", "machine.c", "sysfs.c", "tasks.c")
_TOUCHED = 65_536
"""MAX_TOUCHED of ``runtime/head.c``."""
_NAME = re.compile(r"^static .*?(\w+)\(", re.MULTILINE)
_WORD = re.compile(r"\w+")
_TEXTS = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\])*"', re.DOTALL)
"""Comments and strings, in which a function's name is a word like others."""
_MOST_SHOWN = 65_536
"""Pages that one look shows: as many as a program may touch by default."""
_MOVERS = frozenset({"fork", "madvise", "mbind", "migrate_pages", "move_pages", "mremap"})
"""Ops after which pages may lie elsewhere."""
_SYSFS_OPS = frozenset({"sysfs_write", "weights"})


@dataclass(frozen=True, slots=True)
class _Step:
    """A statement, the task whose turn it is, and what stands above it."""

    task: int
    told: str
    line: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a program is made of."""

    experiment: Experiment
    tasks: Sequence[Task]
    """The tasks of the experiment, then forked ones, which begin where their parents are."""
    place: Place
    steps: Sequence[_Step]

    @property
    def alone(self) -> bool:
        """Whether a single task does everything."""
        return len(self.tasks) == 1

    @property
    def writes_sysfs(self) -> bool:
        """Whether weights make a difference."""
        return any(
            event.op in _SYSFS_OPS or getattr(event, "mode", "") == "weighted_interleave"
            for event in self.experiment.events
        )


def c_program(experiment: Experiment, result: Result) -> str:
    """The text of the program."""
    plan = _plan(experiment, result)
    body = "\n\n".join([*_steps(plan), _main(plan)])
    parts = [
        _about(plan),
        runtime("head.c").rstrip(),
        *_variables(plan),
        *_needed(body),
        body,
    ]
    return "\n\n".join(parts) + "\n"


def _plan(experiment: Experiment, result: Result) -> _Plan:
    events = experiment.events
    mapped = [event for event in events if isinstance(event, Mmap)]
    tasks = _tasks(experiment)
    place = Place(
        names=c_names(event.id for event in mapped),
        pages={event.id: event.pages for event in mapped},
        objects=_objects(mapped),
        tasks={task.name: number for number, task in enumerate(tasks)},
    )
    return _Plan(experiment, tasks, place, list(_all_steps(events, result, place)))


def _tasks(experiment: Experiment) -> list[Task]:
    tasks = list(experiment.tasks)
    for event in experiment.events:
        if isinstance(event, Fork):
            parent = next((task for task in tasks if task.name == event.task), tasks[0])
            tasks.append(Task(name=event.child, cpu=parent.cpu, caps=parent.caps))
    return tasks


def _objects(mapped: Iterable[Mmap]) -> dict[str, str]:
    """A variable for the descriptor of each object that mappings show."""
    shown = [e.object or e.id for e in mapped if e.kind in ("memfd", "memfdpriv")]
    return {name: f"object_{number}" for number, name in enumerate(dict.fromkeys(shown))}


def _all_steps(events: Sequence[EventBase], result: Result, place: Place) -> Iterator[_Step]:
    """Every event, after each touch a look at its pages, and a last look where pages move."""
    answers = [*result.events, *[None] * (len(events) - len(result.events))]
    for number, (event, answer) in enumerate(zip(events, answers, strict=True)):
        task = _task_of(event, place)
        yield _Step(task, _told(number, event, answer), line_of(event, place))
        if isinstance(event, Touch):
            first, pages = _span([event])
            yield _Step(task, "where they lie", _look(event.id, first, pages, place))
    if any(getattr(event, "op", "") in _MOVERS for event in events):
        yield from _last_looks(events, place)


def _task_of(event: EventBase, place: Place) -> int:
    name = event.task if isinstance(event, TaskEvent) else None
    return 0 if name is None else place.tasks[name]


def _told(number: int, event: EventBase, answer: EventResult | None) -> str:
    """The event's number and op, with what the simulated kernel answers."""
    head = f"{number}: {getattr(event, 'op', '')}"
    if answer is None:
        return f"{head}, never reached"
    if answer.signal is not None:
        return f"{head}: ends by signal {answer.signal}, {answer.check}"
    if answer.errno is not None:
        return f"{head}: {Errno(answer.errno).name}, {answer.check}"
    return head


def _span(touches: Iterable[Touch]) -> tuple[int, int]:
    """First page and number of pages from the lowest to the highest that are touched."""
    runs = [run for touch in touches for run in parse_pages(touch.pages)]
    low = min(run.low for run in runs)
    return low, min(max(run.high for run in runs) - low + 1, _MOST_SHOWN)


def _look(region: str, first: int, pages: int, place: Place) -> str:
    return line_of(Where(op="where", id=region, first=first, pages=pages), place)


def _last_looks(events: Sequence[EventBase], place: Place) -> Iterator[_Step]:
    """Each region that was touched and is still whole."""
    gone = {event.id for event in events if isinstance(event, Munmap)}
    touches: dict[str, list[Touch]] = {}
    for event in events:
        if isinstance(event, Touch) and event.id not in gone:
            touches.setdefault(event.id, []).append(event)
    for region, made in touches.items():
        task = _task_of(made[0], place)
        yield _Step(task, "in the end", _look(region, *_span(made), place))


def _about(plan: _Plan) -> str:
    lines = [
        "What an experiment asks of the kernel, in its order, as a trace of what it answers.",
        "",
        "Build:   gcc -Wall -Wextra -Werror -O2 -pthread -o reproduce reproduce.c",
        "Run:     ./reproduce > trace.json",
        "Compare: python -m simcore replay -v trace.json",
        "",
        f"The experiment's kernel is {plan.experiment.kernel}; this one's release is in the trace.",
        *_about_weights(plan),
        *_about_nice(plan),
        *_about_limits(plan.experiment),
    ]
    return "/*\n" + "\n".join(f" * {line}".rstrip() for line in lines) + "\n */"


def _about_weights(plan: _Plan) -> list[str]:
    if not plan.writes_sysfs:
        return []
    return [
        "Weights belong to the whole machine: they are written only by root and only with",
        "--write-sysfs, and are put back in the end.",
    ]


def _about_nice(plan: _Plan) -> list[str]:
    """Root may do more than the tasks of most experiments."""
    without = [task.name for task in plan.experiment.tasks if not _keeps_nice(task)]
    if not without:
        return []
    whose = "every task" if len(without) == len(plan.experiment.tasks) else "some tasks"
    return [f"In the experiment {whose} lacks CAP_SYS_NICE: it is given up, by root, too."]


def _about_limits(experiment: Experiment) -> list[str]:
    touched = sum(
        run.count
        for event in experiment.events
        if isinstance(event, Touch | Step)
        for run in parse_pages(event.pages)
    )
    told = [f"It touches {touched} pages of 4 KiB."]
    if touched > _TOUCHED:
        told += [
            f"MAX_TOUCHED is {_TOUCHED}: a touch that goes beyond it is left out WHOLE.",
            f"With {touched * 4 // 1024} MiB to spare, build with -DMAX_TOUCHED={touched}UL.",
        ]
    if experiment.machine.page_kib != 4:
        told.append(f"The experiment's pages have {experiment.machine.page_kib} KiB, these have 4.")
    return told


def _variables(plan: _Plan) -> Iterator[str]:
    """Regions, objects, and what several tasks need."""
    place = plan.place
    kinds = {event.id: event.kind for event in plan.experiment.events if isinstance(event, Mmap)}
    lines = [
        f"static struct region {name} = {{.id = {json_literal(region)}, "
        f'.kind = "{kinds[region]}"}};'
        for region, name in place.names.items()
        if kinds[region] != "file" or _is_used(name, plan)
    ]
    lines += [f"static int {variable} = -1;" for variable in place.objects.values()]
    if plan.steps or not plan.alone:
        yield _WHOSE
    if lines:
        yield "\n".join(lines)
    if plan.writes_sysfs:
        yield _SAVED
    if not plan.alone:
        yield _shared(plan)


_WHOSE = """\
/* The field of an operation that names the acting task, when there are several. */
static __thread const char *whose = "";"""
_SAVED = """\
/* Whether weights may be written, and what they were before; 0 where there is no file. */
static int write_sysfs;
static struct {
	int weight[MAX_NODES];
	int is_auto;
} before;"""


def _keeps_nice(task: Task) -> bool:
    return "sys_nice" in task.caps


def _is_used(name: str, plan: _Plan) -> bool:
    return any(re.search(rf"&{name}\b", step.line) for step in plan.steps)


def _shared(plan: _Plan) -> str:
    """The tasks with their CPUs, whose turn each step is, and the pipes that hand turns on."""
    rows = ",\n".join(
        f"\t{{{json_literal(task.name)}, {task.cpu}, {int(_keeps_nice(task))}}}"
        for task in plan.tasks
    )
    turns = ", ".join(str(step.task) for step in plan.steps)
    return "\n".join(
        [
            f"#define THREADS {len(plan.experiment.tasks)}",
            f"#define TASKS {len(plan.tasks)}",
            f"#define STEPS {len(plan.steps)}",
            "",
            "static struct task {\n\tconst char *name;\n\tint cpu, keeps_nice;\n} "
            "tasks[TASKS] = {\n" + rows + "\n};",
            f"static const unsigned char task_of[] = {{{turns or '0'}}};",
            "static int baton[TASKS][2];",
            *_region_table(plan),
            "static void do_step(int number);",
        ]
    )


def _region_table(plan: _Plan) -> list[str]:
    """All regions, which a forked child calls by names of its own."""
    if len(plan.tasks) == len(plan.experiment.tasks):
        return []
    names = [f"&{name}" for name in plan.place.names.values()]
    listed = ", ".join(names) or "NULL"
    return [
        f"#define REGIONS {len(names)}",
        f"static struct region *const regions[] = {{{listed}}};",
    ]


@cache
def _blocks() -> Mapping[str, str]:
    """The functions of the runtime by name, in the order in which they must stand."""
    texts = [block.strip("\n") for part in _PARTS for block in runtime(part).split("\n\n\n")]
    found = ((_NAME.search(text), text) for text in texts)
    return {match[1]: text for match, text in found if match is not None}


def _needed(body: str) -> list[str]:
    """The functions that the program calls, and those that these call."""
    used: set[str] = set()
    todo = [body]
    while todo:
        text = todo.pop()
        called = (_blocks().keys() & set(_WORD.findall(_TEXTS.sub("", text)))) - used
        used |= called
        todo += [_blocks()[name] for name in called]
    return [text for name, text in _blocks().items() if name in used]


def _steps(plan: _Plan) -> list[str]:
    """The events: one after another, or by number when their tasks take turns."""
    if plan.alone:
        lines = [f"\t{comment(step.told)}\n\t{step.line}" for step in plan.steps]
        return ["static void run(void)\n{\n" + "\n".join(lines) + "\n}"]
    cases = [
        f"\tcase {number}: {comment(step.told)}\n\t\t{step.line}\n\t\tbreak;"
        for number, step in enumerate(plan.steps)
    ]
    switch = "\tswitch (number) {\n" + "\n".join(cases) + "\n\t}"
    return [
        "/* A step, done by the task whose turn it is. */\n"
        "static void do_step(int number)\n{\n" + switch + "\n}"
    ]


def _main(plan: _Plan) -> str:
    lines = ["begin();", *_first_weights(plan)]
    if plan.alone:
        lines += [
            *([] if _keeps_nice(plan.tasks[0]) else ["drop_nice();"]),
            "say_machine();",
            f"cpu = usable({plan.tasks[0].cpu});",
            "pin(cpu);",
            r'printf("\"cpu\":%d,\n\"cases\":[{\"case\":\"experiment\",\"ops\":[\n", cpu);',
            "run_case(run);",
        ]
    else:
        lines += ["say_machine();", "say_tasks();", "run_case(run_tasks);"]
    lines += ["restore_weights();"] if plan.writes_sysfs else []
    takes = "int argc, char **argv" if plan.writes_sysfs else "void"
    head = ["\tint cpu;", ""] if plan.alone else []
    return "\n".join(
        [f"int main({takes})", "{", *head, *(f"\t{x}" for x in lines), "\treturn 0;", "}"]
    )


def _first_weights(plan: _Plan) -> list[str]:
    if not plan.writes_sysfs:
        return []
    sysfs = plan.experiment.sysfs
    pairs = sorted((int(node), weight) for node, weight in sysfs.weights.items())
    listed = ", ".join(f"{{{node}, {weight}}}" for node, weight in pairs) or "{0, 0}"
    given = f"(const int[][2]){{{listed}}}, {len(pairs)}"
    return [f"first_weights(argc, argv, {int(sysfs.auto)}, {given});"]
