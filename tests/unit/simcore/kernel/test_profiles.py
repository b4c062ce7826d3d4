from simcore.kernel.profiles import PROFILES, Feature


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
    for feature in Feature:
        assert len({profile.has(feature) for profile in PROFILES.values()}) == 2
