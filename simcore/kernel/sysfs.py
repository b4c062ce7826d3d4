"""Text written to the files of weighted_interleave: what the kernel reads in it.

Follows kstrtou8() and kstrtobool() of lib/kstrtox.c and lib/string_helpers.c, and the store
functions node_store() and weighted_interleave_auto_store() of mm/mempolicy.c.
"""

from __future__ import annotations

import re

from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.profiles import Feature, KernelProfile
from simcore.kernel.weights import DEFAULT_WEIGHT, MAX_WEIGHT

__all__ = ("kstrtobool", "kstrtou8", "parse_auto", "parse_weight")

_NUMBER = re.compile(r"\+?(?:0[xX](?P<hex>[0-9a-fA-F]+)|(?P<oct>0[0-7]*)|(?P<dec>[1-9][0-9]*))\n?")
_BASES = {"hex": 16, "oct": 8, "dec": 10}
_BOOLEANS = dict.fromkeys("yYtT1", True) | dict.fromkeys("nNfF0", False)
_AFTER_O = dict.fromkeys("nN", True) | dict.fromkeys("fF", False)


def kstrtou8(text: str) -> int | None:
    """The number from 0 to 255 that the text is, in any base; None when it is none."""
    match = _NUMBER.fullmatch(text)
    if match is None or match.lastgroup is None:
        return None
    value = int(match[match.lastgroup], _BASES[match.lastgroup])
    return value if value < 2**8 else None


def kstrtobool(text: str) -> bool | None:
    """The truth value that the first letter, or the two after "o", decide; None for neither."""
    if text[:1] in ("o", "O"):
        return _AFTER_O.get(text[1:2])
    return _BOOLEANS.get(text[:1])


def parse_weight(kernel: KernelProfile, text: str) -> int | Refusal:
    """The weight that a write to a node's file asks for."""
    resets = kernel.has(Feature.ZERO_WEIGHT_RESETS)
    value = 0 if text in ("", "\n") and resets else kstrtou8(text)
    if value == 0 and resets:
        return DEFAULT_WEIGHT
    if value is None or not 1 <= value <= MAX_WEIGHT:
        return Refusal(Errno.EINVAL, f"a weight lies between 1 and {MAX_WEIGHT}, not {text!r}")
    return value


def parse_auto(text: str) -> bool | Refusal:
    """The truth value that a write to ``auto`` asks for."""
    value = kstrtobool(text)
    if value is None:
        return Refusal(Errno.EINVAL, f"{text!r} is neither true nor false")
    return value
