import gc

import pytest

from simcore.races.collecting import rarely
from tests.races import actor, bind, explored


def test_collections_are_rare_inside_and_as_usual_after() -> None:
    usual = gc.get_threshold()

    with rarely:
        assert gc.get_threshold()[0] > 100 * usual[0]
        with rarely:
            pass
        assert gc.get_threshold()[0] > 100 * usual[0]

    assert gc.get_threshold() == usual


def test_a_failure_leaves_nothing_changed() -> None:
    usual = gc.get_threshold()

    with pytest.raises(KeyError), rarely:
        raise KeyError("inside")

    assert gc.get_threshold() == usual


def test_exploring_changes_nothing_for_good() -> None:
    usual = gc.get_threshold()
    explored(actor("one", bind("0")), actor("two", bind("1")))

    assert gc.get_threshold() == usual
    assert gc.isenabled()
