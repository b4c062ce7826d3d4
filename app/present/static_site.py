"""Pages that need no server: a share as it is read, and lists of shares.

All addresses are relative, so that the pages open from any folder of any server, and from a disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from app.present import text
from app.present.advice import Advice, advise
from app.present.drawing.charts import draw_distribution
from app.present.drawing.machine import draw_machine
from app.present.home.numactl import commands
from app.present.home.report import policy_words
from app.present.preview import tags
from app.present.rounds import round_told
from app.present.tables import Table, tables
from app.present.views import View
from app.present.workbench import Chart, ShareInfo, charts
from app.words import Words

__all__ = (
    "StaticCard",
    "StaticIndex",
    "StaticShare",
    "index_name",
    "static_card",
    "static_index",
    "static_share",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticShare:
    """Context of ``pages/static_share.html``; ``root`` leads to the site's first folder."""

    root: str
    title: str
    share: ShareInfo
    parent_open: bool
    advice: Advice
    policy_words: str
    commands: tuple[str, ...]
    machine_picture: Markup
    machine_tag: str
    charts: tuple[Chart, ...]
    node_table: Table
    event_table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticCard:
    """A share in a list: its page, its words, its picture."""

    address: str
    title: str
    when: str
    advice: Advice
    picture: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticIndex:
    """Context of ``pages/static_index.html``: one of the pages that list the shares."""

    root: str
    title: str
    cards: tuple[StaticCard, ...]
    newer: str | None
    older: str | None


def static_share(view: View, share: ShareInfo, *, parent_open: bool) -> StaticShare:
    """A share's page; ``parent_open`` says whether the share it came from has one, too."""
    made = tables(view)
    return StaticShare(
        root="../",
        title=_title(share, view.words),
        share=share,
        parent_open=parent_open,
        advice=advise(view),
        policy_words=policy_words(view),
        commands=tuple(commands(view)),
        machine_picture=_machine(view),
        machine_tag=tags(view)["machine"],
        charts=tuple(_still(view, chart) for chart in charts(view, made)),
        node_table=made["nodes"],
        event_table=made["events"],
    )


def static_card(view: View, share: ShareInfo) -> StaticCard:
    """A share as a list shows it: how its pages are shared out, or its machine."""
    return StaticCard(
        address=f"x/{share.sid}.html",
        title=_title(share, view.words),
        when=share.when,
        advice=advise(view),
        picture=draw_distribution(view) or _machine(view),
    )


def static_index(
    cards: Sequence[StaticCard], number: int, words: Words, *, last: bool
) -> StaticIndex:
    """List number ``number``, from 1; the newest shares stand on the first."""
    return StaticIndex(
        root="",
        title=words("site.title"),
        cards=tuple(cards),
        newer=index_name(number - 1) if number > 1 else None,
        older=None if last else index_name(number + 1),
    )


def index_name(number: int) -> str:
    """The file of a list."""
    return "index.html" if number == 1 else f"index-{number}.html"


def _title(share: ShareInfo, words: Words) -> str:
    return share.title or words("workbench.untitled")


def _still(view: View, chart: Chart) -> Chart:
    """A figure as it is told where nothing can be pressed."""
    if chart.name != "strip" or view.region is None or not view.strip:
        return chart
    told = view.words(
        "site.strip",
        n=len(view.strip),
        region=view.region[0],
        first=text.grouped(view.strip_first),
        last=text.grouped(view.strip_first + len(view.strip) - 1),
    )
    return replace(chart, summary=f"{told} {round_told(view).told}".strip())


def _machine(view: View) -> Markup:
    return draw_machine(view.experiment.machine, view.result, at=view.state.at, words=view.words)
