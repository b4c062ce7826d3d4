"""``python -m tests.bench``: one line a figure, ``NAME VALUE BOUND ok|short``; exit status 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.bench import (
    browser,
    calls,
    engine,
    filled,
    placement,
    preview,
    races,
    reading,
    search,
    shares,
)
from tests.bench.figure import Figure

SOURCES: tuple[Callable[[], Iterator[Figure]], ...] = (
    placement.figures,
    filled.figures,
    engine.figures,
    calls.figures,
    search.figures,
    races.figures,
    preview.figures,
    shares.figures,
    reading.figures,
    browser.figures,
)


def main() -> None:
    """Measure everything, printing each figure as it comes."""
    for source in SOURCES:
        for figure in source():
            print(figure, flush=True)


if __name__ == "__main__":
    main()
