"""What the routers of pages have in common."""

from __future__ import annotations

from typing import Final

from app.present.workbench import PresetChoice
from app.services.catalog import Catalog

__all__ = ("FOR_GOOD", "FRESH", "preset_choices")

FRESH: Final = {"Cache-Control": "no-cache"}
FOR_GOOD: Final = "public, max-age=31536000, immutable"


def preset_choices(catalog: Catalog, chosen: str | None = None) -> list[PresetChoice]:
    """The presets as a page lists them."""
    return [
        PresetChoice(preset.name, preset.title, preset.summary, preset.name == chosen)
        for preset in catalog
    ]
