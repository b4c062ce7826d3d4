"""A share as other programs show its link: Open Graph, and the document of oEmbed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup

from app.present.advice import advise
from app.present.embedding.options import EmbedOptions
from app.present.picture import SIZE, picture_alt
from app.present.views import View
from app.words import Words

__all__ = ("LinkCard", "link_card", "oembed_document")

_WIDTH, _HEIGHT = 720, 1100
_SANDBOX: Final = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
"""What a frame needs: its own scripts, and the explorer in a window of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCard:
    """What stands in the head of a share's page for programs that show its link.

    ``frame`` is the HTML by which people place it in a page of their own.
    """

    title: str
    description: str
    url: str
    image: str
    width: int
    height: int
    alt: str
    oembed: str
    frame: str


def link_card(view: View, *, title: str, sid: str, base: str) -> LinkCard:
    """The card of a share; ``base`` is the site's address without a slash at its end."""
    advice = advise(view)
    url = f"{base}/x/{sid}"
    named = title or view.words("workbench.untitled")
    return LinkCard(
        title=named,
        description=f"{advice.verdict} {advice.sentence}",
        url=url,
        image=f"{url}.png",
        width=SIZE[0],
        height=SIZE[1],
        alt=picture_alt(view, title),
        oembed=f"{base}/oembed?{urlencode({'url': url, 'format': 'json'})}",
        frame=_frame(f"{base}/e/{sid}", named, (_WIDTH, _HEIGHT)),
    )


def _frame(address: str, title: str, size: tuple[int, int]) -> str:
    """The iframe of a share, every word in it escaped."""
    return str(
        Markup(
            '<iframe src="{}" width="{}" height="{}" title="{}" style="border:0" loading="lazy"'
            ' sandbox="{}"></iframe>'
        ).format(address, *size, title, _SANDBOX)
    )


def oembed_document(
    title: str,
    sid: str,
    options: EmbedOptions,
    *,
    base: str,
    words: Words,
    most: tuple[int | None, int | None] = (None, None),
) -> dict[str, Any]:
    """The answer of oEmbed 1.0 for a share; ``most`` are the widest and the highest allowed."""
    named = title or words("workbench.untitled")
    width, height = min(_WIDTH, most[0] or _WIDTH), min(_HEIGHT, most[1] or _HEIGHT)
    return {
        "version": "1.0",
        "type": "rich",
        "title": named,
        "provider_name": "ilx",
        "provider_url": f"{base}/",
        "thumbnail_url": f"{base}/x/{sid}.png",
        "thumbnail_width": SIZE[0],
        "thumbnail_height": SIZE[1],
        "width": width,
        "height": height,
        "html": _frame(f"{base}/e/{sid}{options.query()}", named, (width, height)),
    }
