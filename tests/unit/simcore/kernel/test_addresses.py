import pytest

from simcore.kernel.addresses import no_mapping
from simcore.kernel.errno import Errno

END = 2**47 - 4096


@pytest.mark.parametrize(
    "start, length, errno",
    [
        (0x100000000000, 4096, None),
        (65536, END - 65536, None),
        (0, 4096, Errno.EPERM),
        (61440, 8192, Errno.EPERM),
        (END - 4096, 4096, None),
        (END - 4096, 8192, Errno.ENOMEM),
        (0xFFFF800000000000, 4096, Errno.ENOMEM),
        (0x100000000000, 2**48 * 4096, Errno.ENOMEM),
        (0, 2**48 * 4096, Errno.ENOMEM),
    ],
)
def test_a_process_has_47_bits_of_addresses_but_for_their_beginning(
    start: int, length: int, errno: Errno | None
) -> None:
    assert no_mapping(start, length) == errno
