import pytest

from simcore.record.cases import Recordable
from simcore.record.run import MAX_TOUCHED, record
from simcore.spec import decode
from tests.build import experiment, mmap, touch, two_nodes


def test_more_than_a_case_may_touch_for_real_is_refused() -> None:
    pages = MAX_TOUCHED + 1
    events = (mmap(pages), touch(f"0-{pages - 1}"))
    case = Recordable("large", decode(experiment(two_nodes(), *events)))
    with pytest.raises(ValueError, match="at most 65536 are recorded"):
        record([case])
