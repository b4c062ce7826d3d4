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
    AUTO_AGAIN_IS_NO_CHANGE = "auto_again_is_no_change"
    """Writing true while it is true succeeds and does nothing, even without bandwidths (fix of
    31 March 2026, first in about v7.1; read, not recorded)."""
    WEIGHT_FILES_FOLLOW_MEMORY = "weight_files_follow_memory"
    """Weight files exist only for nodes with memory, not for every possible node (recorded)."""
    ZERO_WEIGHT_RESETS = "zero_weight_resets"
    """Writing 0 to a weight file restores the default 1 instead of EINVAL (recorded)."""
    BALANCING_KEEPS_USER_MASK = "balancing_keeps_user_mask"
    """With NUMA_BALANCING, too, the mask that was asked for is kept and read back (recorded)."""
    SLAB_BY_COUNTER = "slab_by_counter"
    """A new slab page takes a step of the task's counter; later it is local (recorded)."""
    VMALLOC_BLOCKS_FIRST = "vmalloc_blocks_first"
    """vmalloc tries large blocks before single pages in bulk (recorded)."""


@dataclass(frozen=True, slots=True)
class KernelProfile:
    """A release: its name, its features, and where the knowledge comes from."""

    name: str
    features: frozenset[Feature]
    source: str

    def has(self, feature: Feature) -> bool:
        """Whether this kernel behaves so."""
        return feature in self.features


_UNTIL_6_15 = frozenset(
    {Feature.ZERO_WEIGHT_RESETS, Feature.BALANCING_KEEPS_USER_MASK, Feature.SLAB_BY_COUNTER}
)
_NEWEST = frozenset(
    {
        Feature.AUTO_WEIGHTS,
        Feature.AUTO_AGAIN_IS_NO_CHANGE,
        Feature.WEIGHT_FILES_FOLLOW_MEMORY,
        Feature.VMALLOC_BLOCKS_FIRST,
    }
)

PROFILES: Mapping[str, KernelProfile] = {
    profile.name: profile
    for profile in (
        KernelProfile("linux-6.12", _UNTIL_6_15, "recorded on 6.12.107"),
        KernelProfile("linux-7.2", _NEWEST, "recorded on 7.2.13"),
        KernelProfile("linux-7.3", _NEWEST, "behaves as 7.2 wherever it was observed"),
    )
}
