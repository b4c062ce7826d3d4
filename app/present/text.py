"""Numbers as people read them: rounding, units, grouping. Used by presenters and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ("cpus", "gb_per_s", "grouped", "joined", "mib", "nanoseconds", "percent", "ratio")

THIN = "\u202f"
"""Narrow no-break space: groups digits, stands before units."""


def grouped(number: int) -> str:
    """943718 → 943 718, with thin spaces."""
    return f"{number:,}".replace(",", THIN)


def gb_per_s(rate: float) -> str:
    """Three significant digits: 222, 22.2, 2.22."""
    digits = 0 if rate >= 99.95 else 1 if rate >= 9.995 else 2
    return f"{rate:.{digits}f}"


def mib(size: float) -> str:
    """A size in MiB in the largest unit that keeps it above one: 60.4 GiB."""
    value, unit = size, "MiB"
    for larger in ("GiB", "TiB", "PiB", "EiB"):
        if value < 1024:
            break
        value, unit = value / 1024, larger
    text = f"{value:.0f}" if value >= 99.95 or value == int(value) else f"{value:.1f}"
    return f"{text}{THIN}{unit}"


def percent(share: float) -> str:
    """0.943 → 94 %."""
    if share != 0 and abs(share) < 0.0095:
        return f"{share * 100:.1f}{THIN}%"
    return f"{share * 100:.0f}{THIN}%"


def nanoseconds(time: float) -> str:
    """Whole nanoseconds."""
    return f"{time:.0f}"


def ratio(weights: Sequence[int]) -> str:
    """Weights as people say them: 9:1."""
    return ":".join(map(str, weights))


def cpus(count: int) -> str:
    """How many CPUs, in words."""
    return "no CPUs" if count == 0 else "1 CPU" if count == 1 else f"{grouped(count)} CPUs"


def joined(words: Sequence[str]) -> str:
    """a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
