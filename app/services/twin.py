"""The JSON twin of a share: the stored texts, put together and not read."""

from __future__ import annotations

import json

from app.db.store import SavedShare

__all__ = ("twin_text",)


def twin_text(share: SavedShare) -> str:
    """Everything that a share keeps, as one JSON text."""
    said = json.dumps(
        {
            "sid": share.sid,
            "content": share.content,
            "model": share.model,
            "title": share.title,
            "notes": share.notes,
            "parent": share.parent,
            "created": share.created,
        },
        ensure_ascii=False,
    )
    return (
        f'{said[:-1]}, "view": {share.view_text}, "experiment": {share.experiment_text}, '
        f'"result": {share.result_text}}}'
    )
