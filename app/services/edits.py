"""The workbench's form as address parameters: readable changes to an experiment.

What cannot be read is left as it was and said in a notice; an address never breaks a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final

from app.present.state import Moment, ViewState
from simcore.errors import SpecError
from simcore.interfaces import WAYS, said_by
from simcore.interfaces.intent import intent_of
from simcore.spec import Experiment, decode
from simcore.spec.events import MODES, SetMempolicy
from simcore.spec.events.fields import named_nodes
from simcore.spec.experiment import KERNELS
from simcore.spec.limits import MAX_PAGES
from simcore.syscalls.structs import LAYOUTS
from simcore.system.state import initial_weights

__all__ = ("EDITS", "edited", "moment_in", "unlike")

Plain = dict[str, Any]


def edited(experiment: Experiment, wanted: Mapping[str, str]) -> tuple[Experiment, tuple[str, ...]]:
    """The experiment after the changes that can be made, and a notice for each that cannot."""
    notices: list[str] = []
    for name, text in wanted.items():
        change = EDITS.get(name)
        if change is None:
            notices.append(f"The address says {name}={text[:40]}, which means nothing here.")
            continue
        plain = deepcopy(experiment.model_dump(mode="json"))
        try:
            change(plain, text.strip())
            experiment = decode(plain)
        except ValueError as error:
            notices.append(f"{name}={text[:40]} is not used: {error}")
        except SpecError as error:
            first = error.problems[0]
            notices.append(f"{name}={text[:40]} is not used: {first.pointer} {first.detail}")
    return experiment, tuple(notices)


def unlike(experiment: Experiment, wanted: Mapping[str, str]) -> tuple[str, ...]:
    """Those of the fields that would change the experiment."""
    known = {name: text for name, text in wanted.items() if name in EDITS}
    meant = _meant(experiment)
    return tuple(
        name for name, text in known.items() if _meant(edited(experiment, {name: text})[0]) != meant
    )


def _meant(experiment: Experiment) -> tuple[Any, ...]:
    """What a form says of an experiment, however that is written: weights, policies, the rest."""
    weights = initial_weights(experiment)
    nodes = tuple(weights[node.id] for node in experiment.machine.nodes)
    calls = [each for each in experiment.events if isinstance(each, SetMempolicy)]
    asked = [(each.mode, named_nodes(each.nodes)) for each in calls if each.mode != "default"]
    plain = experiment.model_dump(mode="json", exclude={"sysfs"})
    others = [event for event in plain["events"] if event["op"] != "set_mempolicy"]
    return nodes, asked, plain | {"events": others}


_MOMENT = re.compile(r"(0|-1|[1-9][0-9]{0,4})(?:\.([1-9][0-9]{0,14}))?", re.ASCII)


def moment_in(text: str, state: ViewState) -> tuple[ViewState, tuple[str, ...]]:
    """The view at the moment that an address names, and a notice if it names none.

    ``end``, ``2`` for after event 2, ``2.38`` for after 38 pages of its touch.
    """
    found = _MOMENT.fullmatch(text)
    if text != "end" and found is None:
        told = "it must be end, the number of an event, or that and how many pages: 2.38"
        return state, (f"moment={text[:40]} is not used: {told}",)
    moment = found and Moment(
        event=int(found[1]), pages=min(int(found[2]), MAX_PAGES) if found[2] else None
    )
    return state.model_copy(update={"moment": moment}), ()


def _events(plain: Plain, op: str) -> list[Plain]:
    return [event for event in plain["events"] if event["op"] == op]


def _number(text: str, low: int, high: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and low <= int(text) <= high):
        raise ValueError(f"it must be a whole number from {low} to {high}")
    return int(text)


def _policy(plain: Plain) -> Plain:
    """The first policy event; one is put in front where there is none."""
    policies = _events(plain, "set_mempolicy")
    if not policies:
        task = plain["tasks"][0]["name"]
        policies = [{"op": "set_mempolicy", "task": task, "mode": "default"}]
        plain["events"] = policies + plain["events"]
    return policies[0]


def _set_kernel(plain: Plain, text: str) -> None:
    if text not in KERNELS:
        raise ValueError(f"kernels are {', '.join(KERNELS)}")
    plain["kernel"] = text


def _set_mode(plain: Plain, text: str) -> None:
    if text not in MODES:
        raise ValueError(f"modes are {', '.join(MODES)}")
    _policy(plain)["mode"] = text


def _set_nodes(plain: Plain, text: str) -> None:
    _policy(plain)["nodes"] = text


def _set_via(plain: Plain, text: str) -> None:
    """The policy said by another interface, as far as it can: ``attribute``, ``mempolicy2:v2``."""
    way, _, revision = text.partition(":")
    names = [each.name for each in WAYS]
    if way not in names or (revision and revision not in LAYOUTS):
        raise ValueError(f"interfaces are {', '.join(names)}, with :v2 and so on for a series")
    made = said_by(intent_of(decode(plain)), way, revision or "v6")
    plain.clear()
    plain.update(made.model_dump(mode="json", by_alias=True, exclude_none=True))


def _set_weights(plain: Plain, text: str) -> None:
    """``9,1`` for the nodes in order, or ``0:9,2:1`` by node; an empty place changes nothing."""
    nodes = [str(node["id"]) for node in plain["machine"]["nodes"]]
    parts = text.split(",")
    if len(parts) > len(nodes):
        raise ValueError(f"there are only {len(nodes)} nodes")
    for place, part in enumerate(parts):
        node, colon, weight = part.strip().rpartition(":")
        if colon and node not in nodes:
            raise ValueError(f"there is no node {node[:20]!r}")
        if weight:
            plain["sysfs"]["weights"][node if colon else nodes[place]] = _number(weight, 1, 255)
    plain["sysfs"]["auto"] = False


def _set_pages(plain: Plain, text: str) -> None:
    """The size of the first region, and the first touch of it touches all of it."""
    pages = _number(text, 1, MAX_PAGES)
    regions = _events(plain, "mmap")
    if not regions:
        raise ValueError("there is no region")
    regions[0]["pages"] = pages
    for touch in _events(plain, "touch"):
        if touch["id"] == regions[0]["id"]:
            touch["pages"] = f"0-{pages - 1}" if pages > 1 else "0"
            return


def _set_stream(field: str, low: int, high: int, scale: int = 1) -> Callable[[Plain, str], None]:
    def change(plain: Plain, text: str) -> None:
        streams = plain["workload"]["streams"]
        if not streams:
            raise ValueError("there is no stream")
        streams[0][field] = _number(text, low, high) * scale

    return change


EDITS: Final[Mapping[str, Callable[[Plain, str], None]]] = {
    "kernel": _set_kernel,
    "mode": _set_mode,
    "nodes": _set_nodes,
    "w": _set_weights,
    "pages": _set_pages,
    "threads": _set_stream("threads", 1, 65536),
    "read": _set_stream("read_permille", 0, 100, scale=10),
    "via": _set_via,
}
"""Every parameter that changes an experiment, in the order in which they are best applied."""
