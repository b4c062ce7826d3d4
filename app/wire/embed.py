"""The shape of what oEmbed answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.wire.shape import Shape

__all__ = ("OEmbedAnswer",)


class OEmbedAnswer(Shape):
    """A share as other sites place it (oEmbed 1.0)."""

    version: Literal["1.0"]
    type: Literal["rich"]
    title: str
    provider_name: str
    provider_url: str
    thumbnail_url: str
    thumbnail_width: int
    thumbnail_height: int
    width: int
    height: int
    html: str = Field(description="An iframe of the share's frame, sandboxed")
