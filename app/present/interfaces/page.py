"""The context of /interfaces: what is asked, the calls that say it, and a race."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from app.present.interfaces.calls import ByteBlock, CallShown

__all__ = ("InterfacesPage",)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfacesPage:
    """Everything that the template places."""

    title: str
    description: str
    asked: Any
    choices: Mapping[str, Sequence[str]]
    flags: Sequence[str]
    presets: Mapping[str, str]
    calls: Sequence[CallShown]
    typed: Sequence[ByteBlock]
    comparison: Any
    race: Any
    notices: Sequence[str]
    told: Mapping[str, Sequence[str]]
    """What is wrong with a field, by its name."""

    def link(self, **more: object) -> str:
        """The query of an address that keeps the intent, with other fields."""
        kept = self.asked.query
        return "&".join(([kept] if kept else []) + [urlencode(more)])

    @property
    def fields(self) -> Mapping[str, Any]:
        """The fields of the form by name."""
        return asdict(self.asked)
