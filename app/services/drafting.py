"""Drafts without accounts: whoever holds the token of a draft may change it.

A token has 256 bits, is shown once and kept as its hash. Every write says which version it
changes, so nobody overwrites what somebody else wrote meanwhile. A share that was made from a
draft can be withdrawn with the draft's token.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic_core import from_json

from app.db.drafts import DraftStore, MadeShare, SavedDraft
from app.db.names import ALPHABET, LENGTH, is_sid
from app.errors import ForbiddenError, GoneError, StaleError, UnknownError
from app.services.run import Runs, Shared
from app.services.sharing import Wanted, canonical_json, read_share

__all__ = ("ANY_VERSION", "MOST_SHARES", "Draft", "Drafts", "NewDraft")

ANY_VERSION: Final = 0
"""Stands for whatever version is there now (``If-Match: *``)."""

MOST_SHARES: Final = 50
"""Shares of a draft that are told with it."""

_TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft as its author reads it; ``document`` can be sent as a share, or as a preview."""

    id: str
    version: int
    created: str
    touched: str
    shares: tuple[MadeShare, ...]
    document: Mapping[str, Any]

    def plain(self) -> dict[str, Any]:
        """Plain data for the API."""
        return {
            "id": self.id,
            "version": self.version,
            "created": self.created,
            "touched": self.touched,
            "shares": [asdict(share) for share in self.shares],
            **self.document,
        }


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A draft that was just made, and the token that nobody will see again."""

    draft: Draft
    token: str


class Drafts:
    """All that can be done with drafts. ``idle_days`` without a write end one."""

    def __init__(self, store: DraftStore, runs: Runs, *, idle_days: int) -> None:
        self._store = store
        self._runs = runs
        self._idle = timedelta(days=idle_days)

    def start(self, document: Any) -> NewDraft:
        """Keep a new draft. Raises SpecError."""
        text = _text(read_share(document))
        self.expire()
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        while True:
            name = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
            if self._store.add(name, _hashed(token), text):
                return NewDraft(self.read(name, token), token)

    def look(self, name: str) -> None:
        """Nothing, if there is such a draft. Raises UnknownError, GoneError."""
        _there(self._find(name))

    def read(self, name: str, token: str) -> Draft:
        """The draft. Raises UnknownError, ForbiddenError, GoneError."""
        kept = self._owned(name, token)
        return Draft(
            id=kept.id,
            version=kept.version,
            created=kept.created,
            touched=kept.touched,
            shares=tuple(self._store.shares(name, MOST_SHARES)),
            document=from_json(kept.text),
        )

    def write(self, name: str, token: str, version: int, document: Any) -> Draft:
        """The draft with another document. Raises as ``read``, SpecError, StaleError."""
        kept = self._current(name, token, version)
        text = _text(read_share(document))
        if not self._store.write(name, kept.version, text):
            raise StaleError(self._owned(name, token).version)
        return self.read(name, token)

    def publish(self, name: str, token: str, version: int) -> Shared:
        """A share of the draft as it is; the draft goes on. Raises as ``write``."""
        kept = self._current(name, token, version)
        try:
            return self._runs.run_once(replace(read_share(from_json(kept.text)), draft=name))
        except GoneError:
            told = f"Version {kept.version} was published before, and that link was withdrawn."
            raise GoneError(f"{told} Change the draft to publish it again.") from None

    def discard(self, name: str, token: str, version: int) -> None:
        """Take a draft away for good; what was made of it stays. Raises as ``read``, StaleError."""
        kept = self._current(name, token, version)
        if not self._store.discard(name, kept.version):
            raise StaleError(self._owned(name, token).version)

    def withdraw(self, sid: str, token: str) -> None:
        """Take a share of a draft away for good, but for its place in the lineage.

        Raises UnknownError, GoneError, and ForbiddenError for a token of another draft. The
        token stays good for it when the draft itself is gone.
        """
        share = self._runs.saved(sid)
        kept = self._store.find(share.draft) if share.draft is not None else None
        if kept is None or not _is_token(kept, token):
            raise ForbiddenError("This token is not that of the draft that the link was made from.")
        self._runs.withdraw(sid)

    def expire(self) -> int:
        """End the drafts that nobody has written for too long; how many there were."""
        return self._store.expire((datetime.now(UTC) - self._idle).isoformat(timespec="seconds"))

    def _find(self, name: str) -> SavedDraft:
        kept = self._store.find(name) if is_sid(name) else None
        if kept is None:
            raise UnknownError("There is no draft at this address.")
        return kept

    def _owned(self, name: str, token: str) -> SavedDraft:
        kept = self._find(name)
        if not _is_token(kept, token):
            raise ForbiddenError("This is not the edit token of the draft.")
        return _there(kept)

    def _current(self, name: str, token: str, version: int) -> SavedDraft:
        kept = self._owned(name, token)
        if version not in (ANY_VERSION, kept.version):
            raise StaleError(kept.version)
        return kept


def _there(kept: SavedDraft) -> SavedDraft:
    if kept.gone is not None:
        raise GoneError("This draft was discarded, or nobody has written it for too long.")
    return kept


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is_token(kept: SavedDraft, token: str) -> bool:
    return hmac.compare_digest(kept.token, _hashed(token))


def _text(wanted: Wanted) -> str:
    """What a draft keeps, in the shape of a share's request."""
    experiment = f'"experiment":{wanted.experiment_text}'
    said = {
        "title": wanted.title,
        "notes": wanted.notes,
        "parent": wanted.parent,
        "listed": wanted.listed,
    }
    return f'{canonical_json(said)[:-1]},"view":{wanted.view_text},{experiment}}}'
