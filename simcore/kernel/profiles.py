"""Kernel profiles: which named behaviours a release has.

Code asks for a feature by name and never compares versions. Where a row says "recorded", the
behaviour was seen in traces of that kernel; otherwise the source is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ("PROFILES", "Feature", "KernelProfile")


class Feature(StrEnum):
    """A behaviour that differs between kernels."""

    AUTO_WEIGHTS = "auto_weights"
    """sysfs has ``auto``: weights follow bandwidths (commit e341f9c3c841, first in v6.16)."""
    WEIGHT_FILES_FOLLOW_MEMORY = "weight_files_follow_memory"
    """Weight files exist only for nodes with memory, not for every possible node (recorded)."""
    ZERO_WEIGHT_RESETS = "zero_weight_resets"
    """Writing 0 to a weight file restores the default 1 instead of EINVAL (recorded)."""


@dataclass(frozen=True, slots=True)
class KernelProfile:
    """A release: its name, its features, and where the knowledge comes from."""

    name: str
    features: frozenset[Feature]
    source: str

    def has(self, feature: Feature) -> bool:
        """Whether this kernel behaves so."""
        return feature in self.features


_SINCE_6_16 = frozenset({Feature.AUTO_WEIGHTS, Feature.WEIGHT_FILES_FOLLOW_MEMORY})

PROFILES: Mapping[str, KernelProfile] = {
    profile.name: profile
    for profile in (
        KernelProfile(
            "linux-6.12", frozenset({Feature.ZERO_WEIGHT_RESETS}), "recorded on 6.12.107"
        ),
        KernelProfile("linux-7.2", _SINCE_6_16, "recorded on 7.2.13"),
        KernelProfile("linux-7.3", _SINCE_6_16, "behaves as 7.2 wherever it was observed"),
    )
}
