"""The C and the shell that reproducers are made of: files that lie beside this module.

They are part of the program text, not input; no other module of the core opens a file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ("runtime",)

_FOLDER = Path(__file__).parent / "runtime"


@cache
def runtime(name: str) -> str:
    """A file of the runtime, by name."""
    return (_FOLDER / name).read_text(encoding="utf-8")
