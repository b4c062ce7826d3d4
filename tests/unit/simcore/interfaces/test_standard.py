from simcore import decode, simulate
from simcore.interfaces.standard import STANDARD


def test_the_standard_experiment_runs_and_has_a_rate() -> None:
    result = simulate(decode(STANDARD))

    assert result.regions["heap"].pages_on == {"0": 1 << 20}
    assert result.streams[0].gb_per_s > 100
