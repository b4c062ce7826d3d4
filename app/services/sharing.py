"""What somebody wants to share: an experiment and what they say about it.

The body is a wrapper with an ``experiment`` field, or a bare experiment. Every problem is told
by its place in the body as it was sent.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field

from app.services.unwrapping import is_wrapped, unwrap
from simcore.errors import Problem
from simcore.spec import Experiment, canonical_text, content_hash, decode, hash_text
from simcore.spec.base import Model

__all__ = ("ShareRequest", "Wanted", "canonical_json", "read_share", "share_digest")

MAX_VIEW_BYTES: Final = 16 * 1024
_NO_CONTROLS: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def _one_line(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").strip())


Title = Annotated[str, Field(max_length=200, pattern=_NO_CONTROLS), AfterValidator(_one_line)]
Notes = Annotated[str, Field(max_length=10_000, pattern=_NO_CONTROLS), AfterValidator(_tidy)]


class ShareRequest(Model):
    """An experiment, and what is kept beside it.

    A share that is ``listed`` is shown among the descendants of its parent.
    """

    experiment: dict[str, Any]
    title: Title = ""
    notes: Notes = ""
    parent: str | None = None
    view: dict[str, Any] = Field(default_factory=dict)
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A share before it is stored: texts in canonical form."""

    experiment: Experiment
    title: str = ""
    notes: str = ""
    parent: str | None = None
    view_text: str = "{}"
    listed: bool = False
    draft: str | None = None

    @property
    def content(self) -> str:
        """Hash of the experiment."""
        return content_hash(self.experiment)

    @property
    def experiment_text(self) -> str:
        """The experiment as it is stored."""
        return canonical_text(self.experiment)

    def digest(self, content: str) -> str:
        """Hash of the share: of its content, its parent and its words."""
        return share_digest(
            content=content,
            parent=self.parent,
            title=self.title,
            notes=self.notes,
            view_text=self.view_text,
            listed=self.listed,
            draft=self.draft,
        )


def share_digest(
    *,
    content: str,
    parent: str | None,
    title: str,
    notes: str,
    view_text: str,
    listed: bool,
    draft: str | None,
) -> str:
    """Hash of what the columns of a share hold. Raises ValueError for a view that is no JSON.

    What came later than the first shares counts only where it is used, so that theirs stay. A
    share made from a draft is that draft's own: nobody else can be given the same one, so its
    author may withdraw it.
    """
    said = {
        "content": content,
        "parent": parent,
        "title": title,
        "notes": notes,
        "view": json.loads(view_text),
    }
    later = {"listed": listed, "draft": draft}
    said |= {name: value for name, value in later.items() if value}
    return hash_text("ilx-share/1", canonical_json(said))


def read_share(document: Any) -> Wanted:
    """The share that plain data asks for. Raises SpecError with every problem."""
    if not is_wrapped(document):
        return Wanted(experiment=decode(document))
    experiment, request = unwrap(document, ShareRequest, _long_view)
    return Wanted(
        experiment=experiment,
        title=request.title,
        notes=request.notes,
        parent=request.parent,
        view_text=canonical_json(request.view),
        listed=request.listed,
    )


def _long_view(request: ShareRequest) -> Iterator[Problem]:
    if len(canonical_json(request.view).encode()) > MAX_VIEW_BYTES:
        yield Problem("/view", f"is too long: {MAX_VIEW_BYTES // 1024} KiB allowed")


def canonical_json(plain: Any) -> str:
    """Plain data as text that is the same for the same data."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
