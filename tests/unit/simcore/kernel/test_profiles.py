import pytest

from simcore.kernel.profiles import PROFILES, QUIRKS, Feature, profile_of


def test_a_profile_is_found_by_its_own_name_and_says_where_it_is_from() -> None:
    for name, profile in PROFILES.items():
        assert profile.name == name
        assert profile.source


def test_weights_follow_bandwidths_in_newer_kernels_only() -> None:
    assert not PROFILES["linux-6.12"].has(Feature.AUTO_WEIGHTS)
    assert PROFILES["linux-7.2"].has(Feature.AUTO_WEIGHTS)


def test_a_zero_weight_resets_in_the_older_kernel_only() -> None:
    assert PROFILES["linux-6.12"].has(Feature.ZERO_WEIGHT_RESETS)
    assert not PROFILES["linux-7.2"].has(Feature.ZERO_WEIGHT_RESETS)


def test_7_3_behaves_as_7_2() -> None:
    assert PROFILES["linux-7.3"].features == PROFILES["linux-7.2"].features


def test_every_feature_is_had_by_some_kernel_and_not_by_all() -> None:
    every = [profile_of(name, quirks) for name in PROFILES for quirks in QUIRKS]
    for feature in Feature:
        assert len({profile.has(feature) for profile in every}) == 2


def test_a_posted_series_is_seen_as_read_as_posted_or_as_intended() -> None:
    read, posted, meant = (profile_of("mempolicy2-v6", quirks) for quirks in QUIRKS)

    assert read == PROFILES["mempolicy2-v6"]
    assert read.features < posted.features
    assert meant.features < read.features
    assert posted.has(Feature.NULL_MASK_IS_FOLLOWED)
    assert not read.has(Feature.NULL_MASK_IS_FOLLOWED)
    assert not meant.has(Feature.COPY_ERRORS_ARE_EINVAL)


@pytest.mark.parametrize("quirks", QUIRKS)
def test_a_released_kernel_is_what_it_is_however_one_wants_to_see_it(quirks: str) -> None:
    assert profile_of("linux-7.2", quirks) is PROFILES["linux-7.2"]


def test_only_what_was_never_merged_has_calls_that_no_kernel_has() -> None:
    proposed = {Feature.MEMPOLICY2, Feature.EXTERNAL_CALLS, Feature.ATTRIBUTE_FLAGS}
    for profile in PROFILES.values():
        assert profile.merged == (not profile.features & proposed)
