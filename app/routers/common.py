"""What the routers have in common."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from app import wire
from app.errors import KINDS
from app.present.workbench import PresetChoice
from app.services.catalog import DEFAULT, Catalog
from app.settings import CHECKOUT
from app.words import Words
from simcore.races.library import piece_text

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
    """How an operation's refusals are described; one with a body or a token may meet a few more."""
    more = _AT_THE_FENCE if {401, 413}.intersection(statuses) else ()
    told = sorted({*statuses, *more})
    return {status: wire.PROBLEM | {"description": KINDS[status].title} for status in told}


def json_body(*names: str) -> dict[str, Any]:
    """A JSON body that is one of the named schemas."""
    schemas = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    content: dict[str, Any] = {"schema": schemas[0] if len(schemas) == 1 else {"oneOf": schemas}}
    examples = {name: _EXAMPLES[name] for name in names if name in _EXAMPLES}
    if examples:
        content["examples"] = {name: {"value": value} for name, value in examples.items()}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def _default_experiment() -> Any:
    """The experiment of the first page, as a file holds it."""
    path = CHECKOUT / "app" / "presets" / f"{DEFAULT}.json"
    return json.loads(path.read_text("utf-8"))["experiment"]


_EXPERIMENT: Final = _default_experiment()
_EXAMPLES: Final[Mapping[str, Any]] = {
    "Experiment": _EXPERIMENT,
    "ShareRequest": {"experiment": _EXPERIMENT, "title": "Nine to one", "notes": "", "view": {}},
    "PreviewRequest": {"experiment": _EXPERIMENT, "view": {"page": 37}},
    "ExplainRequest": {"experiment": _EXPERIMENT, "region": "heap", "page": 37},
    "CompareRequest": {
        "experiments": [
            {"experiment": _EXPERIMENT, "title": "as it is"},
            {"experiment": {**_EXPERIMENT, "kernel": "linux-6.12"}, "title": "an older kernel"},
        ]
    },
    "RaceWords": json.loads(piece_text("home-node-two-calls")),
    "ImportRequest": {
        "text": "available: 1 nodes (0)\nnode 0 cpus: 0 1\nnode 0 size: 4096 MB\n"
        "node 0 free: 4000 MB\nnode distances:\nnode   0\n  0:  10\n",
        "kinds": {"0": "dram"},
    },
}
"""What a body may look like, by the name of its schema; each is answered with success."""
