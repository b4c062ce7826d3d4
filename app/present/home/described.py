"""The machine and its load as tables in Markdown: nodes, links, remote memory, threads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.present import text
from app.present.home.markdown import grid, plain
from app.present.kinds import KINDS
from app.present.views import View
from simcore.spec.experiment import Stream

__all__ = ("machine_told",)

_RATES = ("read_mib_per_s", "write_mib_per_s", "idle_ns")
_ADDED = (*_RATES[:2], "add_ns")
_HEAD = ("node", "kind", "cpus", "memory", "read", "write", "idle")


def _nodes(view: View) -> str:
    """A line for each node."""
    machine, say = view.experiment.machine, view.words
    rows = [
        (
            str(node.id),
            KINDS[node.kind].label,
            node.cpus or say("home.none"),
            text.mib(node.mib, say),
            *(_rate(view, f"/nodes/{place}/{name}", getattr(node, name)) for name in _RATES),
        )
        for place, node in enumerate(machine.nodes)
    ]
    head = [say(f"home.{name}") for name in _HEAD]
    return grid(head, rows, (True, False, False, *[True] * 4))


def machine_told(view: View) -> list[str]:
    """Everything that the rates follow from, each with its title."""
    return [_nodes(view), *_distances(view), *_links(view), *_remote(view), *_load(view)]


def _titled(
    view: View, name: str, head: Iterable[str], rows: Sequence[tuple[str, ...]]
) -> list[str]:
    """A table below its title; nothing without rows. Columns of numbers go right."""
    if not rows:
        return []
    told = [view.words(f"home.{word}") for word in head]
    numeric = [any(row[place][:1].isdigit() for row in rows) for place in range(len(told))]
    return [f"**{plain(view.words(f'home.{name}'))}**", grid(told, rows, numeric)]


def _rate(view: View, place: str, value: int | None) -> str:
    """A rate; one that nobody gave is a dash, one that was guessed says how."""
    if value is None:
        return "–"
    number, source = text.grouped(value), view.experiment.machine.sources.get(place)
    guessed = source in ("assumed", "estimated")
    return view.words(f"home.{source}", value=number) if guessed else number


def _distances(view: View) -> list[str]:
    machine, ids = view.experiment.machine, [str(n.id) for n in view.experiment.machine.nodes]
    rows = [(own, *map(str, row)) for own, row in zip(ids, machine.distance, strict=True)]
    title = plain(view.words("home.distances"))
    head = [view.words("home.node"), *ids]
    return [f"**{title}**", grid(head, rows, [True] * len(head))] if len(ids) > 1 else []


def _links(view: View) -> list[str]:
    rows = [
        (
            link.id,
            link.kind,
            "–".join(link.ends),
            *(_rate(view, f"/links/{place}/{name}", getattr(link, name)) for name in _ADDED),
        )
        for place, link in enumerate(view.experiment.machine.links)
    ]
    made = _titled(view, "links", ("link", "kind", "ends", "read", "write", "added"), rows)
    ways = made and view.experiment.machine.access
    return [*made, view.words("remarks.ways_first")] if ways else made


def _remote(view: View) -> list[str]:
    rows = [
        (
            view.words("home.from_to", initiator=entry.initiator, target=entry.target),
            *(_rate(view, _place(view, place, name), getattr(entry, name)) for name in _RATES),
        )
        for place, entry in enumerate(view.experiment.machine.access or ())
    ]
    return _titled(view, "access", ("pair", "read", "write", "idle"), rows)


def _place(view: View, way: int, name: str) -> str:
    """Where the source of a way's value stands: the node's own, where the way repeats its value."""
    machine, here = view.experiment.machine, f"/access/{way}/{name}"
    entry = (machine.access or ())[way]
    node = machine.node(entry.target)
    if here in machine.sources or getattr(entry, name) != getattr(node, name):
        return here
    return f"/nodes/{machine.nodes.index(node)}/{name}"


def _load(view: View) -> list[str]:
    """Threads, where they run, what they read and how: of each stream."""
    rows = [_stream(view, stream) for stream in view.experiment.workload.streams]
    head = ("task", "threads", "on_cpus", "pattern", "read_share", "in_flight", "regions")
    return _titled(view, "load", head, rows)


def _stream(view: View, stream: Stream) -> tuple[str, ...]:
    say, tasks = view.words, view.experiment.tasks
    name = stream.task or tasks[0].name
    task = next((task for task in tasks if task.name == name), tasks[0])
    machine = view.experiment.machine
    home = machine.node_of_cpu(task.cpu)
    node = "–" if home is None else say("node.name", node=home)
    cpus = str(task.cpu)
    if home is not None and stream.threads > 1:
        cpus = machine.node(home).cpus
    return (
        name,
        str(stream.threads),
        f"{cpus} ({node})",
        stream.pattern,
        text.percent(stream.read_permille / 1000, say),
        "–" if stream.mlp is None else str(stream.mlp),
        ", ".join(
            f"{region} {text.percent(p / 1000, say)}" for region, p in stream.regions.items()
        ),
    )
