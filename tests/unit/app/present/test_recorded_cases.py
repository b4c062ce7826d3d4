"""Whatever a kernel was ever asked in a recording, the page can show it."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from app.present.home import OUTPUTS, Subject
from app.present.views import View
from app.present.workbench import workbench_page
from simcore import simulate
from simcore.replay import cases
from simcore.replay.files import replay_file
from simcore.spec import Experiment

FOLDER = Path(__file__).parents[3] / "oracle" / "traces"
GROUPS = sorted(FOLDER.glob("*.t2.linux-7.2.*")) + sorted(FOLDER.glob("[d-h]-*linux-7.2.*"))
SAMPLE = 12


@pytest.mark.parametrize("path", GROUPS, ids=lambda path: path.name.split(".json")[0])
def test_a_recorded_case_can_be_shown(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[Experiment] = []
    read = cases._decoded

    def remember(*given: object) -> Experiment:
        decoded.append(read(*given))  # type: ignore[arg-type]  # passed through
        return decoded[-1]

    monkeypatch.setattr(cases, "_decoded", remember)
    replay_file(lzma.decompress(path.read_bytes()))

    shown = decoded[:: max(1, len(decoded) // SAMPLE)]
    views = [View(experiment, simulate(experiment)) for experiment in shown]
    pages = [workbench_page(view.experiment, view.result) for view in views]
    assert all(output.write(Subject(view)) for view in views for output in OUTPUTS.values())
    assert all(page.advice.verdict for page in pages)
    assert len(pages) >= min(SAMPLE, len(decoded))
