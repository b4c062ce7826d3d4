import errno

import pytest

from simcore.kernel.errno import Errno, Refusal


@pytest.mark.parametrize("number", list(Errno), ids=lambda number: number.name)
def test_numbers_are_those_of_linux(number: Errno) -> None:
    assert errno.errorcode[number] in {number.name, "ENOTSUP"}


def test_a_refusal_is_a_number_and_the_check_that_failed() -> None:
    assert Refusal(Errno.EINVAL, "no such node") == Refusal(Errno(22), "no such node")
