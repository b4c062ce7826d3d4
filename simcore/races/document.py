"""A race as a document: an experiment that all have in common, and two to four actors.

An actor is a list of steps. A step is an event of an experiment, with two more fields: ``as``
keeps its answer under a name of the actor's own, ``take`` fills fields of the event from such
an answer. ``decode_race`` is the one way in: plain data becomes a Race, or every problem is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from simcore.errors import Problem, SpecError, pointer
from simcore.pageranges import parse_pages
from simcore.races.takes import Take, parse_take
from simcore.spec.base import Listed, Model, Name, Whole
from simcore.spec.decode import decode, problems_of, validated
from simcore.spec.events import OPS, Event, TaskEvent
from simcore.spec.experiment import Experiment
from simcore.spec.limits import MAX_EVENTS

__all__ = ("MAX_FAULTS", "MAX_SHOWN", "MAX_STEPS", "Actor", "Intent", "Race", "Step", "decode_race")

MAX_STEPS = 32
"""Steps of one actor."""
MAX_FAULTS = 64
"""Pages that one touch of a race brings in, each of them a step of its own."""
MAX_SHOWN = 4096
"""Pages that one step of a race shows or allocates otherwise."""

Text = Annotated[str, Field(max_length=4000)]
FieldName = Annotated[str, Field(max_length=32, pattern=r"^[a-z_0-9]+$")]


SettingName = Literal[
    "mode", "flags", "nodes", "home_node", "weights", "cpu_node", "weight", "attribute"
]
"""Fields that calls set: of a policy, of a task, of a node."""


class Intent(Model):
    """What an actor is after: in words, and which fields it means to change.

    Without ``fields`` these are the fields that its steps write and did not just carry over.
    """

    words: Text = ""
    fields: Annotated[tuple[SettingName, ...], Listed] | None = None


class StepWords(Model):
    """What a step says beside its event."""

    keep: Name | None = Field(default=None, alias="as")
    take: dict[FieldName, Annotated[str, Field(max_length=200)]] = Field(default_factory=dict)


class Step(Model):
    """An event of an actor; ``take`` names where fields come from, ``keep`` the name of its answer.

    In the document the event's fields stand beside ``as`` and ``take``. Fields that are taken
    hold a stand-in here.
    """

    event: Event
    keep: Name | None = None
    take: dict[str, str] = Field(default_factory=dict)

    @property
    def takes(self) -> Mapping[str, Take]:
        """``take``, read."""
        return {name: parse_take(text) for name, text in self.take.items()}


class ActorWords(Model):
    """An actor of the document before its steps are read."""

    name: Name
    task: Name | None = None
    intent: Intent = Intent()
    steps: Annotated[tuple[dict[str, Any], ...], Listed, Field(min_length=1, max_length=MAX_STEPS)]


class Actor(Model):
    """Somebody who does one step after another, as ``task`` unless a step names another."""

    name: Name
    task: Name
    intent: Intent = Intent()
    steps: tuple[Step, ...]


class RaceWords(Model):
    """The document before its parts are read."""

    schema_version: Annotated[Literal[1], Whole] = Field(default=1, alias="schema")
    title: Annotated[str, Field(max_length=200)] = ""
    about: Text = ""
    experiment: dict[str, Any]
    actors: Annotated[tuple[ActorWords, ...], Listed, Field(min_length=2, max_length=4)]


class Race(Model):
    """A race; its experiment holds what happens before anybody starts."""

    title: str
    about: str
    experiment: Experiment
    actors: tuple[Actor, ...]


def decode_race(document: Any) -> Race:
    """The race that plain data describes. Raises SpecError with every problem."""
    if not isinstance(document, Mapping):
        raise SpecError.at("", "must be a JSON object: a race")
    words = validated(RaceWords, document)
    try:
        experiment = decode(words.experiment)
    except SpecError as error:
        raise error.below("/experiment") from None
    drafts = _drafts(words, experiment)
    events = _decoded_events(words, drafts)
    actors = tuple(
        Actor(
            name=actor.name,
            task=actor.task or _first_task(words),
            intent=actor.intent,
            steps=tuple(
                Step(event=event, keep=draft.words.keep, take=draft.words.take)
                for event, draft in zip(own, mine, strict=True)
            ),
        )
        for actor, own, mine in zip(words.actors, events, drafts, strict=True)
    )
    return Race(title=words.title, about=words.about, experiment=experiment, actors=actors)


def _first_task(words: RaceWords) -> str:
    """The task that an experiment names first, as the document has it."""
    return str(words.experiment["tasks"][0]["name"])


class _Draft(Model):
    """A step on its way: its event as plain data with stand-ins, and what it says beside."""

    plain: dict[str, Any]
    words: StepWords


def _drafts(words: RaceWords, experiment: Experiment) -> list[list[_Draft]]:
    """Every actor's steps. Raises SpecError with the problems of all."""
    problems = list(_actor_problems(words, experiment))
    drafts: list[list[_Draft]] = []
    for place, actor in enumerate(words.actors):
        known: dict[str, str] = {}
        drafts.append([])
        for at, step in enumerate(actor.steps):
            found = _draft(step, actor.task or _first_task(words), known)
            if isinstance(found, _Draft):
                drafts[-1].append(found)
            else:
                where = pointer("actors", place, "steps", at)
                problems += [Problem(where + p.pointer, p.detail) for p in found]
    if problems:
        raise SpecError(problems)
    return drafts


def _actor_problems(words: RaceWords, experiment: Experiment) -> Iterator[Problem]:
    names: set[str] = set()
    tasks = {task.name for task in experiment.tasks}
    tasks |= {event.child for event in experiment.events if event.op == "fork"}
    for place, actor in enumerate(words.actors):
        if actor.name in names:
            yield Problem(pointer("actors", place, "name"), "is used twice")
        names.add(actor.name)
        if actor.task is not None and actor.task not in tasks:
            yield Problem(pointer("actors", place, "task"), f"there is no task {actor.task}")


