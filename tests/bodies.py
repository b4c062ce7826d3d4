"""Bodies that the operations of the API take, for tests that ask all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simcore.races import PIECES
from simcore.races.library import piece_text
from simcore.spec import parse_json
from tests.build import Document, default_experiment

__all__ = ("bodies",)

DATA = Path(__file__).parent / "data"


def bodies() -> Iterator[tuple[str, Any]]:
    """An operation and a body that it takes."""
    experiment = default_experiment()
    beside: dict[str, Document] = {
        "preview": {"view": {"page": 37}},
        "experiments": {"title": "One", "notes": "two\nlines"},
        "explain": {"region": "heap", "page": 37},
    }
    for name in ("preview", "experiments", "advise", "interfaces"):
        yield f"POST /api/v1/{name}", experiment
    for name, more in beside.items():
        yield f"POST /api/v1/{name}", {"experiment": experiment, **more}
    two = [{"experiment": experiment, "title": title} for title in ("A", "B")]
    yield "POST /api/v1/compare", {"experiments": two}
    yield "POST /api/v1/import", {"text": (DATA / "numactl-hardware.txt").read_text()}
    for piece in PIECES:
        yield "POST /api/v1/races", parse_json(piece_text(piece))
    for output in ("c", "notebook", "report"):
        yield f"POST /api/v1/export/{{name}} {output}", experiment
