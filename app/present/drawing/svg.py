"""Just enough to write SVG safely: one function, every text and attribute escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

__all__ = ("UNITS", "el", "number", "percent", "stretched", "stretching")

UNITS = 1000
"""Paths are drawn so many units wide and stretched to the width of their picture."""


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def el(name: str, *children: Markup | str, **attributes: str | float | None) -> Markup:
    """An element; a trailing underscore is dropped from attribute names, others become dashes.

    Children that are Markup go in as they are, other text is escaped.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}="
        f'"{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(
        child if isinstance(child, Markup) else escape(child, quote=False) for child in children
    )
    return Markup(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def percent(part: float) -> str:
    """A part of the width as SVG takes it: 37.5%."""
    return f"{number(part * 100)}%"


def stretched(
    title: str, height: float, parts: Iterable[Markup], margins: tuple[float, float, float, float]
) -> Markup:
    """A picture as wide as its place and always as high, with letters of one size.

    What is in it lies at parts of the width and at pixels of the height; what stands in the
    ``margins`` (above, right, below, left) overflows.
    """
    spaces = " ".join(f"{number(margin)}px" for margin in margins)
    beside = number(margins[1] + margins[3])
    return el(
        "svg",
        el("title", title),
        *parts,
        class_="chart stretched",
        style=f"margin:{spaces};width:calc(100% - {beside}px);height:{number(height)}px",
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )


def stretching(height: float, paths: Iterable[Markup]) -> Markup:
    """Paths ``UNITS`` wide and ``height`` pixels high that take the width of their picture."""
    return el(
        "svg",
        *paths,
        viewBox=f"0 0 {UNITS} {number(height)}",
        width="100%",
        height=height,
        preserveAspectRatio="none",
        overflow="visible",
    )
