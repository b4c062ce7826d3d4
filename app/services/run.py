"""Running experiments: the only place where computing meets storing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from pydantic_core import from_json, to_json

from app.db.names import is_sid
from app.db.store import NewShare, SavedShare, Standing, Store
from app.errors import GoneError, UnknownError, UnreadableError
from app.kept import Kept
from app.services.sharing import Wanted
from simcore.errors import SpecError
from simcore.result import MODEL_VERSION, Result
from simcore.spec import Experiment, content_hash, decode, parse_json

__all__ = ("Runs", "Shared", "Simulate", "Stored")

Simulate = Callable[[Experiment], Result]

_STRIPES: Final = 64
_REMEMBERED: Final = 128
_SETTLED: Final = 4096
_LOOK_AGAIN_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Shared:
    """Where a share lies, and whether it is new."""

    sid: str
    content: str
    created: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """A share as it was stored, its texts read back into values."""

    share: SavedShare
    experiment: Experiment
    result: Result


@contextmanager
def _readable() -> Iterator[None]:
    """Stored texts that cannot be read are no mistake of whoever asks for them."""
    try:
        yield
    except (SpecError, ValueError):
        raise UnreadableError("What was stored at this address can no longer be read.") from None


class Runs:
    """Simulations, the ones remembered for pages, and the store behind them."""

    def __init__(self, store: Store, simulate: Simulate) -> None:
        self.simulate = simulate
        self._store = store
        self._stripes = tuple(threading.Lock() for _ in range(_STRIPES))
        self._remembered = Kept[Result](_REMEMBERED)
        self._settled = Kept[tuple[Standing, float]](_SETTLED)

    def run_once(self, wanted: Wanted) -> Shared:
        """Store a share; the same share is found, the same content is not computed again.

        Raises SpecError for a parent that is not there, GoneError for a share that its author
        has withdrawn.
        """
        if wanted.parent is not None and not self._knows(wanted.parent):
            raise SpecError.at("/parent", "there is no share of this name")
        content = wanted.content
        # Of two that post the same content at once, the second finds what the first stored.
        with self._stripes[int(content[:8], 16) % _STRIPES]:
            digest = wanted.digest(content)
            sid = self._store.sid_by_digest(digest)
            if sid is not None:
                self.saved(sid)
                return Shared(sid, content, created=False)
            sid, created = self._store.add(
                NewShare(
                    digest=digest,
                    content=content,
                    experiment_text=wanted.experiment_text,
                    model=MODEL_VERSION,
                    result_text=self._result_text(content, wanted.experiment),
                    parent=wanted.parent,
                    title=wanted.title,
                    notes=wanted.notes,
                    view_text=wanted.view_text,
                    draft=wanted.draft,
                    listed=wanted.listed,
                )
            )
        return Shared(sid, content, created)

    def _result_text(self, content: str, experiment: Experiment) -> str:
        known = self._store.result_text(content, MODEL_VERSION)
        return known or to_json(self.simulate(experiment).plain()).decode()

    def fresh(self, share: SavedShare) -> Result | None:
        """What the present model has computed for a share of an older one, if it has.

        Raises UnreadableError.
        """
        text = self._store.result_text(share.content, MODEL_VERSION)
        with _readable():
            return None if text is None else Result.model_validate_json(text)

    def recompute(self, sid: str) -> None:
        """Keep the present model's result beside the stored one. Raises as ``saved``."""
        share = self.saved(sid)
        if self._store.result_text(share.content, MODEL_VERSION) is None:
            with _readable():
                experiment = decode(parse_json(share.experiment_text))
            result = self.simulate(experiment)
            self._store.add_result(share.content, MODEL_VERSION, to_json(result.plain()).decode())

    def withdraw(self, sid: str) -> None:
        """Leave a tombstone of a share. Raises as ``saved``."""
        if not self._store.withdraw(sid):
            self.saved(sid)

    def _knows(self, sid: str) -> bool:
        return is_sid(sid) and self._store.has_share(sid)

    def standing(self, sid: str) -> Standing:
        """What may have become of a share. Raises UnknownError, GoneError."""
        found = self._store.standing(sid, MODEL_VERSION) if is_sid(sid) else None
        if found is None:
            raise UnknownError("There is no saved experiment at this address.")
        if found.withdrawn:
            raise GoneError("This experiment was withdrawn.")
        if found.settled:
            self._settled.put(sid, (found, time.monotonic()))
        return found

    def settled(self, sid: str) -> Standing | None:
        """How a share stands that no author can withdraw, if that was asked a moment ago.

        Only who keeps the store can take it down (``ilx withdraw``), and waits for that moment.
        """
        standing, asked = self._settled.get(sid) or (None, 0.0)
        return standing if time.monotonic() - asked < _LOOK_AGAIN_S else None

    def saved(self, sid: str) -> SavedShare:
        """A share's texts as they are stored.

        Raises UnknownError, GoneError, UnreadableError.
        """
        share = self._store.share(sid) if is_sid(sid) else None
        if share is None:
            raise UnknownError("There is no saved experiment at this address.")
        if share.withdrawn is not None:
            raise GoneError("This experiment was withdrawn.")
        with _readable():
            for text in (share.experiment_text, share.result_text, share.view_text):
                from_json(text)
        return share

    def stored(self, sid: str) -> Stored:
        """A share with its experiment and its result. Raises as ``saved``."""
        share = self.saved(sid)
        with _readable():
            experiment = decode(parse_json(share.experiment_text))
            return Stored(share, experiment, Result.model_validate_json(share.result_text))

    def remembered(self, experiment: Experiment) -> Result:
        """The result of an experiment that a page shows, computed once while remembered."""
        return self._remembered.made(content_hash(experiment), lambda: self.simulate(experiment))
