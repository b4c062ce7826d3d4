from simcore.interfaces.ways import WAYS
from simcore.kernel.profiles import PROFILES
from simcore.syscalls.calls import Status


def test_names_are_unique_and_every_kernel_is_known() -> None:
    assert len({way.name for way in WAYS}) == len(WAYS)
    assert all(way.kernel("v6") in PROFILES for way in WAYS)


def test_what_is_merged_runs_on_a_released_kernel_and_nothing_else_does() -> None:
    for way in WAYS:
        assert PROFILES[way.kernel("v6")].merged == (way.status is Status.MERGED)
