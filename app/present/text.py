"""Numbers as people read them: rounding, units, grouping. Used by presenters and nowhere else.

Digits are grouped alike in every language; the decimal point is the language's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.words import ENGLISH, Words

__all__ = (
    "decimal",
    "gb_per_s",
    "grouped",
    "joined",
    "left_in",
    "mib",
    "nanoseconds",
    "percent",
    "ratio",
    "signed",
    "unit_of",
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


_UNITS = ("MiB", "GiB", "TiB", "PiB", "EiB")


def _in_unit(size: float) -> tuple[float, str]:
    """A size in MiB in the largest unit that keeps it above one."""
    value, unit = size, _UNITS[0]
    for larger in _UNITS[1:]:
        if value < 1024:
            break
        value, unit = value / 1024, larger
    return value, unit


def unit_of(size: float) -> str:
    """The unit in which a size in MiB is told, for the head of a column."""
    return _in_unit(size)[1]


def mib(size: float, words: Words = ENGLISH) -> str:
    """A size in MiB in words: 60.4 GiB."""
    value, unit = _in_unit(size)
    form = ".0f" if value >= 99.95 or value == int(value) else ".1f"
    return f"{decimal(value, form, words)}{THIN}{unit}"


def left_in(size: float, unit: str, words: Words = ENGLISH) -> str:
    """What is left, given in MiB, as a number of a column's unit.

    Rounded to a tenth, below one to a hundredth; only what is whole has no digit behind the point,
    so that 128.0 of 128 is not all of it.
    """
    value = size / 1024 ** _UNITS.index(unit)
    digits = 0 if value == int(value) else 1 if value >= 1 else 2
    return decimal(value, f".{digits}f", words)


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
