"""Every preset can be taken home as a program that a strict compiler takes."""

from pathlib import Path
from typing import Any

import pytest

from app.present.home import OUTPUTS, Subject
from app.present.views import View
from app.services.catalog import Catalog
from simcore import simulate
from simcore.reproduce import REPRODUCERS
from tests.unit.simcore.reproduce.odd import built

PRESETS = tuple(Catalog())


@pytest.mark.parametrize("preset", PRESETS, ids=[preset.name for preset in PRESETS])
def test_a_preset_is_built_without_a_warning(preset: Any, tmp_path: Path) -> None:
    view = View(preset.experiment, simulate(preset.experiment))

    assert built(OUTPUTS["c"].write(Subject(view)), tmp_path).exists()


def test_the_texts_are_the_cores() -> None:
    view = View(PRESETS[0].experiment, simulate(PRESETS[0].experiment))

    for name, write in REPRODUCERS.items():
        assert OUTPUTS[name].write(Subject(view)) == write(view.experiment, view.result)
