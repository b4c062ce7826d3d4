"""Kernel profiles: which named behaviours a release has.

Code asks for a feature by name and never compares versions. Where a row says "recorded", the
behaviour was seen in traces of that kernel; otherwise the source is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = ("PROFILES", "QUIRKS", "Feature", "KernelProfile", "profile_of")


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
    BALANCING_WITH_PREFERRED_MANY = "balancing_with_preferred_many"
    """NUMA_BALANCING goes with preferred_many, too, not only with bind (recorded on 6.12; merged
    about 6.10, so after everything that was posted in the winter of 2023)."""
    SLAB_BY_COUNTER = "slab_by_counter"
    """A new slab page takes a step of the task's counter; later it is local (recorded)."""
    VMALLOC_BLOCKS_FIRST = "vmalloc_blocks_first"
    """vmalloc tries large blocks before single pages in bulk (recorded)."""
    MREMAP_MOVES_SEVERAL = "mremap_moves_several"
    """mremap to a fixed address takes several VMAs and the holes between them along (commit
    d23cb648e365, first in v6.17; read, not recorded)."""
    HUGE_ZERO_PAGE_STAYS_HUGE = "huge_zero_page_stays_huge"
    """A write to the huge zero page gets a huge page instead of splitting it
    (do_huge_zero_wp_pmd, first in v6.13; read, not recorded)."""
    LARGE_FOLIOS_ARE_REUSED = "large_folios_are_reused"
    """Part of a huge page that a fork made common is written to in place again once nobody else
    maps any of it; before that it was always copied (commit 1da190f4d0a6, first in v6.15; read,
    not recorded)."""

    MEMPOLICY2 = "mempolicy2"
    """set_mempolicy2, mbind2 and get_mempolicy2 exist (posted December 2023, never merged)."""
    EXTERNAL_CALLS = "external_calls"
    """Another task's policy can be set: process_set_mempolicy, process_mbind and the calls that
    were proposed before them (2022 and 2023, never merged)."""
    ZERO_WEIGHT_IS_GLOBAL = "zero_weight_is_global"
    """A zero byte in il_weights takes the sysfs weight of that moment (v6 12/12); before v6 each
    node of the mask had to have a weight."""
    ATTRIBUTE_FLAGS = "attribute_flags"
    """Nodes carry an attribute bit, and three mode flags weigh the nodes that do (proposed on
    10 January 2024 without numbers or names: all of it is a reading)."""

    COPY_ERRORS_ARE_EINVAL = "copy_errors_are_einval"
    """mbind2 and get_mempolicy2 turn every error of reading the struct into EINVAL (v6 10/12)."""
    ANY_SIZE_IS_TAKEN = "any_size_is_taken"
    """A struct shorter than its first version is padded with zeroes, down to nothing at all:
    size 0 asks for the default policy (v6 09/12)."""
    UNKNOWN_MODE_FLAGS_PASS = "unknown_mode_flags_pass"
    """Bits of mode_flags that mean nothing are not refused (v6 09/12)."""
    RESERVED_BYTES_PASS = "reserved_bytes_pass"
    """The reserved bytes of the struct are not looked at (v6 08/12)."""
    HOME_NODE_SUITS_ANY_MODE = "home_node_suits_any_mode"
    """mbind2 takes a home node with modes that have no use for one (v6 11/12)."""
    NULL_MASK_IS_FOLLOWED = "null_mask_is_followed"
    """Without a mask the code reads through the null pointer, and the task dies (v6 09/12)."""
    HOME_NODE_STARTS_AT_ZERO = "home_node_starts_at_zero"
    """set_mempolicy2 leaves home_node 0 where none was meant (v6 09/12)."""
    NEXT_SHOWS_THE_LAST = "next_shows_the_last"
    """MPOL_F_NODE shows the node before while a node's weight is being used up (v6 12/12)."""
    COPY_OUT_TRUSTS_SIZE = "copy_out_trusts_size"
    """get_mempolicy2 writes as many bytes as the caller says, beyond the end of the kernel's own
    struct (v6 10/12)."""


