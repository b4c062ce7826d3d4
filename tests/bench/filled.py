"""A filled map of 2^28 pages against a compiled loop over pages, and against memset."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simcore.placement.pagemap import PageMap, Segment
from simcore.placement.pattern import Pattern
from tests.bench.figure import Figure, median_ms

_PAGES = 2**28
_WEIGHTS = (5, 2, 1, 3)


def figures() -> Iterator[Figure]:
    """Both on a buffer that was written before; the loop is left out where gcc is missing."""
    out = np.ones(_PAGES, dtype=np.uint8)
    pattern = Pattern.of(enumerate(_WEIGHTS))
    pages = PageMap.of(_PAGES, [Segment(0, _PAGES, pattern, 3)])
    filled = median_ms(lambda: pages.fill(out), 5)
    cleared = median_ms(lambda: ctypes.memset(out.ctypes.data, 0, _PAGES), 5)
    yield Figure("fill_over_memset", filled / cleared, 3)
    if shutil.which("gcc") is None:
        print("loop_over_fill skipped: no gcc")
        return
    with tempfile.TemporaryDirectory() as folder:
        walk = _compiled(Path(folder))
        pages.fill(out)
        _agree(out[:4096], walk)
        looped = median_ms(lambda: walk(out, 3), 1)
    yield Figure("loop_over_fill", looped / filled, 20, at_least=True)


class _Walk:
    def __init__(self, library: Path) -> None:
        self._function = ctypes.CDLL(str(library)).walk
        self._weights = (ctypes.c_uint8 * len(_WEIGHTS))(*_WEIGHTS)

    def __call__(self, out: NDArray[np.uint8], index: int) -> None:
        pages, start = ctypes.c_uint64(out.size), ctypes.c_uint64(index)
        self._function(ctypes.c_void_p(out.ctypes.data), pages, start, self._weights, len(_WEIGHTS))


def _compiled(folder: Path) -> _Walk:
    source, library = Path(__file__).with_name("walk.c"), folder / "walk.so"
    command = ["gcc", "-O2", "-shared", "-fPIC", "-o", str(library), str(source)]
    subprocess.run(command, check=True)
    return _Walk(library)


def _agree(filled: NDArray[np.uint8], walk: _Walk) -> None:
    """The two must say the same, or the figure means nothing."""
    walked = np.empty_like(filled)
    walk(walked, 3)
    if not np.array_equal(filled, walked):
        raise RuntimeError("the filled map and the loop disagree")
