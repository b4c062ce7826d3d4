"""The same pipe without the store: an experiment comes in, everything a page shows goes out."""

from __future__ import annotations

from collections.abc import Collection

from pydantic_core import to_json

from app.present.pictures import pictures
from app.present.preview import preview_payload
from app.services.run import Simulate
from app.services.viewing import looked_at, read_viewed
from app.words import Words
from simcore.spec import parse_json

__all__ = ("preview",)


def preview(
    body: bytes,
    simulate: Simulate,
    words: Words,
    *,
    figures: Collection[str],
    drawn: Collection[str] = (),
) -> bytes:
    """The JSON answer to a body that holds an experiment, with some figures. Raises SpecError.

    Pictures that are to be ``drawn`` stand beside the figures, as SVG.
    """
    view = looked_at(read_viewed(parse_json(body)), simulate, words)
    made = {"pictures": pictures(view, drawn)} if drawn else {}
    return to_json(preview_payload(view, figures) | made)
