"""What a file carries of a share, so that the file opens the experiment again."""

from __future__ import annotations

import json

from app.db.store import SavedShare

__all__ = ("carried_text",)


def carried_text(share: SavedShare) -> str:
    """JSON: the experiment, its view and content hash, what was said of it, and its parent.

    Who opens the file goes on from the share: that is the parent.
    """
    said = json.dumps(
        {
            "title": share.title,
            "notes": share.notes,
            "content": share.content,
            "parent": share.sid,
        },
        ensure_ascii=False,
    )
    return f'{said[:-1]}, "view": {share.view_text}, "experiment": {share.experiment_text}}}'
