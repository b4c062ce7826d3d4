import json
from pathlib import Path
from typing import Any

import pytest

from simcore import decode
from simcore.kernel.weights import auto_weights
from simcore.search import Bound, NoAnswer, advise, bandwidths
from tests.build import default_experiment, edited, run

PRESETS = Path(__file__).parents[4] / "app" / "presets"


def preset(name: str) -> Any:
    return json.loads((PRESETS / f"{name}.json").read_text())["experiment"]


def test_the_cover_letters_machine_is_advised_close_to_what_its_author_set() -> None:
    advice = advise(decode(preset("stream-cover-letter")))
    best = advice.findings.best.weights

    assert advice.verdict == "Set 11:1."
    assert 8 <= best[0] / best[1] <= 12
    assert "The optimum is flat" in advice.text
    assert "auto mode would set 29:2" in advice.text


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in PRESETS.glob("*.json") if path.stem != "new-machine")
)
def test_every_preset_gets_an_advice_that_begins_with_its_verdict(name: str) -> None:
    advice = advise(decode(preset(name)))

    assert advice.text.startswith(advice.verdict)
    assert advice.text.endswith(".")
    assert "nan" not in advice.text
    assert advice.commands[-1].startswith("numactl ")


def test_a_state_at_hand_is_not_computed_again() -> None:
    ran = run(default_experiment())

    assert advise(ran.experiment, ran.system) == advise(ran.experiment, ran.system)
    assert advise(ran.experiment, ran.system).text == advise(ran.experiment).text


def test_a_bound_is_kept() -> None:
    advice = advise(decode(default_experiment()), bound=Bound(limit=4))

    assert max(advice.findings.weights) <= 4
    assert "weights up to 4" in advice.text


def test_without_a_workload_there_is_no_advice() -> None:
    with pytest.raises(NoAnswer):
        advise(decode(edited(default_experiment(), "/workload/streams", [])))


def test_bandwidths_are_counted_as_the_kernel_counts_them() -> None:
    experiment = decode(default_experiment())
    unknown = decode(edited(default_experiment(), "/machine/nodes/1/write_mib_per_s", None))

    assert bandwidths(experiment.machine) == {0: 190000, 1: 21000}
    assert auto_weights(bandwidths(experiment.machine)) == {0: 28, 1: 3}
    assert bandwidths(unknown.machine)[1] == 0
