"""The history of a share: a list of what led to it, and a tree of what was made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from markupsafe import Markup

from app.present.comparing.columns import change_text
from app.present.drawing.svg import el
from app.words import ENGLISH, Words
from simcore.difference import Change

__all__ = ("LineagePage", "Row", "lineage_page", "lineage_plain")

_ROW, _STEP, _DOT = 28, 20, 5
_TOLD: Final = 8


class Relative(Protocol):
    """A share as its relatives know it."""

    @property
    def sid(self) -> str: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def title(self) -> str: ...
    @property
    def created(self) -> str: ...
    @property
    def withdrawn(self) -> bool: ...
    @property
    def depth(self) -> int: ...
    @property
    def changes(self) -> tuple[Change, ...] | None: ...


class Kinship(Protocol):
    """A share and its relatives."""

    @property
    def sid(self) -> str: ...
    @property
    def ancestors(self) -> Sequence[Relative]: ...
    @property
    def descendants(self) -> Sequence[Relative]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A share in the list or the tree."""

    sid: str
    title: str
    when: str
    here: bool
    withdrawn: bool
    depth: int
    compare: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineagePage:
    """Context of ``pages/lineage.html``."""

    title: str
    sid: str
    name: str
    ancestors: tuple[Row, ...]
    tree: tuple[Row, ...]
    picture: Markup
    alone: bool


def lineage_page(family: Kinship, words: Words) -> LineagePage:
    """The page of a family."""
    tree = tuple(family.ancestors) + tuple(family.descendants)
    me = family.ancestors[-1]
    name = me.title or words("workbench.untitled")
    return LineagePage(
        title=words("lineage.of", name=name),
        sid=family.sid,
        name=name,
        ancestors=tuple(_row(each, family.sid, words) for each in family.ancestors),
        tree=tuple(_row(each, family.sid, words) for each in tree),
        picture=_picture(tree, family.sid),
        alone=len(tree) == 1,
    )


def lineage_plain(family: Kinship) -> dict[str, Any]:
    """Plain data for the API, its sentences in English."""
    return {
        "sid": family.sid,
        "ancestors": [_plain(each) for each in family.ancestors],
        "descendants": [_plain(each) for each in family.descendants],
    }


def _plain(each: Relative) -> dict[str, Any]:
    changes = each.changes or ()
    return {
        "sid": each.sid,
        "parent": each.parent,
        "title": each.title,
        "created": each.created,
        "withdrawn": each.withdrawn,
        "depth": each.depth,
        "changes": [{**one.plain(), "text": change_text(one, ENGLISH)} for one in changes],
    }


def _row(each: Relative, here: str, words: Words) -> Row:
    changes = each.changes
    told = tuple(change_text(change, words) for change in (changes or ())[:_TOLD])
    if changes == ():
        told = (words("lineage.same"),)
    elif changes is not None and len(changes) > _TOLD:
        told = (*told, words("compare.more_changes", n=len(changes) - _TOLD))
    return Row(
        sid=each.sid,
        title=each.title or words("workbench.untitled"),
        when=each.created[:10],
        here=each.sid == here,
        withdrawn=each.withdrawn,
        depth=each.depth,
        compare=f"/compare?x={each.parent}&x={each.sid}" if changes else "",
        changes=told,
    )


def _picture(tree: Sequence[Relative], here: str) -> Markup:
    """Dots in the rows of the tree, each tied to its parent's; the list beside it has the words."""
    places = {
        each.sid: (_STEP / 2 + each.depth * _STEP, row * _ROW + _ROW / 2)
        for row, each in enumerate(tree)
    }
    parts = []
    for each in tree:
        x, y = places[each.sid]
        if each.parent in places:
            left, top = places[each.parent]
            parts.append(el("path", d=f"M{left:g} {top:g}V{y:g}H{x:g}", class_="line"))
    for each in tree:
        x, y = places[each.sid]
        look = "dot here" if each.sid == here else "dot gone" if each.withdrawn else "dot"
        parts.append(el("circle", cx=x, cy=y, r=_DOT, class_=look))
    width = (max(each.depth for each in tree) + 1) * _STEP
    height = len(tree) * _ROW
    return el(
        "svg",
        *parts,
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
        class_="family",
        aria_hidden="true",
    )
