"""What /interfaces is asked: an intent in the fields of a form, and the calls that would say it.

Every field has a default; what cannot be read keeps it and is told as a notice. The calls are
really made, on the machine of a preset, so that their answers are the kernel's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final
from urllib.parse import urlencode

from app.services.catalog import Catalog
from simcore.errors import Problem, SpecError
from simcore.interfaces import Comparison, compare, decode_intent
from simcore.kernel.modes import MODE_RULES
from simcore.kernel.profiles import QUIRKS
from simcore.nodemask import NodeMask
from simcore.spec import Experiment, decode
from simcore.spec.events import MODE_FLAGS, Mmap
from simcore.syscalls.structs import LAYOUTS, bytes_of
from simcore.system import System
from simcore.system.apart import Apart, FieldShown, fields_of, taken_apart
from simcore.system.run import run_event

__all__ = (
    "CHOICES",
    "Asked",
    "Machine",
    "calls_of",
    "compared_body",
    "comparison_of",
    "il_weights",
    "read_asked",
    "unpacked",
    "weight_parts",
)

DEFAULT_PRESET: Final = "two-sockets-two-cxl"

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "mode": tuple(sorted(MODE_RULES, key=lambda mode: -MODE_RULES[mode].number)),
    "scope": ("task", "range"),
    "who": ("self", "other"),
    "revision": tuple(reversed(list(LAYOUTS))),
    "quirks": tuple(QUIRKS),
    "tail": ("", "zero", "nonzero"),
}
"""What a field with few values may be, in the order of its menu."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields as text, as an address holds them; ``flags`` as many as are set."""

    of: str = DEFAULT_PRESET
    mode: str = "weighted_interleave"
    flags: tuple[str, ...] = ()
    nodes: str = ""
    weights: str = ""
    home: str = ""
    scope: str = "task"
    who: str = "self"
    revision: str = "v6"
    quirks: str = ""
    maxnode: str = ""
    size: str = ""
    tail: str = ""
    resv: str = ""
    hex: str = ""

    @property
    def query(self) -> str:
        """The fields that are not as usual, as an address has them."""
        usual = Asked()
        pairs = [
            (each.name, getattr(self, each.name))
            for each in fields(self)
            if each.name != "flags" and getattr(self, each.name) != getattr(usual, each.name)
        ]
        return urlencode([*pairs, *(("flags", flag) for flag in self.flags)])

    @property
    def kernel(self) -> str:
        """The profile that has the posted calls."""
        return f"mempolicy2-{self.revision}"


@dataclass(frozen=True, slots=True)
class Machine:
    """What is asked, on a machine: the experiment that calls are made in, and what was wrong."""

    asked: Asked
    experiment: Experiment
    notices: tuple[str, ...] = ()


def read_asked(query: Mapping[str, str], catalog: Catalog) -> Machine:
    """The fields of a form or an address, with defaults that suit the machine."""
    notices: list[str] = []
    known = {each.name for each in fields(Asked)}
    values: dict[str, Any] = {}
    for name, text in query.items():
        if name not in known or (name in CHOICES and text not in CHOICES[name]):
            if name not in _ELSEWHERE:
                notices.append(f"{name}={text[:40]} means nothing here")
            continue
        values[name] = text.strip()[:400]
    wanted = values.pop("flags", "").split(",")
    flags = tuple(flag for flag in MODE_FLAGS if flag in wanted)
    asked = Asked(**values, flags=flags)
    presets = {preset.name: preset for preset in catalog}
    if asked.of not in presets:
        notices.append(f"there is no preset {asked.of[:40]}")
        asked = replace(asked, of=DEFAULT_PRESET)
    experiment = presets[asked.of].experiment
    return Machine(_completed(asked, experiment), experiment, tuple(notices))


_ELSEWHERE = {"lang", "race", "outcome", "step"}
"""Fields of the address that others read."""


def _completed(asked: Asked, experiment: Experiment) -> Asked:
    """Nodes and weights that were not given: all nodes with memory, the machine's weights."""
    if asked.nodes or asked.mode in {"default", "local"}:
        return asked
    return replace(asked, nodes=str(experiment.machine.has_memory))


