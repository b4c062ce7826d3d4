"""The same pipe without the store: an experiment comes in, everything a page shows goes out."""

from __future__ import annotations

from pydantic_core import to_json

from app.present.preview import preview_payload
from app.services.run import Simulate
from simcore.spec import decode, parse_json

__all__ = ("preview",)


def preview(body: bytes, simulate: Simulate, page: int = 0) -> bytes:
    """The JSON answer to a body that holds an experiment. Raises SpecError.

    The strip of pages is the block that holds ``page``.
    """
    experiment = decode(parse_json(body))
    return to_json(preview_payload(experiment, simulate(experiment), page))
