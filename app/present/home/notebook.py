"""A notebook (nbformat 4): parameters, the data in line, two plots, and the way back.

It opens without a server: every number is in it, and matplotlib draws it.
"""

from __future__ import annotations

import json
from typing import Any

from app.present.advice import advise
from app.present.home.report import policy_words
from app.present.home.subject import Subject
from app.present.kinds import node_label
from app.present.views import View
from simcore.spec.canonical import canonical_text

__all__ = ("notebook",)

Cell = dict[str, Any]


def notebook(subject: Subject) -> str:
    """The notebook's JSON."""
    say = subject.view.words
    curve = f"## {say('home.curve_title')}\n\n{say('home.curve_text')}"
    cells = [
        _text("intro", _intro(subject)),
        _code("parameters", _parameters(subject.view)),
        _code("data", _data(subject.view)),
        _text("pages-head", f"## {say('home.pages_title')}"),
        _code("pages", _PAGES),
        _text("curve-head", curve),
        _code("curve", _CURVE),
    ]
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _text(name: str, text: str) -> Cell:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(text)}


def _code(name: str, text: str) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": _lines(text),
    }


def _intro(subject: Subject) -> str:
    say = subject.view.words
    back = [f"[{say('home.back')}]({subject.link})"] if subject.link else []
    title = f"# {say('home.notebook_title')}"
    return "\n\n".join([title, str(advise(subject.view)), *back, say("home.caveat")])


def _parameters(view: View) -> str:
    experiment = view.experiment
    weights = {str(node): weight for node, weight in view.weights.items()}
    return "\n".join(
        [
            f"# {view.words('home.asked')}",
            f"kernel = {experiment.kernel!r}",
            f"policy = {policy_words(view)!r}",
            f"weights = {weights!r}  # of each node in sysfs",
            f"model = {view.result.model!r}",
        ]
    )


def _data(view: View) -> str:
    """Results as JSON inside a string: whatever a name holds, it stays data."""
    curve = view.result.curve
    results = {
        "nodes": [
            {
                "label": node_label(node.id, view.kinds[node.id]),
                "pages": view.taken[node.id],
                "gb_per_s": node.gb_per_s,
                "latency_ns": node.latency_ns,
            }
            for node in view.result.nodes
        ],
        "curve": None if curve is None else curve.model_dump(mode="json"),
    }
    return "\n".join(
        [
            "import json",
            "",
            f"experiment = json.loads({canonical_text(view.experiment)!r})",
            f"results = json.loads({json.dumps(results)!r})",
        ]
    )


_PAGES = """\
import matplotlib.pyplot as plt

nodes = results["nodes"]
figure, axes = plt.subplots()
axes.barh([node["label"] for node in nodes], [node["pages"] for node in nodes])
axes.invert_yaxis()
axes.set_xlabel("pages")
plt.show()"""

_CURVE = """\
curve = results["curve"]
if curve is None:
    print("Nothing is weighed in this experiment.")
else:
    weight, expected, low, high, ceiling = zip(*curve["points"])
    figure, axes = plt.subplots()
    axes.fill_between(weight, low, high, alpha=0.2, label="band")
    axes.plot(weight, expected, label="expected")
    axes.plot(weight, ceiling, linestyle="--", label="min-law ceiling")
    axes.set_xlabel(f"weight of node {curve['node']}")
    axes.set_ylabel("GB/s")
    axes.set_ylim(bottom=0)
    axes.legend()
    plt.show()"""
