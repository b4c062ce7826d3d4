"""A share as others see it: its JSON twin, and what a page says of it."""

from __future__ import annotations

import json

from app.db.store import SavedShare
from app.present.drift import Drift
from app.present.workbench import ShareInfo

__all__ = ("share_info", "twin_text")


def share_info(share: SavedShare, drift: Drift | None = None) -> ShareInfo:
    """What a page says of a share beside its content."""
    return ShareInfo(
        sid=share.sid,
        title=share.title,
        notes=share.notes,
        created=share.created,
        parent=share.parent,
        model=share.model,
        drift=drift,
        withdrawable=share.draft is not None,
    )


def twin_text(share: SavedShare) -> str:
    """Everything that a share keeps as one JSON text: stored texts, put together and not read."""
    said = json.dumps(
        {
            "sid": share.sid,
            "content": share.content,
            "model": share.model,
            "title": share.title,
            "notes": share.notes,
            "parent": share.parent,
            "created": share.created,
            **({"listed": True} if share.listed else {}),
        },
        ensure_ascii=False,
    )
    return (
        f'{said[:-1]}, "view": {share.view_text}, "experiment": {share.experiment_text}, '
        f'"result": {share.result_text}}}'
    )
