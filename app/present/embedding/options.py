"""What the address of a frame asks for: panels, controls, theme, a guess first.

An address that people paste into pages never breaks: what it asks for and nobody knows is left
out and named on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

__all__ = ("CONTROLS", "PANELS", "THEMES", "EmbedOptions", "read_options")

PANELS: Final = ("answer", "machine", "weights", "bandwidth", "strip", "distribution", "nodes")
CONTROLS: Final = ("weights", "none")
THEMES: Final = ("auto", "light", "dark")
_GUESSES: Final = ("0", "1")
_NAMED: Final = 40
"""Characters of an unknown value that are shown again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedOptions:
    """How a frame is set up; ``ignored`` names what the address asked for in vain."""

    panels: tuple[str, ...] = ("answer", "bandwidth", "distribution")
    controls: str = "weights"
    theme: str = "auto"
    predict: bool = False
    language: str = ""
    ignored: tuple[str, ...] = ()

    def query(self) -> str:
        """The address's query that asks for the same, with what was ignored left out."""
        plain = EmbedOptions()
        said = {
            "panels": ",".join(self.panels) if self.panels != plain.panels else "",
            "controls": self.controls if self.controls != plain.controls else "",
            "theme": self.theme if self.theme != plain.theme else "",
            "predict": "1" if self.predict else "",
            "lang": self.language,
        }
        written = urlencode({name: value for name, value in said.items() if value}, safe=",")
        return f"?{written}" if written else ""


def read_options(query: Mapping[str, str], languages: Iterable[str]) -> EmbedOptions:
    """The options in a query; a value without a meaning counts as not said."""
    ignored: list[str] = []

    def known(name: str, choices: Iterable[str], otherwise: str) -> str:
        value = query.get(name, otherwise)
        if value in choices:
            return value
        ignored.append(f"{name}={value[:_NAMED]}")
        return otherwise

    asked = [part.strip() for part in query.get("panels", "").split(",") if part.strip()]
    panels = tuple(dict.fromkeys(part for part in asked if part in PANELS))
    ignored += [f"panels={part[:_NAMED]}" for part in asked if part not in PANELS][:3]
    return EmbedOptions(
        panels=panels or EmbedOptions().panels,
        controls=known("controls", CONTROLS, "weights"),
        theme=known("theme", THEMES, "auto"),
        predict=known("predict", _GUESSES, "0") == "1",
        language=known("lang", ("", *languages), ""),
        ignored=tuple(ignored),
    )
