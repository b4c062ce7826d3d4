"""The shape of the answer about the gallery."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.wire.shape import Shape

__all__ = ("GalleryAnswer",)


class GalleryItem(Shape):
    """An experiment or a race of the gallery."""

    name: str
    kind: Literal["experiment", "race"]
    sid: str | None = Field(description="Name of the stored experiment; null for a race")
    url: str
    compare: str | None = Field(description="Where it stands beside another, where that tells")
    title: str
    tags: list[str]
    look_for: str


class GalleryAnswer(Shape):
    """A page of the gallery, in the language that was asked for."""

    items: list[GalleryItem]
    total: int = Field(description="How many match, on all pages")
    tags: dict[str, int] = Field(description="Tags of what the words find, with counts")
    next: str | None = Field(description="Address of the next page; null on the last")
