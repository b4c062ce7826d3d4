"""Whether a store still holds what it was given: every hash, every name, every reference."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from sqlalchemy.exc import DBAPIError

from app.db.names import is_sid, sid_of
from app.db.tables import Content, Draft, StoredResult
from app.db.whole import ShareRow, Whole
from app.services.sharing import read_share, share_digest
from simcore.errors import SpecError
from simcore.spec import hash_text, parse_json

__all__ = ("Checked", "check")

Row = TypeVar("Row")
_TOKEN: Final = re.compile("[0-9a-f]{64}")


@dataclass
class Checked:
    """What was looked at so far, and how many problems were told."""

    counts: dict[str, int] = field(default_factory=dict)
    wrong: int = 0

    def summary(self) -> str:
        """The counts in one line."""
        looked = ", ".join(f"{count} {kind}" for kind, count in self.counts.items())
        return f"checked {looked}: wrong {self.wrong}"


@dataclass(frozen=True)
class _Look(Generic[Row]):
    """A kind of rows: where they come from, how one is called, what may be wrong with it."""

    kind: str
    rows: Callable[[Whole], Iterable[Row]]
    name: Callable[[Row], str]
    problems: Callable[[Row], Iterable[str]]

    def all(self, whole: Whole, checked: Checked) -> Iterator[str]:
        checked.counts[self.kind] = 0
        for row in self.rows(whole):
            checked.counts[self.kind] += 1
            for problem in self.problems(row):
                yield f"{self.name(row)}: {problem}"


def check(whole: Whole, checked: Checked) -> Iterator[str]:
    """Every problem of a store as a sentence; ``checked`` is brought up to date meanwhile."""
    for sentences in (
        (f"database: {problem}" for problem in whole.damage()),
        _CONTENTS.all(whole, checked),
        _RESULTS.all(whole, checked),
        _SHARES.all(whole, checked),
        _DRAFTS.all(whole, checked),
    ):
        try:
            for sentence in sentences:
                checked.wrong += 1
                yield sentence
        except DBAPIError as error:
            checked.wrong += 1
            yield f"database: cannot be read further: {error.orig}"


def _content(row: Content) -> Iterator[str]:
    if hash_text("ilx-content/1", row.text) != row.content:
        yield "the text is not the one that was stored: its hash is another"


def _result(found: tuple[StoredResult, bool]) -> Iterator[str]:
    row, has_content = found
    if not has_content:
        yield "there is no content of this name"
    try:
        told = json.loads(row.text)
        of = (told["content"], told["model"])
    except (ValueError, LookupError, TypeError):
        yield "the text cannot be read as a result"
        return
    if of != (row.content, row.model):
        yield f"the text is the result of content {of[0]} by model {of[1]}"


def _share(row: ShareRow) -> Iterator[str]:
    share = row.share
    if not row.has_content:
        yield f"its content {share.content} is not there"
    if not row.has_result:
        yield f"its result by model {share.model} is not there"
    if not row.has_parent:
        yield f"its parent {share.parent} is not there"
    if not row.has_draft:
        yield f"its draft {share.draft} is not there, so nobody can withdraw it"
    if not (is_sid(share.sid) and _named_by(share.digest, share.sid)):
        yield "the name is not the one of its digest"
    if share.withdrawn is None and _digest(row) != share.digest:  # else its words are gone
        yield "what it says is not what was stored: its digest is another"


def _draft(row: Draft) -> Iterator[str]:
    if not (is_sid(row.id) and _TOKEN.fullmatch(row.token)):
        yield "the name or the hash of the token is none"
    if row.gone is not None:
        if row.text:
            yield "it is gone, and its text is still there"
        return
    try:
        read_share(parse_json(row.text))
    except SpecError:
        yield "the text cannot be read as an experiment"


def _named_by(digest: str, sid: str) -> bool:
    try:
        return sid_of(digest, len(sid)) == sid
    except ValueError:
        return False


def _digest(row: ShareRow) -> str:
    """The digest of the columns; "" where they hold nothing that has one."""
    share = row.share
    try:
        return share_digest(
            content=share.content,
            parent=share.parent,
            title=share.title,
            notes=share.notes,
            view_text=share.view,
            listed=share.listed,
            draft=share.draft,
        )
    except ValueError:
        return ""


_CONTENTS = _Look("contents", Whole.contents, lambda row: f"content {row.content}", _content)
_RESULTS = _Look(
    "results", Whole.results, lambda row: f"result {row[0].content} {row[0].model}", _result
)
_SHARES = _Look("shares", Whole.shares, lambda row: f"share {row.share.sid}", _share)
_DRAFTS = _Look("drafts", Whole.drafts, lambda row: f"draft {row.id}", _draft)
