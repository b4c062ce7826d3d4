"""A report in Markdown: the answer, the machine, the policy, events, results, commands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.present import text
from app.present.advice import advise
from app.present.home.numactl import commands
from app.present.home.subject import Subject
from app.present.kinds import KINDS
from app.present.notes import told
from app.present.tables import Table, tables
from app.present.views import View
from app.present.weighing import weights_told
from simcore.spec.machine import Node

__all__ = ("policy_words", "report")

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_RESULTS = ("nodes", "utilisation", "bandwidth")


def report(subject: Subject) -> str:
    """The text of the report."""
    view = subject.view
    say = view.words
    advice = advise(view)
    made = tables(view)
    back = [f"[{say('home.experiment')}]({subject.link})"] if subject.link else []
    parts = [
        f"# {_plain(advice.verdict)}",
        _plain(f"{advice.sentence} {advice.details}".strip()),
        f"## {say('home.machine')}",
        _machine(view),
        f"## {say('home.policy')}",
        _plain(f"{policy_words(view)}."),
        f"## {say('home.events')}",
        _table(view, made["events"]),
        f"## {say('home.results')}",
        *(part for name in _RESULTS if name in made for part in _titled(view, made[name])),
        *(_plain(told(note, say)) for note in view.result.notes),
        f"## {say('home.commands')}",
        "\n".join(["```sh", *commands(view), "```"]),
        f"## {say('home.model')}",
        _plain(f"{say('home.model_version', version=view.result.model)} {say('home.caveat')}"),
        *back,  # last: the fragment of a draft is long
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def policy_words(view: View) -> str:
    """The last policy that was asked for, with weights where they count, and the kernel."""
    say, kernel = view.words, view.experiment.kernel
    policy = view.policy
    if policy is None:
        return say("home.under", policy=say("home.no_policy"), kernel=kernel)
    words = " | ".join([policy.mode, *policy.flags])
    if policy.nodes:
        words = say("home.on_nodes", mode=words, nodes=policy.nodes)
    if policy.mode == "weighted_interleave" and view.policy_nodes:
        words = say("home.weighted", policy=words, weights=weights_told(view))
    return say("home.under", policy=words, kernel=kernel)


def _plain(words: str) -> str:
    """Text without a meaning in Markdown, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[bool]) -> str:
    rule = " | ".join("---:" if right else "---" for right in numeric)
    return "\n".join([_row(head), f"| {rule} |", *map(_row, rows)])


def _table(view: View, table: Table) -> str:
    if not table.rows:
        return view.words("home.empty")
    return _grid(table.head, table.rows, table.numeric)


def _titled(view: View, table: Table) -> list[str]:
    return [f"**{_plain(table.caption)}**", _table(view, table)]


_RATES = ("read_mib_per_s", "write_mib_per_s", "idle_ns")
_HEAD = ("node", "kind", "cpus", "memory", "read", "write", "idle")


def _machine(view: View) -> str:
    """A line for each node; a rate that nobody gave is a dash, one that was guessed is marked."""
    machine, say = view.experiment.machine, view.words

    def rate(place: int, node: Node, name: str) -> str:
        value = getattr(node, name)
        if value is None:
            return "–"
        guessed = machine.sources.get(f"/nodes/{place}/{name}") in ("assumed", "estimated")
        number = text.grouped(value)
        return say("home.assumed", value=number) if guessed else number

    rows = [
        (
            str(node.id),
            KINDS[node.kind].label,
            node.cpus or say("home.none"),
            text.mib(node.mib, say),
            *(rate(place, node, name) for name in _RATES),
        )
        for place, node in enumerate(machine.nodes)
    ]
    head = [say(f"home.{name}") for name in _HEAD]
    return _grid(head, rows, (True, False, False, *[True] * 4))
