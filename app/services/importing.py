"""Texts from a real machine become an experiment on it. Nothing of them is kept.

Each text is scrubbed, then read by all formats that recognise it; what they say is merged. What
nobody says is asked (the kind of each memory), estimated or assumed, never guessed in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final

from pydantic import Field, StrictInt

from app.present.defaults import ASSUMED
from app.services.scrubbing import Removed, scrub_all, total
from simcore.errors import Problem, SpecError, pointer
from simcore.interchange import READERS
from simcore.interchange.asking import Ask, answers, asks, kinds_of
from simcore.interchange.corrections import places_of
from simcore.interchange.facts import Note
from simcore.interchange.holes import holes
from simcore.interchange.logical import resolved
from simcore.interchange.measured import measured
from simcore.interchange.merge import Merged, merge
from simcore.interchange.outline import Facts, outline
from simcore.interchange.pastes import Paste, read_paste
from simcore.interchange.sheet import Hole, Sheet, SheetCell
from simcore.interchange.to_machine import build
from simcore.kernel.weights import proportional_weights
from simcore.nodemask import NodeMask
from simcore.spec import Experiment, decode
from simcore.spec.base import Model
from simcore.spec.decode import validated
from simcore.spec.limits import MAX_CPUS, MAX_TASKS

__all__ = ("MAX_TEXTS", "ImportRequest", "Imported", "TextItem", "import_text", "read_import")

HEAP_MIB: Final = 1024
MAX_TEXTS: Final = 16
MAX_CHARACTERS: Final = 4 * 1024 * 1024
_SHOWN: Final = 8
"""So many ignored lines are quoted, the others are counted."""

Fields = dict[str, Any]
FormatName = Annotated[str, Field(max_length=40)]


class TextItem(Model):
    """One text, and its format if it shall not be found out."""

    text: str
    format: FormatName | None = None


class ImportRequest(Model):
    """Texts, the answers given so far, and corrections by pointer below /machine.

    ``text`` with ``format`` stands for a single text. With ``free_now`` the machine has only the
    memory that was free when the texts were made; the rest is held back (``reserve_mib``). With
    ``take_proposals`` the likely kind of a node is taken, as assumed, until ``kinds`` names the
    node: with a kind, or with "" for an open question. With ``all_sockets`` every node with CPUs
    has a task and a stream of as many threads; otherwise the first one alone.
    """

    texts: Annotated[list[TextItem], Field(max_length=MAX_TEXTS)] | None = None
    text: str | None = None
    format: FormatName | None = None
    kinds: dict[Annotated[str, Field(max_length=8)], str] = Field(default_factory=dict)
    free_now: bool = False
    take_proposals: bool = False
    all_sockets: bool = False
    typed: Annotated[
        dict[
            Annotated[str, Field(max_length=60)],
            StrictInt | Annotated[str, Field(max_length=2000)],
        ],
        Field(max_length=4096),
    ] = Field(default_factory=dict)

    @property
    def items(self) -> list[tuple[str, TextItem]]:
        """All texts, each with the pointer to it."""
        one = [] if self.text is None else [("", TextItem(text=self.text, format=self.format))]
        more = enumerate(self.texts or ())
        return one + [(pointer("texts", place), item) for place, item in more]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of the texts; ``experiment`` is None as long as something is open.

    ``asks`` are the open questions, ``taken`` those whose proposal was taken, ``asked`` those
    that the texts leave, answered or not.
    """

    pastes: tuple[Paste, ...]
    facts: Facts
    asks: tuple[Ask, ...]
    taken: tuple[Ask, ...]
    asked: tuple[Ask, ...]
    notes: tuple[Note, ...]
    cells: tuple[SheetCell, ...]
    holes: tuple[Hole, ...]
    removed: tuple[Removed, ...]
    measured: dict[str, Any] | None
    experiment: Experiment | None

    def plain(self) -> dict[str, Any]:
        """Plain data for the API."""
        whole = self.experiment.model_dump(mode="json") if self.experiment else None
        return {
            "format": ", ".join(dict.fromkeys(paste.format for paste in self.pastes)),
            "facts": {
                "nodes": [
                    {"id": node.id, "cpus": node.cpus, "mib": node.mib, "free_mib": node.free_mib}
                    for node in self.facts.nodes
                ],
                "distance": self.facts.distance,
            },
            "asks": [asdict(ask) for ask in self.asks],
            "taken": [asdict(ask) for ask in self.taken],
            "notes": [{"kind": note.kind, "text": note.text} for note in self.notes],
            "pastes": [_plain_paste(paste) for paste in self.pastes],
            "cells": [cell.plain() for cell in self.cells],
            "holes": [asdict(hole) for hole in self.holes],
            "removed": [asdict(one) for one in self.removed],
            "measured": self.measured,
            "machine": whole and whole["machine"],
            "experiment": whole,
        }


def _plain_paste(paste: Paste) -> dict[str, Any]:
    return {
        "format": paste.format,
        "label": paste.label,
        "used": paste.used,
        "ignored": len(paste.ignored),
        "notes": [asdict(note) for note in paste.notes[:100]],
    }


