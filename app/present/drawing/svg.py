"""Just enough to write SVG safely: one function, every text and attribute escaped."""

from __future__ import annotations

from html import escape

from markupsafe import Markup

__all__ = ("el", "number")


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