def _draft(step: dict[str, Any], task: str, known: dict[str, str]) -> _Draft | list[Problem]:
    """A step with stand-ins for what it takes; ``known`` has the op behind each register."""
    plain = {name: value for name, value in step.items() if name not in ("as", "take")}
    try:
        words = StepWords.model_validate({k: step[k] for k in ("as", "take") if k in step})
    except ValidationError as error:
        return list(problems_of(error))
    problems = [
        Problem(pointer(name), "is for recorded runs only")
        for name in ("given", "expect")
        if name in plain
    ]
    problems += _take_problems(plain, words, known)
    if problems:
        return problems
    op = OPS.get(str(plain.get("op")))
    if op is not None and issubclass(op.model, TaskEvent):
        plain.setdefault("task", task)
    if words.keep is not None:
        known[words.keep] = str(plain.get("op"))
    return _Draft(plain=plain | _stand_ins(plain, words.take), words=words)


def _take_problems(
    plain: Mapping[str, Any], words: StepWords, known: Mapping[str, str]
) -> Iterator[Problem]:
    op = OPS.get(str(plain.get("op")))
    for name, text in words.take.items():
        at = pointer("take", name)
        try:
            take = parse_take(text)
        except ValueError as error:
            yield Problem(at, str(error))
            continue
        source = OPS.get(known.get(take.register, ""))
        if take.register not in known:
            yield Problem(at, f"no step of this actor before this one is kept as {take.register}")
        elif source is not None and take.field not in {*source.answers, "ret"}:
            yield Problem(at, f"{known[take.register]} answers no {take.field}")
        if op is not None and name not in _written_names(op.model):
            yield Problem(at, f"{plain['op']} has no such field")
        elif name in _BY_HAND or str(plain.get("op")) in _NAMING:
            yield Problem(at, "is written by hand: what a step is about is not taken")


_BY_HAND = frozenset({"op", "task", "id", "pages", "first", "page", "set", "target"})
"""Fields that say what a step is about."""
_NAMING = frozenset({"fork", "mmap"})
"""Steps that make what later steps name; they are always issued."""


def _written_names(model: type[Any]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_STAND_INS: Sequence[Any] = ("bind", "0", [], 0, "0x0")
"""Values of which one fits any field that can be taken."""


def _stand_ins(plain: Mapping[str, Any], take: Mapping[str, str]) -> dict[str, Any]:
    return {name: _stand_in(plain, name) for name in take}


def _stand_in(plain: Mapping[str, Any], name: str) -> Any:
    for value in _STAND_INS:
        try:
            _EVENT.validate_python({**plain, name: value})
        except ValidationError as error:
            if any(name in detail["loc"] for detail in error.errors(include_url=False)):
                continue
        return value
    return None


def _decoded_events(words: RaceWords, drafts: list[list[_Draft]]) -> list[list[Event]]:
    """Every actor's events, complete; each actor's must make sense after the prologue alone.

    Nobody can rely on what another actor maps or forks: it may come later.
    """
    before = list(words.experiment.get("events", []))
    problems: list[Problem] = []
    for place, draft in enumerate(drafts):
        places = [(place, at) for at in range(len(draft))]
        problems += _problems(words, before, [each.plain for each in draft], places)
    plain = [each.plain for draft in drafts for each in draft]
    if not problems:
        places = [(i, at) for i, draft in enumerate(drafts) for at in range(len(draft))]
        problems += _problems(words, before, plain, places)
    problems += _too_many_pages(drafts) if not problems else []
    if problems:
        raise SpecError(problems)
    all_events = iter(decode({**words.experiment, "events": before + plain}).events[len(before) :])
    return [[next(all_events) for _ in draft] for draft in drafts]


def _problems(
    words: RaceWords,
    before: list[Any],
    steps: list[dict[str, Any]],
    places: list[tuple[int, int]],
) -> Iterator[Problem]:
    """What is wrong with events after the prologue, told where they stand in the race."""
    if len(before) + len(steps) > MAX_EVENTS:
        yield Problem("/experiment/events", f"must leave room for {len(steps)} steps")
        return
    try:
        decode({**words.experiment, "events": before + steps})
    except SpecError as error:
        for problem in error.problems:
            parts = problem.pointer.split("/")
            if parts[1:2] == ["events"] and int(parts[2]) >= len(before):
                actor, at = places[int(parts[2]) - len(before)]
                rest = "".join(f"/{part}" for part in parts[3:])
                yield Problem(pointer("actors", actor, "steps", at) + rest, problem.detail)
            else:
                yield Problem("/experiment" + problem.pointer, problem.detail)


def _too_many_pages(drafts: list[list[_Draft]]) -> Iterator[Problem]:
    for actor, draft in enumerate(drafts):
        for at, each in enumerate(draft):
            for field, count, most in _pages_asked(each.plain):
                if count > most:
                    rule = f"asks for {count} pages, a step of a race for at most {most}"
                    yield Problem(pointer("actors", actor, "steps", at, field), rule)


def _pages_asked(plain: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    """The field with a step's pages, how many they are and how many they may be."""
    op = plain["op"]
    if op in ("touch", "step"):
        yield "pages", sum(part.count for part in parse_pages(plain["pages"])), MAX_FAULTS
    elif op == "pwrite":
        yield "pages", plain["pages"], MAX_FAULTS
    elif op == "where":
        yield "pages", plain["pages"], MAX_SHOWN
    elif op == "bpfmap":
        yield "entries", plain["entries"], MAX_SHOWN