def read_import(document: Any) -> ImportRequest:
    """The request in plain data. Raises SpecError."""
    wanted = validated(ImportRequest, document)
    if not wanted.items:
        raise SpecError.at("/text", "is missing: send a text, or texts")
    return wanted


def import_text(request: ImportRequest) -> Imported:
    """Read texts as far as the answers go. Raises SpecError with every problem."""
    pastes, removed = _pastes(request.items)
    try:
        merged = _merged(pastes)
    except SpecError as error:
        raise _moved(error, {"/texts": "/texts" if request.texts else "/text"}) from None
    typed = places_of(request.typed, merged.nodes)
    facts = outline(merged, typed)
    answered = answers(facts, request.kinds)
    kinds = kinds_of(facts, merged, answered)
    taken = _taken(asks(facts, kinds), request)
    proposed = {ask.node: ask.proposed for ask in taken if ask.proposed}
    kinds |= proposed
    sheet = Sheet(merged, request.typed)
    built = build(
        facts,
        kinds,
        answered,
        sheet=sheet,
        assumed=ASSUMED,
        proposed=proposed,
        free_now=request.free_now,
    )
    questions = asks(facts, kinds)
    experiment = None
    if facts.usable and not questions:
        experiment = _checked(built.machine, merged, request)
    return Imported(
        pastes=pastes,
        facts=facts,
        asks=questions,
        taken=taken,
        asked=asks(facts, kinds_of(facts, merged, {})),
        notes=(
            *_told(pastes),
            *merged.notes,
            *_strangers(facts, merged),
            *(built.notes if experiment else ()),
            *(_taken_for_granted(facts, experiment, request) if experiment else ()),
        ),
        cells=tuple(sheet.cells),
        holes=tuple(holes(facts, sheet, kinds)),
        removed=removed,
        measured=measured(merged),
        experiment=experiment,
    )


def _taken(open_ones: Sequence[Ask], request: ImportRequest) -> tuple[Ask, ...]:
    """The questions whose proposal is taken: nobody has answered them, or left them open."""
    if not request.take_proposals:
        return ()
    return tuple(ask for ask in open_ones if ask.proposed and str(ask.node) not in request.kinds)


def _strangers(facts: Facts, merged: Merged) -> Iterator[Note]:
    """Measurements that the machine's nodes do not fit: perhaps they are of another one."""
    known = {node.id for node in facts.nodes}
    ends = [(int(i), int(t)) for _, i, t, _ in (cell.place for cell in merged.under("access"))]
    strange = {end for pair in ends for end in pair} - known
    if strange and known:
        nodes = str(NodeMask.of(strange))
        told = f"rates or latencies of nodes {nodes}, which this machine does not have"
        yield Note("doubt", f"{told}: were they measured on another one?")
    unmeasured = {node.id for node in facts.nodes if node.mib} - _measured_targets(merged)
    if unmeasured and _measured_targets(merged):
        told = f"MLC tells nothing of the memory of nodes {NodeMask.of(unmeasured)}"
        yield Note("doubt", f"{told}: was it measured on another machine, or before it was there?")


def _measured_targets(merged: Merged) -> set[int]:
    """Nodes whose memory a measurement reached."""
    cells = merged.under("access")
    return {int(cell.place[2]) for cell in cells if cell.best.witness == "mlc"}


def _taken_for_granted(
    facts: Facts, experiment: Experiment, request: ImportRequest
) -> Iterator[Note]:
    """What the first experiment on the machine takes for granted."""
    used = [f"{node.used_mib} MiB of node {node.id}" for node in facts.nodes if node.used_mib]
    if used and request.free_now:
        yield Note("assumed", f"what is in use now stays so: {', '.join(used)}")
    elif used:
        yield Note("assumed", "all memory is free at the start, not what is free at this moment")
    with_cpus = experiment.machine.has_cpu
    if len(with_cpus) > len(experiment.tasks):
        nodes = [experiment.machine.node_of_cpu(task.cpu) for task in experiment.tasks]
        busy = NodeMask.of(node for node in nodes if node is not None)
        where = f"node{'s' if len(busy) > 1 else ''} {busy}"
        yield Note("assumed", f"all threads run on {where}; other CPUs are idle")


def _pastes(items: Sequence[tuple[str, TextItem]]) -> tuple[tuple[Paste, ...], tuple[Removed, ...]]:
    """Every text scrubbed and read, or every problem with any."""
    if sum(len(item.text) for _, item in items) > MAX_CHARACTERS:
        raise SpecError.at("", f"more than {MAX_CHARACTERS} characters of text")
    pastes: list[Paste] = []
    removed: list[Removed] = []
    problems: list[Problem] = []
    scrubbed = scrub_all([item.text for _, item in items])
    for (where, item), clean in zip(items, scrubbed, strict=True):
        if item.format is not None and item.format not in READERS:
            problems.append(Problem(where + "/format", f"must be one of {', '.join(READERS)}"))
            continue
        removed.extend(clean.removed)
        try:
            pastes.append(read_paste(clean.text, item.format))
        except SpecError as error:
            problems.extend(error.below(where).problems)
    if problems:
        raise SpecError(problems)
    return tuple(pastes), total(removed)


