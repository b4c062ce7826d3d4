"""The cards of the gallery: a title, a picture, what to look for, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypedDict, Unpack
from urllib.parse import urlencode

from markupsafe import Markup

from app.present.drawing.charts import draw_distribution, draw_strip, draw_thumbnail
from app.present.drawing.ends import draw_ends
from app.present.views import View
from app.words import Words
from simcore.races import Report

__all__ = ("Card", "GalleryPage", "Said", "TagLink", "experiment_card", "race_card")

_DRAWN: Final[Mapping[str, Any]] = {
    "curve": draw_thumbnail,
    "strip": draw_strip,
    "distribution": draw_distribution,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One experiment or race; ``sid`` is None for a race, which is not stored."""

    name: str
    title: str
    tags: tuple[str, ...]
    look_for: str
    sid: str | None
    href: str
    compare: str | None
    picture: Markup | None

    def plain(self) -> dict[str, Any]:
        """The card without its picture, for programs."""
        return {
            "name": self.name,
            "kind": "race" if self.sid is None else "experiment",
            "sid": self.sid,
            "url": self.href,
            "compare": self.compare,
            "title": self.title,
            "tags": list(self.tags),
            "look_for": self.look_for,
        }


class Said(TypedDict):
    """What every card says."""

    name: str
    title: str
    tags: tuple[str, ...]
    look_for: str


def experiment_card(
    sid: str, view: View, picture: str, *, other: str | None, **said: Unpack[Said]
) -> Card:
    """The card of a stored experiment; ``other`` is the share it is worth comparing with."""
    compare = None if other is None else "/compare?" + urlencode([("x", sid), ("x", other)])
    drawn = _DRAWN[picture](view)
    return Card(sid=sid, href=f"/x/{sid}", compare=compare, picture=drawn, **said)


def race_card(piece: str, report: Report, words: Words, **said: Unpack[Said]) -> Card:
    """The card of a set piece, which leads to where it can be walked."""
    href = f"/interfaces?race={piece}#races"
    return Card(sid=None, href=href, compare=None, picture=draw_ends(report, words), **said)


@dataclass(frozen=True, slots=True)
class TagLink:
    """A tag, how many of the cards found bear it, and the address that shows them."""

    tag: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPage:
    """Context of ``pages/gallery.html``."""

    title: str
    description: str
    q: str
    tag: str
    cards: tuple[Card, ...]
    tags: tuple[TagLink, ...]
    everything: str
    found: str
