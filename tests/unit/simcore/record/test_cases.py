import pytest

from simcore.record.cases import BUILT_IN, basic_cases
from simcore.system import System, run_events


@pytest.mark.parametrize("nodes", ["0", "0-1", "1,3"])
def test_the_built_in_cases_are_experiments_that_run(nodes: str) -> None:
    for case in basic_cases(nodes, cpu=0):
        experiment = case.experiment
        answers = list(run_events(System.boot(experiment), experiment.events))
        assert len(answers) == len(experiment.events)


def test_every_case_has_a_name() -> None:
    assert [case.name for case in basic_cases("0", 0)] == list(BUILT_IN)
