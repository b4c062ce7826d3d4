"""Points and boxes of the drawing."""

from __future__ import annotations

__all__ = ("Box", "Ends", "Point", "middle")

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""x, y, width, height."""
Ends = tuple[str, str]
"""What a line joins."""


def middle(box: Box) -> Point:
    """The middle of a box."""
    x, y, width, height = box
    return x + width / 2, y + height / 2