def unpacked(asked: Asked) -> tuple[tuple[FieldShown, ...], tuple[str, ...]]:
    """The fields of the bytes that were typed, in the shape of the revision, or a notice."""
    if not asked.hex:
        return (), ()
    layout = LAYOUTS[asked.revision]
    try:
        data = bytes_of(asked.hex, layout.size)
    except ValueError as error:
        return (), (f"bytes of the struct: {error}",)
    return fields_of(layout, data.ljust(layout.size, b"\0"), len(data)), ()


def calls_of(machine: Machine) -> tuple[tuple[tuple[str, Apart | None], ...], tuple[Problem, ...]]:
    """Each call that would say it, taken apart, and what could not be read."""
    problems: list[Problem] = []
    shown: list[tuple[str, Apart | None]] = []
    for op, kernel, quirks in _calls(machine.asked):
        try:
            event = _event(machine, op)
            made = decode(_document(machine, event, kernel, quirks))
        except (SpecError, ValueError) as error:
            problems += _problems(error)
            shown.append((op, None))
            continue
        system = System.boot(made)
        *before, last = made.events
        for event_before in before:
            run_event(system, event_before)
        shown.append((op, taken_apart(system, last)))
    return tuple(shown), tuple(dict.fromkeys(problems))


def _problems(error: SpecError | ValueError) -> tuple[Problem, ...]:
    return tuple(error.problems) if isinstance(error, SpecError) else (Problem("", str(error)),)


def comparison_of(machine: Machine) -> tuple[Comparison | None, tuple[Problem, ...]]:
    """The intent in every interface, or why there is none to compare."""
    asked = machine.asked
    if asked.nodes in {"-", "bad"}:
        return None, ()  # a pointer without a mask is no wish, only a call
    try:
        weights = il_weights(asked.weights, asked.nodes) if asked.weights else []
        plain: dict[str, Any] = {
            "schema": 1,
            "mode": asked.mode,
            "flags": list(asked.flags),
            "nodes": asked.nodes,
            "weights": {str(node): weight for node, weight in enumerate(weights) if weight},
            "who": "self" if asked.who == "self" else "other task",
            "experiment": machine.experiment.model_dump(mode="json", by_alias=True),
        }
        if asked.home:
            home = _Fields()
            home.number("home_node", asked.home, "home node")
            plain |= home.event
        if asked.scope == "range":
            plain["scope"] = {"id": _mapped(machine.experiment).id}
        return compare(decode_intent(plain), asked.revision), ()
    except (SpecError, ValueError) as error:
        return None, _problems(error)


def _mapped(experiment: Experiment) -> Mmap:
    """The region that a range is."""
    return next(event for event in experiment.events if isinstance(event, Mmap))


def compared_body(document: Any, revision: str) -> dict[str, Any]:
    """The comparison of an intent, or of an experiment, as the API gives it. Raises SpecError.

    Each interface has the experiment that says it so, ready to be opened.
    """
    if revision not in LAYOUTS:
        raise SpecError.at("/query/revision", f"must be one of {', '.join(LAYOUTS)}")
    made = compare(decode_intent(document), revision)
    plain = made.plain()
    for told, answer in zip(plain["interfaces"], made.answers, strict=True):
        if answer.experiment is not None:
            told["experiment"] = answer.experiment.model_dump(mode="json", by_alias=True)
    return plain


def _calls(asked: Asked) -> tuple[tuple[str, str, str], ...]:
    """The posted call first, then the calls that Linux has: (op, kernel, quirks)."""
    ranged, outside = asked.scope == "range", asked.who == "other"
    posted = {
        (False, False): "set_mempolicy2",
        (True, False): "mbind2",
        (False, True): "process_set_mempolicy",
        (True, True): "process_mbind",
    }[ranged, outside]
    merged = ["mbind" if ranged else "set_mempolicy"]
    if ranged and asked.home:
        merged.append("set_mempolicy_home_node")
    return ((posted, asked.kernel, asked.quirks), *((op, "linux-7.2", "") for op in merged))


