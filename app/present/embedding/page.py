"""The page of a frame: the panels that its address asks for, complete without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from markupsafe import Markup

from app.present.advice import Advice, advise
from app.present.embedding.options import EmbedOptions
from app.present.moments import moment_told
from app.present.picture import policy_line
from app.present.pictures import PICTURES, pictures
from app.present.preview import summaries
from app.present.tables import Table, tables
from app.present.views import View
from app.present.weighing import weights_note

__all__ = ("EmbedPage", "Panel", "Question", "embed_page")

_ROOMS: Final = (
    "embed.",
    "policy.in_force",
    "policy.whole_",
    "state.cannot_run",
    "state.unanswered",
)
"""The words that the scripts of a frame say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A part of the frame: a picture, a table, or sentences."""

    name: str
    title: str
    picture: Markup | None = None
    table: Table | None = None
    advice: Advice | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be guessed: the rate of the workload, the node of a page (or of none)."""

    rate: bool
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPage:
    """Context of ``pages/embed.html``."""

    title: str
    theme: str
    weights: bool
    panels: tuple[Panel, ...]
    question: Question | None
    ignored: str
    later: str
    explorer: str
    model: str
    boot_text: Markup
    words_text: Markup


def embed_page(view: View, options: EmbedOptions, *, title: str, sid: str) -> EmbedPage:
    """The context of a share's frame."""
    language = f"?lang={options.language}" if options.language else ""
    question = _question(view) if options.predict else None
    return EmbedPage(
        title=title or view.words("workbench.untitled"),
        theme=options.theme,
        weights=options.controls == "weights",
        panels=tuple(_PANELS[name](view) for name in options.panels),
        question=question,
        ignored=", ".join(options.ignored),
        later=moment_told(view.experiment, view.state.moment, view.words),
        explorer=f"/x/{sid}{language}",
        model=view.result.model,
        boot_text=_for_scripts(_boot(view, options, sid, question)),
        words_text=_for_scripts(
            {key: word for key, word in view.words.browser.items() if key.startswith(_ROOMS)}
        ),
    )


def _question(view: View) -> Question:
    """The page that is looked at is asked for, or the first that lies elsewhere than the others."""
    rate, page = view.stream is not None, view.state.page
    if view.region is None:
        return Question(rate, None)
    if page is not None:
        return Question(rate, min(page, view.region[1].pages - 1))
    turns = (i for i, node in enumerate(view.strip) if node != view.strip[0])
    return Question(rate, view.strip_first + next(turns, 0))


def _boot(view: View, options: EmbedOptions, sid: str, question: Question | None) -> dict[str, Any]:
    return {
        "sid": sid,
        "experiment": view.experiment.model_dump(mode="json"),
        "view": view.state.model_dump(mode="json", exclude_defaults=True),
        "result": view.result.plain(),
        "weights": {str(node): weight for node, weight in view.weights.items()},
        "region": view.region[0] if view.region else None,
        "pictures": [name for name in options.panels if name in PICTURES],
        "page": question.page if question else None,
    }


def _for_scripts(plain: Mapping[str, Any]) -> Markup:
    """JSON that is safe inside a script element of type application/json."""
    text = json.dumps(plain, separators=(",", ":"), ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))


def _drawn(name: str) -> Callable[[View], Panel]:
    def panel(view: View) -> Panel:
        made = pictures(view, (name,))
        title = view.words(f"figure.{name}" if name != "machine" else "drawing.title")
        told = "" if name == "strip" else summaries(view).get(name, "")
        return Panel(name=name, title=title, picture=made.get(name), text=told)

    return panel


def _answer(view: View) -> Panel:
    return Panel(name="answer", title=view.words("embed.answer"), advice=advise(view))


def _weights(view: View) -> Panel:
    told = ". ".join(filter(None, (policy_line(view), weights_note(view))))
    return Panel(name="weights", title=view.words("embed.weights"), text=told)


def _nodes(view: View) -> Panel:
    return Panel(name="nodes", title=view.words("workbench.nodes"), table=tables(view, ())["nodes"])


_PANELS: Final[Mapping[str, Callable[[View], Panel]]] = MappingProxyType(
    {
        "answer": _answer,
        "weights": _weights,
        "nodes": _nodes,
        **{name: _drawn(name) for name in PICTURES},
    }
)
