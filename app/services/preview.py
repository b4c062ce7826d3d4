"""The same pipe without the store: an experiment comes in, everything a page shows goes out."""

from __future__ import annotations

from collections.abc import Collection

from pydantic_core import to_json

from app.present.preview import preview_payload
from app.present.views import View
from app.services.run import Simulate
from app.services.viewing import read_viewed
from app.words import Words
from simcore.spec import parse_json

__all__ = ("preview",)


def preview(body: bytes, simulate: Simulate, words: Words, figures: Collection[str]) -> bytes:
    """The JSON answer to a body that holds an experiment, with some figures. Raises SpecError."""
    viewed = read_viewed(parse_json(body))
    shown = viewed.shown
    return to_json(preview_payload(View(shown, simulate(shown), viewed.state, words), figures))