def _merged(pastes: Sequence[Paste]) -> Merged:
    """All readings as one; hwloc's own numbers are tied to nodes once these are known."""
    readings = [
        (number, reading)
        for number, paste in enumerate(pastes, start=1)
        for reading in paste.readings
    ]
    merged = merge(readings)
    if not any(merged.under("logical")):
        return merged
    facts = outline(merged, {})
    more = [
        (number, resolved(reading, facts))
        for number, reading in readings
        if any(fact.place[0] == "logical" for fact in reading.facts)
    ]
    notes = tuple(note for _, reading in more for note in reading.notes)
    both = merge([*readings, *more])
    return Merged(cells=both.cells, notes=both.notes + notes)


def _moved(error: SpecError, places: Mapping[str, str]) -> SpecError:
    return SpecError(
        Problem(places.get(problem.pointer, problem.pointer), problem.detail)
        for problem in error.problems
    )


def _told(pastes: Sequence[Paste]) -> Iterator[Note]:
    """What was done with all texts, in the words of one list."""
    for number, paste in enumerate(pastes, start=1):
        which = f"paste {number}, " if len(pastes) > 1 else ""
        ignored = [note for note in paste.notes if note.kind == "ignored"]
        for note in paste.notes:
            if note.kind == "doubt":
                yield Note("doubt", f"{which}line {note.line}: {note.text}")
            elif note.kind != "ignored":
                yield note
        for note in ignored[:_SHOWN]:
            where = f"{which}line {note.line}: " if note.line else ""
            yield Note("ignored", where + note.text)
        if len(ignored) > _SHOWN:
            yield Note("ignored", f"{which}{len(ignored) - _SHOWN} more lines")


def _checked(machine: dict[str, Any], merged: Merged, request: ImportRequest) -> Experiment:
    """The experiment on the machine; what is wrong with it is told where it was said."""
    try:
        return _experiment(machine, merged, all_sockets=request.all_sockets)
    except SpecError as error:
        where = "/texts" if request.texts else "/text"
        raise SpecError(_said_where(error, request.typed, where)) from None


def _said_where(error: SpecError, typed: Mapping[str, int | str], where: str) -> Iterator[Problem]:
    for problem in error.problems:
        name = problem.pointer.removeprefix("/machine")
        if name in typed:
            yield Problem(pointer("typed", name), problem.detail)
        else:
            yield Problem(where, f"makes no machine: {name} {problem.detail}")


def _experiment(machine: dict[str, Any], merged: Merged, *, all_sockets: bool) -> Experiment:
    """Weighted interleave over all memory, from the CPUs of the first node with both, or of all."""
    memory = [node for node in machine["nodes"] if _room(node)]
    tasks, streams = _crew(machine, all_sockets=all_sockets)
    pages = max(1, min(HEAP_MIB, sum(map(_room, memory))) * 256)
    nodes = str(NodeMask.of(node["id"] for node in memory))
    return decode(
        {
            "machine": machine,
            "sysfs": _sysfs(machine, merged),
            "tasks": tasks,
            "events": [
                {"op": "set_mempolicy", "mode": "weighted_interleave", "nodes": nodes},
                {"op": "mmap", "id": "heap", "pages": pages},
                {"op": "touch", "id": "heap", "pages": f"0-{pages - 1}"},
            ],
            "workload": {"streams": streams},
        }
    )


def _crew(machine: dict[str, Any], *, all_sockets: bool) -> tuple[list[Fields], list[Fields]]:
    """Tasks and streams: a thread for each CPU of the first node with memory, or of all nodes."""
    with_cpus = [node for node in machine["nodes"] if node["cpus"]]
    home = next((node for node in with_cpus if _room(node)), with_cpus[0])
    others = [node for node in with_cpus if node is not home] if all_sockets else []
    tasks: list[Fields] = []
    streams: list[Fields] = []
    for node in [home, *others][:MAX_TASKS]:
        cpus = NodeMask.parse(node["cpus"], MAX_CPUS)
        name = "main" if node is home else f"node{node['id']}"
        tasks.append({"name": name, "cpu": cpus.first()})
        of = {} if node is home else {"task": name}
        streams.append({**of, "threads": len(cpus), "regions": {"heap": 1000}})
    return tasks, streams


def _room(node: dict[str, Any]) -> int:
    """MiB of a node that the experiment may use."""
    return int(node["mib"] - node.get("reserve_mib", 0))


def _sysfs(machine: dict[str, Any], merged: Merged) -> dict[str, Any]:
    """The weights that a text tells; else small numbers in proportion to the rates."""
    ids = {node["id"] for node in machine["nodes"]}
    told = {
        str(cell.place[1]): cell.best.value
        for cell in merged.under("weight")
        if cell.place[1] in ids
    }
    if told:
        return {"auto": bool(merged.value("auto")), "weights": told}
    rates = {node["id"]: node["read_mib_per_s"] or 1 for node in machine["nodes"] if node["mib"]}
    weights = proportional_weights(rates)
    return {"weights": {str(node): weight for node, weight in weights.items()}}
