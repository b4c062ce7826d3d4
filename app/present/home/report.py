"""A report in Markdown: the answer, the machine, the policy, events, results, commands."""

from __future__ import annotations

from app.present.advice import advise
from app.present.home.described import machine_told
from app.present.home.markdown import grid, plain
from app.present.home.numactl import commands
from app.present.home.subject import Subject
from app.present.notes import told
from app.present.ranges import ranges_text
from app.present.tables import Table, tables
from app.present.views import View
from app.present.weighing import weights_told

__all__ = ("policy_words", "report")

_RESULTS = ("nodes", "utilisation", "bandwidth")


def report(subject: Subject) -> str:
    """The text of the report."""
    view = subject.view
    say = view.words
    advice = advise(view)
    made = tables(view)
    back = [f"[{say('home.experiment')}][1]"] if subject.link else []
    note = [f"[1]: <{subject.link}>"] if subject.link else []
    parts = [
        f"# {plain(advice.verdict)}",
        plain(f"{advice.sentence} {advice.details}".strip()),
        *back,
        f"## {say('home.machine')}",
        *machine_told(view),
        f"## {say('home.policy')}",
        plain(f"{policy_words(view)}."),
        f"## {say('home.events')}",
        _table(view, made["events"]),
        f"## {say('home.results')}",
        *(part for name in _RESULTS if name in made for part in _titled(view, made[name])),
        *(plain(told(note, say)) for note in view.result.notes),
        f"## {say('home.commands')}",
        "\n".join(["```sh", *commands(view), "```"]),
        f"## {say('home.model')}",
        plain(f"{say('home.model_version', version=view.result.model)} {say('home.caveat')}"),
        *note,  # last: the fragment of a draft is long
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def policy_words(view: View) -> str:
    """The last policy that was asked for, with weights where they count, ranges, and the kernel."""
    policies = "; ".join(filter(None, [_of_task(view), ranges_text(view)]))
    return view.words("home.under", policy=policies, kernel=view.experiment.kernel)


def _of_task(view: View) -> str:
    say, policy = view.words, view.policy
    if policy is None:
        return say("home.task_has_none" if view.range_policies else "home.no_policy")
    words = " | ".join([policy.mode, *policy.flags])
    if policy.nodes:
        words = say("home.on_nodes", mode=words, nodes=policy.nodes)
    if policy.mode == "preferred" and len(view.policy_nodes) > 1:
        words = say("home.first_counts", policy=words)
    if policy.mode == "weighted_interleave" and view.policy_nodes:
        words = say("home.weighted", policy=words, weights=weights_told(view))
    return words


def _table(view: View, table: Table) -> str:
    if not table.rows:
        return view.words("home.empty")
    return grid(table.head, table.rows, table.numeric)


def _titled(view: View, table: Table) -> list[str]:
    return [f"**{plain(table.caption)}**", _table(view, table)]
