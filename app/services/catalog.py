"""Presets: machines to start from, read and checked once when the server starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic_core import to_json

from app.errors import UnknownError
from app.present.state import NOTHING_CHOSEN, ViewState
from app.words import Words
from simcore.spec import Experiment, decode, parse_json

__all__ = ("DEFAULT", "NAMES", "Catalog", "Preset")

NAMES: Final = (
    "dram-cxl",
    "lesson-page-37",
    "two-sockets",
    "two-sockets-two-cxl",
    "hbm-flat",
    "stream-cover-letter",
    "new-machine",
)
"""In the order in which people see them."""
DEFAULT: Final = NAMES[0]
_FOLDER: Final = Path(__file__).resolve().parent.parent / "presets"


@dataclass(frozen=True, slots=True)
class Preset:
    """An experiment with a name; what to say about it is in the catalogue of words.

    ``view`` is how a page opens it: a lesson before its answer is there.
    """

    name: str
    experiment: Experiment
    text: bytes
    view: ViewState = NOTHING_CHOSEN

    def title(self, words: Words) -> str:
        """What the machine is called."""
        return words(f"presets.{self.name}_title")

    def summary(self, words: Words) -> str:
        """What is worth looking at."""
        return words(f"presets.{self.name}_summary")


class Catalog:
    """All presets by name."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._presets = {name: _read(folder, name) for name in NAMES}

    def __iter__(self) -> Iterator[Preset]:
        return iter(self._presets.values())

    def preset(self, name: str) -> Preset:
        """The preset called ``name``. Raises UnknownError."""
        try:
            return self._presets[name]
        except KeyError:
            known = ", ".join(self._presets)
            raise UnknownError(f"There is no preset {name[:40]!r}; there are {known}.") from None


def _read(folder: Path, name: str) -> Preset:
    document = parse_json((folder / f"{name}.json").read_bytes())
    experiment = decode(document["experiment"])
    plain = experiment.model_dump(mode="json")
    view = ViewState.model_validate(document.get("view", {}))
    return Preset(name, experiment, to_json(plain), view)
