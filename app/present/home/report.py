"""A report in Markdown: the answer, the machine, the policy, events, results, commands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.present import text
from app.present.advice import advise
from app.present.home.numactl import commands
from app.present.home.subject import Subject
from app.present.kinds import KINDS
from app.present.tables import Table, tables
from app.present.views import View
from simcore.spec.machine import Machine, Node

__all__ = ("MODEL_CAVEAT", "policy_words", "report")

MODEL_CAVEAT = (
    "Placement of pages follows the kernel's rules exactly. Bandwidth and latency come from a"
    " closed-loop model, no measurement; the band tells 8 to 16 lines in flight per thread."
)
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_RESULTS = ("nodes", "utilisation", "bandwidth")


def report(subject: Subject) -> str:
    """The text of the report."""
    view = subject.view
    advice = advise(view)
    made = tables(view)
    back = [f"[The experiment]({subject.link})"] if subject.link else []
    parts = [
        f"# {_plain(advice.verdict)}",
        _plain(f"{advice.sentence} {advice.details}".strip()),
        *back,
        "## Machine",
        _machine(view.experiment.machine),
        "## Policy",
        _plain(f"{policy_words(view)}; {view.experiment.kernel}."),
        "## Events and answers",
        _table(made["events"]),
        "## Results",
        *(part for name in _RESULTS if name in made for part in _titled(made[name])),
        *(_plain(note) for note in view.result.notes),
        "## Commands",
        "\n".join(["```sh", *commands(view), "```"]),
        "## Model",
        _plain(f"Model {view.result.model}. {MODEL_CAVEAT}"),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def policy_words(view: View) -> str:
    """The last policy that was asked for, with weights where they count."""
    policy = view.policy
    if policy is None:
        return "no policy"
    flags = "".join(f" | {flag}" for flag in policy.flags)
    nodes = f" on nodes {policy.nodes}" if policy.nodes else ""
    words = f"{policy.mode}{flags}{nodes}"
    if view.weights_matter and view.policy_nodes:
        words += f", weights {text.ratio([view.weights[node] for node in view.policy_nodes])}"
    return words


def _plain(words: str) -> str:
    """Text without a meaning in Markdown, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[bool]) -> str:
    rule = " | ".join("---:" if right else "---" for right in numeric)
    return "\n".join([_row(head), f"| {rule} |", *map(_row, rows)])


def _table(table: Table) -> str:
    return _grid(table.head, table.rows, table.numeric) if table.rows else "None."


def _titled(table: Table) -> list[str]:
    return [f"**{_plain(table.caption)}**", _table(table)]


def _machine(machine: Machine) -> str:
    """A line for each node; a rate that nobody gave is a dash, one that was guessed is marked."""

    def told(place: int, node: Node, name: str) -> str:
        value = getattr(node, name)
        source = machine.sources.get(f"/nodes/{place}/{name}")
        mark = " (assumed)" if source in ("assumed", "estimated") else ""
        return "–" if value is None else f"{text.grouped(value)}{mark}"

    rows = [
        (
            str(node.id),
            KINDS[node.kind].label,
            node.cpus or "none",
            text.mib(node.mib),
            *(told(place, node, name) for name in ("read_mib_per_s", "write_mib_per_s", "idle_ns")),
        )
        for place, node in enumerate(machine.nodes)
    ]
    head = ("node", "kind", "CPUs", "memory", "read MiB/s", "write MiB/s", "idle ns")
    return _grid(head, rows, (True, False, False, *[True] * 4))
