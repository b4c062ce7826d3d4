"""The gallery: experiments chosen by hand, each an ordinary share with a link that stays.

A file in ``app/gallery`` holds an experiment, or the name of a set piece of the races, with its
title, its tags and what to look for, in every language. The experiment is complete, or a preset
with some parts replaced. When the server starts, each becomes a share: its title and notes are
the English words, and its name follows from them, so it is the same in every store and after
every start. A changed word makes a new share; the file as it was goes to ``retired``, which is
kept but not shown.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import Field
from sqlalchemy.exc import DBAPIError

from app.db.store import Store
from app.errors import GoneError
from app.present.gallery import Card, Said, experiment_card, race_card
from app.present.views import View
from app.services.catalog import Catalog
from app.services.races import explored_piece
from app.services.run import Runs
from app.services.sharing import Wanted, read_share
from app.words import Words
from simcore.result import Result
from simcore.simulate import simulate
from simcore.spec import canonical_text, decode, parse_json
from simcore.spec.base import Listed, Model
from simcore.spec.decode import validated

__all__ = (
    "FOLDER",
    "NAMES",
    "TAGS",
    "Entry",
    "Exhibits",
    "Gallery",
    "Told",
    "wanted",
)

logger = logging.getLogger("ilx")

NAMES: Final = (
    "dram-cxl",
    "lesson-page-37",
    "stream-cover-letter",
    "stream-plain-interleave",
    "two-sockets",
    "two-sockets-two-cxl",
    "hbm-flat",
    "auto-weights",
    "firmware-silent",
    "firmware-swapped",
    "weights-in-the-middle",
    "node-fills-up",
    "asymmetric-distances",
    "home-node-bind",
    "home-node-preferred-many",
    "cpuset-shrinks",
    "static-nodes",
    "relative-nodes",
    "page-cache-counter",
    "own-weights-of-a-task",
    "own-weights-of-a-range",
    "attribute-flags",
    "race-home-node-two-calls",
    "race-home-node-one-call",
    "race-three-sysfs-writes",
    "race-three-weights-one-call",
    "race-policy-read-between-writes",
    "race-attribute-bits-two-outsiders",
    "race-attribute-bits-one-call",
    "race-home-node-read-modify-write",
)
"""In the order in which people see them."""

Tag = Literal[
    "bandwidth",
    "capacity",
    "cpuset",
    "cxl",
    "events",
    "firmware",
    "flags",
    "hbm",
    "home-node",
    "interleave",
    "lesson",
    "page-cache",
    "placement",
    "proposed",
    "races",
    "sockets",
    "weights",
]
TAGS: Final[tuple[str, ...]] = get_args(Tag)

FOLDER: Final = Path(__file__).resolve().parent.parent / "gallery"


class Told(Model):
    """A text in every language."""

    en: str = Field(min_length=1)
    de: str = Field(min_length=1)

    def said(self, words: Words) -> str:
        """The text in the language of ``words``."""
        text: str = getattr(self, words.language)
        return text


class Entry(Model):
    """What a file of the gallery holds: an experiment or a race, and what is said of it.

    ``view`` is how the experiment opens: a lesson before its answer is there.
    """

    experiment: dict[str, Any] | None = None
    view: dict[str, Any] = Field(default_factory=dict)
    race: str | None = None
    title: Told
    tags: Annotated[tuple[Tag, ...], Listed]
    look_for: Told
    picture: Literal["curve", "strip", "distribution", "ends"]
    compare: str | None = None


@dataclass(frozen=True, slots=True)
class Exhibits:
    """What hangs in a gallery, in its order, and what once hung there in these words."""

    shown: Mapping[str, Entry] = field(default_factory=dict)
    retired: Mapping[str, Entry] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Exhibits:
        """The files of a folder. Raises SpecError, OSError."""
        retired = sorted((folder / "retired").glob("*.json"))
        return cls(
            {name: _read(folder / f"{name}.json") for name in NAMES},
            {path.stem: _read(path) for path in retired},
        )


def _read(path: Path) -> Entry:
    return validated(Entry, parse_json(path.read_bytes()))


@cache
def _simulated(text: str) -> Result:
    """Applications in one process share the results of what hangs in each of them."""
    return simulate(decode(parse_json(text)))


def wanted(entry: Entry, catalog: Catalog) -> Wanted:
    """The share that an entry becomes. Raises SpecError, UnknownError."""
    document = dict(entry.experiment or {})
    if preset := document.pop("preset", None):
        document = json.loads(catalog.preset(preset).text) | document
    words = {"title": entry.title.en, "notes": entry.look_for.en}
    return read_share({"experiment": document, "view": entry.view, **words})


@dataclass(frozen=True, slots=True)
class _Hung:
    """An entry that can be shown; a race has no share."""

    name: str
    entry: Entry
    sid: str | None


class Gallery:
    """What hangs in the gallery of a store, and its cards in each language."""

    def __init__(self, hung: Sequence[_Hung], runs: Runs) -> None:
        self._hung = tuple(hung)
        self._runs = runs
        self._sids = {each.name: each.sid for each in hung if each.sid is not None}
        self._cards: dict[str, tuple[Card, ...]] = {}
        self._lock = threading.Lock()

    @classmethod
    def opened(
        cls, store: Store, catalog: Catalog, exhibits: Exhibits, *, takes: bool = True
    ) -> Gallery:
        """The gallery of a store, which gets the shares that it lacks, if it ``takes`` them.

        Of a store that cannot be written, those are shown that it has.
        """
        runs = Runs(store, lambda experiment: _simulated(canonical_text(experiment)))
        keep = _Keeper(store, runs, takes=takes)
        for entry in exhibits.retired.values():
            keep(wanted(entry, catalog))
        hung = []
        for name, entry in exhibits.shown.items():
            sid = None if entry.race else keep(wanted(entry, catalog))
            if entry.race or sid:
                hung.append(_Hung(name, entry, sid))
        return cls(hung, runs)

    @property
    def public(self) -> frozenset[str]:
        """Names of the shares that are shown."""
        return frozenset(self._sids.values())

    def cards(self, words: Words) -> tuple[Card, ...]:
        """Every card in a language, made once, of what is stored."""
        with self._lock:
            if words.language not in self._cards:
                self._cards[words.language] = tuple(self._made(words))
            return self._cards[words.language]

    def _made(self, words: Words) -> Iterator[Card]:
        for each in self._hung:
            entry = each.entry
            said: Said = {
                "name": each.name,
                "title": entry.title.said(words),
                "tags": entry.tags,
                "look_for": entry.look_for.said(words),
            }
            if each.sid is None:
                assert entry.race is not None
                yield race_card(entry.race, explored_piece(entry.race), words, **said)
                continue
            try:
                stored = self._runs.stored(each.sid)
            except GoneError:  # taken down by who keeps the store
                continue
            view = View(stored.experiment, stored.result, words=words)
            other = self._sids.get(entry.compare or "")
            yield experiment_card(each.sid, view, entry.picture, other=other, **said)


class _Keeper:
    """Stores shares until the store refuses one; from then on it only finds them."""

    def __init__(self, store: Store, runs: Runs, *, takes: bool) -> None:
        self._store = store
        self._runs = runs
        self._takes = takes

    def __call__(self, share: Wanted) -> str | None:
        """The name of a share, or None where it is not there and cannot be."""
        sid = self._store.sid_by_digest(share.digest(share.content))
        if sid is not None or not self._takes:
            return sid
        try:
            return self._runs.run_once(share).sid
        except DBAPIError as error:
            logger.warning("the store takes no experiments of the gallery: %s", error.orig)
            self._takes = False
            return None
