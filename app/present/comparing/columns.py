"""What stands in the column of one experiment: policy, changes, why the page is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from pydantic_core import to_json

from app.present import text
from app.present.kinds import node_label
from app.present.ranges import ranges_text
from app.present.views import View
from app.present.weighing import weights_later, weights_told
from app.words import Words
from simcore.difference import Change, differences
from simcore.result import ABSENT, RegionResult
from simcore.spec.machine import Node

__all__ = (
    "LETTERS",
    "Entry",
    "change_text",
    "changes_from",
    "page_text",
    "policy_text",
    "setup_text",
    "where_text",
)

LETTERS: Final = "ABCD"
_TOLD: Final = 30
"""Changes that are told one by one."""
_LONG: Final = 200
_IN_ITS_NAME: Final = ("op", "task")
"""Parts of an event that its name says already, or that hardly ever differ."""
"""Letters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An experiment that is compared: its letter, its title, its page and its region."""

    letter: str
    title: str
    view: View
    region: tuple[str, RegionResult] | None
    href: str = ""


def policy_text(view: View) -> str:
    """The policies of the task and of its ranges, in words."""
    if view.policy is None and view.range_policies:
        return view.words("compare.ranges_only", ranges=ranges_text(view))
    return "; ".join(filter(None, [_of_task(view), ranges_text(view)]))


def _of_task(view: View) -> str:
    words, policy = view.words, view.policy
    if policy is None:
        return words("compare.no_policy")
    if view.policy_refused:
        return words("compare.policy_refused", mode=policy.mode)
    if not view.policy_nodes:
        return policy.mode
    nodes = ", ".join(map(str, view.policy_nodes))
    if policy.mode != "weighted_interleave":
        return words("compare.policy", mode=policy.mode, nodes=nodes)
    if view.experiment.sysfs.auto:
        auto = words("compare.policy_auto", mode=policy.mode, nodes=nodes)
        return "; ".join(filter(None, [auto, weights_later(view)]))
    weights = weights_told(view)
    return words("compare.policy_weighted", mode=policy.mode, nodes=nodes, weights=weights)


def setup_text(entry: Entry) -> str:
    """What the experiment runs on: kernel, nodes, weights at the start."""
    words, experiment = entry.view.words, entry.view.experiment
    weights = text.ratio(list(entry.view.weights.values()))
    if experiment.sysfs.auto:
        weights = words("compare.setup_auto", weights=weights)
    return words(
        "compare.setup",
        letter=entry.letter,
        kernel=experiment.kernel,
        nodes="; ".join(_node(node, words) for node in experiment.machine.nodes),
        weights=weights,
    )


def _node(node: Node, words: Words) -> str:
    cpus = words("compare.setup_cpus", cpus=node.cpus) if node.cpus else ""
    return words(
        "compare.setup_node",
        node=node_label(node.id, node.kind, words),
        size=text.mib(node.mib, words),
        cpus=cpus or words("compare.setup_no_cpus"),
    )


def changes_from(first: View, view: View) -> tuple[str, ...]:
    """What changed against the first experiment, a sentence each."""
    found = differences(first.experiment, view.experiment)
    told = tuple(change_text(change, view.words) for change in found[:_TOLD])
    left = len(found) - _TOLD
    return (*told, view.words("compare.more_changes", n=left)) if left > 0 else told


def change_text(change: Change, words: Words, longest: int = _LONG) -> str:
    """A change as a sentence; values longer than ``longest`` are cut."""
    values = {
        **change.values,
        "before": _value(change.before, longest),
        "after": _value(change.after, longest),
    }
    return words(f"compare.change_{change.rule}", **values)


def _value(value: Any, longest: int) -> str:
    """A value as a document writes it."""
    if value is None or value == "":
        return "–"
    written = value if isinstance(value, str) else _written(value)
    return written if len(written) <= longest else written[: longest - 1] + "…"


def _written(value: Any) -> str:
    """Parts by name, as the table of events has them; all else as JSON."""
    if not isinstance(value, dict):
        return to_json(value).decode()
    named = {name: each for name, each in value.items() if name not in _IN_ITS_NAME}
    return " ".join(
        f"{name}={each if isinstance(each, str) else to_json(each).decode()}"
        for name, each in named.items()
        if each not in (None, "", [], {})
    )


def page_text(nodes: Sequence[int], words: Words) -> str:
    """Nodes of some pages as run-length text: 9 × node 0, 1 × node 1."""
    runs = [(node, len(list(run))) for node, run in groupby(nodes)]
    return ", ".join(f"{count} × {where_text(node, words)}" for node, count in runs)


def where_text(node: int, words: Words) -> str:
    """A node in words, or that there is no page."""
    if node == ABSENT:
        return words("compare.absent")
    return words("compare.zero") if node < 0 else words("compare.on_node", node=node)
