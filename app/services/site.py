"""A site of static files: every share that can be opened, and lists that lead to them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from app.db.names import is_sid
from app.db.store import SavedShare
from app.db.whole import Whole
from app.present.state import ViewState
from app.present.static_site import StaticCard, index_name, static_card, static_index, static_share
from app.present.views import View
from app.services.twin import share_info, twin_text
from app.settings import CHECKOUT
from app.templating import Pages
from simcore.errors import SpecError
from simcore.result import Result
from simcore.spec import decode, parse_json

__all__ = ("Site",)

_STYLES: Final = ["base", "parts", "drawing", "results", "events", "home", "site", "print"]
_AT_ONCE: Final = 60
"""Shares on one list; and so many are in memory at once."""


class Site:
    """A folder that becomes a site; ``only_listed`` leaves other shares out of the lists."""

    def __init__(self, folder: Path, pages: Pages, *, only_listed: bool = False) -> None:
        self.written = 0
        self._folder, self._pages, self._only_listed = folder, pages, only_listed

    def write(self, whole: Whole) -> Iterator[str]:
        """Write everything; a sentence for each share that cannot be shown. Raises OSError."""
        self._begin()
        cards: list[StaticCard] = []
        number, sids = 1, whole.newest()
        while some := list(islice(sids, _AT_ONCE)):
            for share, parent_open in whole.opened(some):
                if not is_sid(share.sid):  # it becomes a file's name
                    yield f"share {share.sid!r} has a name that no share can have"
                    continue
                try:
                    card = self._share(share, parent_open)
                except (SpecError, ValidationError, ValueError, LookupError) as error:
                    yield f"share {share.sid} cannot be shown: {str(error).splitlines()[0]}"
                    continue
                if share.listed or not self._only_listed:
                    cards.append(card)
            while len(cards) > _AT_ONCE:  # one more is known, so this list is not the last
                self._index(cards[:_AT_ONCE], number, last=False)
                del cards[:_AT_ONCE]
                number += 1
        self._index(cards, number, last=True)

    def _begin(self) -> None:
        """The folders, and the files that every page names."""
        for name in ("x", "static/css"):
            (self._folder / name).mkdir(parents=True)
        for name in ("favicon.svg", *(f"css/{style}.css" for style in _STYLES)):
            target = name if name == "favicon.svg" else f"static/{name}"
            shutil.copyfile(CHECKOUT / "static" / name, self._folder / target)

    def _share(self, share: SavedShare, parent_open: bool) -> StaticCard:
        """Write a share's page and its twin; its card for a list."""
        view = View(
            decode(parse_json(share.experiment_text)),
            Result.model_validate_json(share.result_text),
            ViewState.lenient(json.loads(share.view_text)),
            self._pages.words,
        )
        info = share_info(share)
        page = static_share(view, info, parent_open=parent_open)
        card = static_card(view, info)
        self._write(f"x/{share.sid}.html", self._text("pages/static_share.html", page))
        self._write(f"x/{share.sid}.json", twin_text(share))
        self.written += 1
        return card

    def _index(self, cards: list[StaticCard], number: int, *, last: bool) -> None:
        page = static_index(cards, number, self._pages.words, last=last)
        self._write(index_name(number), self._text("pages/static_index.html", page))

    def _text(self, template: str, page: object) -> str:
        return self._pages.templates.render(template, page, self._pages.words)

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text, "utf-8")
