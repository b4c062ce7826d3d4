"""Numbers as people read them: rounding, units, grouping. Used by presenters and nowhere else.

Digits are grouped alike in every language; the decimal point is the language's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from app.words import ENGLISH, Words

__all__ = (
    "decimal",
    "gb_per_s",
    "grouped",
    "joined",
    "mib",
    "mib_left",
    "nanoseconds",
    "percent",
    "ratio",
    "signed",
)

MINUS = "\u2212"
THIN = "\u202f"
"""Narrow no-break space: groups digits, stands before units."""


def grouped(number: int) -> str:
    """943718 → 943 718, with thin spaces."""
    return f"{number:,}".replace(",", THIN)


def decimal(number: float, form: str, words: Words = ENGLISH) -> str:
    """A number in a form of Python's, with the decimal point of the language."""
    return f"{number:{form}}".replace(".", words.point)


def gb_per_s(rate: float, words: Words = ENGLISH) -> str:
    """Three significant digits: 222, 22.2, 2.22."""
    digits = 0 if rate >= 99.95 else 1 if rate >= 9.995 else 2
    return decimal(rate, f".{digits}f", words)


def _in_unit(size: float) -> tuple[float, str]:
    """A size in MiB in the largest unit that keeps it above one."""
    value, unit = size, "MiB"
    for larger in ("GiB", "TiB", "PiB", "EiB"):
        if value < 1024:
            break
        value, unit = value / 1024, larger
    return value, unit


def mib(size: float, words: Words = ENGLISH) -> str:
    """A size in MiB in words: 60.4 GiB."""
    value, unit = _in_unit(size)
    form = ".0f" if value >= 99.95 or value == int(value) else ".1f"
    return f"{decimal(value, form, words)}{THIN}{unit}"


def mib_left(size: float, words: Words = ENGLISH) -> str:
    """What is left of a size, rounded down to a tenth: 127.9 GiB never looks like all 128."""
    value, unit = _in_unit(size)
    form = ".0f" if value == int(value) else ".1f"
    return f"{decimal(floor(value * 10) / 10, form, words)}{THIN}{unit}"


def percent(share: float, words: Words = ENGLISH) -> str:
    """0.943 → 94 %."""
    form = ".1f" if share != 0 and abs(share) < 0.0095 else ".0f"
    return f"{decimal(share * 100, form, words)}{THIN}%"


def signed(number: float, form: str, words: Words = ENGLISH) -> str:
    """A difference with its sign, a true minus and not a hyphen: +3 for 3."""
    return decimal(number, f"+{form}", words).replace("-", MINUS)


def nanoseconds(time: float) -> str:
    """Whole nanoseconds."""
    return f"{time:.0f}"


def ratio(weights: Sequence[int]) -> str:
    """Weights as people say them: 9:1."""
    return ":".join(map(str, weights))


def joined(parts: Sequence[str], words: Words = ENGLISH) -> str:
    """a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return words("numbers.and", first=", ".join(parts[:-1]), last=parts[-1])
