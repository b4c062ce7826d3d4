"""Published measurements, predicted once: what the model card shows and the tests hold."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from simcore.bandwidth.predict import PredictedCase, predict_case

__all__ = ("CASES", "predicted", "published")

CASES: Final = Path(__file__).parents[1] / "published" / "cases.json"


@cache
def published() -> tuple[dict[str, Any], ...]:
    """The prediction cases: what a user would know on one side, what was measured on the other."""
    return tuple(json.loads(CASES.read_text()))


@cache
def predicted() -> tuple[PredictedCase, ...]:
    """The model's answers, by the same functions as the command ``predict``."""
    return tuple(predict_case(case) for case in published())
