"""Everything stands where the browser puts it, too: the golden file is read by both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.present.drawing.layout import lay_out
from simcore import decode
from tests.build import default_experiment

CASES = json.loads((Path(__file__).parents[3] / "golden" / "layouts.json").read_text("utf-8"))


def laid_out(case: dict[str, Any]) -> dict[str, Any]:
    """The layout of a case's machine as plain data, to a tenth of a unit."""
    document = default_experiment()
    document["machine"] = case["machine"]
    document["tasks"] = [{"name": "main"}]
    document["sysfs"] = {}
    layout = lay_out(decode(document).machine, case["at"])
    return {
        "boxes": {name: [round(v, 1) for v in box] for name, box in layout.boxes.items()},
        "lines": [
            {
                "link": line.link,
                "ends": list(line.ends),
                "points": [[round(v, 1) for v in point] for point in line.points],
                "label": line.label and [round(v, 1) for v in line.label],
            }
            for line in layout.lines
        ],
        "view": [round(v, 1) for v in layout.view],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_machine_is_laid_out_as_in_the_golden_file(case: dict[str, Any]) -> None:
    assert laid_out(case) == case["layout"]


def test_no_two_boxes_overlap_before_somebody_moves_them() -> None:
    for case in CASES:
        if case["at"]:
            continue
        boxes = list(case["layout"]["boxes"].values())
        for i, (x, y, width, height) in enumerate(boxes):
            for a, b, w, h in boxes[i + 1 :]:
                assert x + width <= a or a + w <= x or y + height <= b or b + h <= y, case["name"]