def _document(machine: Machine, event: dict[str, Any], kernel: str, quirks: str) -> dict[str, Any]:
    plain = machine.experiment.model_dump(mode="json", by_alias=True, exclude_none=True)
    cpu = plain["tasks"][0]["cpu"]
    tasks = [
        {"name": "main", "cpu": cpu, "caps": ["sys_nice", "sys_ptrace"]},
        {"name": "other", "cpu": cpu},
    ]
    outside = event["op"].startswith("process_")
    mapped = _mapped(machine.experiment)
    where = {"id": mapped.id, "pages": mapped.pages, "addr": mapped.addr}
    region = {"op": "mmap", **where, "task": "other" if outside else "main"}
    events = [region, event | {"task": "main"}]
    if event["op"] == "set_mempolicy_home_node":
        events.insert(1, _event(machine, "mbind") | {"task": "main"})
    document = plain | {"kernel": kernel, "tasks": tasks, "events": events}
    document |= {"workload": {"streams": []}} | ({"quirks": quirks} if quirks else {})
    return document


@dataclass(slots=True)
class _Fields:
    """An event in the making; a number that cannot be read names its field."""

    event: dict[str, Any] = field(default_factory=dict)

    def number(self, name: str, text: str, what: str, *, hexed: bool = False) -> None:
        """A whole number, decimal or with 0x; nothing for an empty text."""
        if not text:
            return
        try:
            value = int(text, 0)
        except ValueError:
            raise ValueError(f"{what}: {text[:40]} is no whole number") from None
        self.event[name] = hex(value % 2**64) if hexed else value


def _event(machine: Machine, op: str) -> dict[str, Any]:
    """The event that makes a call. Raises ValueError with the field's name."""
    asked, made = machine.asked, _Fields({"op": op})
    if op in {"mbind", "mbind2", "process_mbind", "set_mempolicy_home_node"}:
        made.event["id"] = _mapped(machine.experiment).id
    if op.startswith("process_"):
        made.event["target"] = "other"
    if op == "set_mempolicy_home_node":
        made.number("node", asked.home, "home node")
        return made.event
    made.event |= {"mode": asked.mode, "flags": list(asked.flags), "nodes": asked.nodes or "-"}
    made.number("maxnode", asked.maxnode or _room(asked.nodes), "maxnode", hexed=True)
    if op in {"set_mempolicy", "mbind"}:
        return made.event
    made.number("home_node", asked.home, "home node")
    if asked.home and op in {"mbind2", "process_mbind"}:
        made.event["mf"] = ["home_node"]
    made.number("size", asked.size, "size", hexed=True)
    made.number("resv", asked.resv, "reserved bytes", hexed=True)
    if asked.tail:
        made.event["tail"] = asked.tail
    if asked.weights:
        made.event["il_weights"] = il_weights(asked.weights, asked.nodes)
    return made.event


def _room(nodes: str) -> str:
    """What a careful caller gives as maxnode: two more than the last node, 0 without a mask.

    Nothing for what is no mask: then the usual one counts.
    """
    if not nodes:
        return "0"
    try:
        return str(max(NodeMask.parse(nodes)) + 2)
    except ValueError:
        return ""


def weight_parts(text: str) -> list[str]:
    """Weights as they were typed; a comma at the end is one that goes on."""
    plain = text.replace(":", ",").rstrip(", ")
    return [part.strip() for part in plain.split(",")] if plain else []


def il_weights(text: str, nodes: str) -> list[int]:
    """A byte for each node up to the mask's last: weights in the order of the mask.

    Raises ValueError.
    """
    parts = weight_parts(text)
    if not all(part.isascii() and part.isdecimal() and int(part) < 256 for part in parts):
        raise ValueError(f"weights: {text[:40]} are no numbers from 0 to 255 with commas between")
    mask = list(NodeMask.parse(nodes)) if nodes not in {"-", "bad"} else []
    if not mask or len(parts) > len(mask):
        raise ValueError(f"weights: {len(parts)} were given for {len(mask)} nodes")
    given = dict(zip(mask, map(int, parts), strict=False))
    return [given.get(node, 0) for node in range(max(mask) + 1)]
