"""``python -m tests.soak [NAME…]``: all of them, or those named; 1 if one found something."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from tests.soak import clients, killed, million, schema

SOAKS: dict[str, Callable[[], list[str]]] = {
    "killed": killed.soak,
    "schema": schema.soak,
    "clients": clients.soak,
    "million": million.soak,
}
"""Each prints its figures and gives what it found wrong."""


def main(names: list[str]) -> int:
    """Run the named ones, or all."""
    if unknown := [name for name in names if name not in SOAKS]:
        print(f"there is no {unknown[0]}; there are {', '.join(SOAKS)}", file=sys.stderr)
        return 2
    found: list[str] = []
    for name in names or SOAKS:
        start = time.monotonic()
        wrong = SOAKS[name]()
        found += wrong
        for each in wrong:
            print(f"{name}: WRONG: {each}")
        told = f"{len(wrong)} wrong" if wrong else "ok"
        print(f"{name}: {told} after {time.monotonic() - start:.0f} s", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