@dataclass(frozen=True, slots=True)
class KernelProfile:
    """A release or a posted series: its name, its features, and where the knowledge comes from.

    ``revision`` names the shape of the struct of the posted calls, where there are any;
    ``merged`` is whether any kernel was ever released with it.
    """

    name: str
    features: frozenset[Feature]
    source: str
    revision: str = ""
    merged: bool = True

    def has(self, feature: Feature) -> bool:
        """Whether this kernel behaves so."""
        return feature in self.features


_JANUARY_2024 = frozenset(
    {Feature.ZERO_WEIGHT_RESETS, Feature.BALANCING_KEEPS_USER_MASK, Feature.SLAB_BY_COUNTER}
)
_UNTIL_6_15 = _JANUARY_2024 | {Feature.BALANCING_WITH_PREFERRED_MANY}
_NEWEST = frozenset(
    {
        Feature.BALANCING_WITH_PREFERRED_MANY,
        Feature.AUTO_WEIGHTS,
        Feature.AUTO_AGAIN_IS_NO_CHANGE,
        Feature.WEIGHT_FILES_FOLLOW_MEMORY,
        Feature.VMALLOC_BLOCKS_FIRST,
        Feature.MREMAP_MOVES_SEVERAL,
        Feature.HUGE_ZERO_PAGE_STAYS_HUGE,
        Feature.LARGE_FOLIOS_ARE_REUSED,
    }
)

_BENIGN = frozenset(
    {
        Feature.COPY_ERRORS_ARE_EINVAL,
        Feature.ANY_SIZE_IS_TAKEN,
        Feature.UNKNOWN_MODE_FLAGS_PASS,
        Feature.RESERVED_BYTES_PASS,
        Feature.HOME_NODE_SUITS_ANY_MODE,
    }
)
"""Oddities of the posted code that one can live with; they are on unless switched off."""
_HARMFUL = frozenset(
    {
        Feature.NULL_MASK_IS_FOLLOWED,
        Feature.HOME_NODE_STARTS_AT_ZERO,
        Feature.NEXT_SHOWS_THE_LAST,
        Feature.COPY_OUT_TRUSTS_SIZE,
    }
)
"""Plain mistakes of the posted code; they are off unless it is asked for as it was posted."""

QUIRKS: Mapping[str, frozenset[Feature]] = {
    "": _BENIGN,
    "as_posted": _BENIGN | _HARMFUL,
    "as_intended": frozenset(),
}
"""Oddities of the posted series by how one wants to see it: as read, as posted, as intended."""

_POSTED = _JANUARY_2024 | {Feature.MEMPOLICY2, Feature.EXTERNAL_CALLS}


def _posted(revision: str, when: str, *more: Feature) -> KernelProfile:
    return KernelProfile(
        f"mempolicy2-{revision}",
        _POSTED | _BENIGN | frozenset(more),
        f"read in the series posted on {when}; no kernel has it",
        revision=revision,
        merged=False,
    )


PROFILES: Mapping[str, KernelProfile] = {
    profile.name: profile
    for profile in (
        KernelProfile("linux-6.12", _UNTIL_6_15, "recorded on 6.12.107"),
        KernelProfile("linux-7.2", _NEWEST, "recorded on 7.2.13"),
        KernelProfile("linux-7.3", _NEWEST, "behaves as 7.2 wherever it was observed"),
        _posted("rfc", "6 December 2023"),
        _posted("v2", "9 December 2023"),
        _posted("v3", "13 December 2023"),
        _posted("v4", "18 December 2023"),
        _posted("v5", "23 December 2023"),
        _posted("v6", "3 January 2024", Feature.ZERO_WEIGHT_IS_GLOBAL),
        KernelProfile(
            "attribute-flags",
            _JANUARY_2024 | {Feature.ATTRIBUTE_FLAGS},
            "our reading of a proposal of 10 January 2024 that was never specified",
            merged=False,
        ),
    )
}


def profile_of(kernel: str, quirks: str = "") -> KernelProfile:
    """A kernel's profile, a posted series with the oddities that are asked for.

    Raises KeyError for a kernel or a choice of quirks that there is not.
    """
    profile, wanted = PROFILES[kernel], QUIRKS[quirks]
    if not profile.revision:
        return profile
    return replace(profile, features=(profile.features - _BENIGN - _HARMFUL) | wanted)
