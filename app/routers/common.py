"""What the routers have in common."""

from __future__ import annotations

from typing import Any, Final

from app import wire
from app.errors import KINDS
from app.present.workbench import PresetChoice
from app.services.catalog import Catalog
from app.words import Words

__all__ = ("FOR_GOOD", "FRESH", "json_body", "lasting", "preset_choices", "refusals")

_AT_THE_FENCE: Final = (400, 408, 429, 503)
"""What stands before the routes answers: another host, too slow, too often, not now."""
FRESH: Final = {"Cache-Control": "no-cache"}
FOR_GOOD: Final = "public, max-age=31536000, immutable"
_AWHILE: Final = "public, max-age=300"


def lasting(withdrawable: bool) -> str:
    """How long what a link shows may be kept by others: for good, unless it may be withdrawn."""
    return _AWHILE if withdrawable else FOR_GOOD


def preset_choices(catalog: Catalog, words: Words, chosen: str | None = None) -> list[PresetChoice]:
    """The presets as a page lists them."""
    return [
        PresetChoice(
            name=preset.name,
            title=preset.title(words),
            summary=preset.summary(words),
            chosen=preset.name == chosen,
            view=preset.view.model_dump_json(exclude_defaults=True),
        )
        for preset in catalog
    ]


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How an operation's refusals are described; one that reads a body may meet a few more."""
    more = _AT_THE_FENCE if 413 in statuses else ()
    told = sorted({*statuses, *more})
    return {status: wire.PROBLEM | {"description": KINDS[status].title} for status in told}


def json_body(*names: str) -> dict[str, Any]:
    """A JSON body that is one of the named schemas."""
    schemas = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    schema = schemas[0] if len(schemas) == 1 else {"oneOf": schemas}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
