"""Static files, kept in memory, compressed once, and cached by browsers for good.

Our own files lie under an address that holds the digest of them all, ``/static/DIGEST/…``:
modules and styles that name each other relatively stay within one version. Our scripts travel
without comments and indentation. Plotly's script comes from the installed wheel and carries the
wheel's version in its name.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

__all__ = ("FOREVER", "Asset", "Assets", "PlotlyScript", "plotly_script")

FOREVER: Final = "public, max-age=31536000, immutable"
_LOOK_AGAIN_S: Final = 1.0
_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_SMALL: Final = 512


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to be sent."""

    body: bytes
    packed: bytes | None
    etag: str
    media_type: str

    @classmethod
    def of(cls, path: Path) -> Asset:
        """The file at ``path``; own scripts are made small, text of some length is compressed."""
        body = path.read_bytes()
        if path.suffix == ".js" and not path.name.endswith(".min.js"):
            body = _lighter(body)
        media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or ""
        return cls.holding(body, media_type or "application/octet-stream")

    @classmethod
    def holding(cls, body: bytes, media_type: str, *, level: int = 9, etag: str = "") -> Asset:
        """A body; text of some length is compressed. Without an ETag it is the body's digest."""
        kind = media_type.partition(";")[0]
        text = kind.startswith("text/") or kind in ("image/svg+xml", "application/json")
        packed = gzip.compress(body, level, mtime=0) if text and len(body) > _SMALL else None
        return cls(body, packed, etag or f'"{hashlib.sha256(body).hexdigest()[:20]}"', media_type)

    def response(self, request: Request, cache: str, **more: str) -> Response:
        """The answer to ``request``: 304, compressed or plain, with ``more`` headers."""
        headers = {"Cache-Control": cache, "ETag": self.etag, "Vary": "Accept-Encoding", **more}
        if self.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if self.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(self.packed, headers=headers, media_type=self.media_type)
        return Response(self.body, headers=headers, media_type=self.media_type)


_COMMENT: Final = re.compile(rb"^[ \t]*(?:/\*\*[\s\S]*?\*/|//.*)[ \t]*\n", re.MULTILINE)
_INDENT: Final = re.compile(rb"^[ \t]+", re.MULTILINE)


def _lighter(script: bytes) -> bytes:
    """The script without comments that stand alone and without indentation.

    Nothing within a line is touched; that no text of ours runs over a line's end is tested.
    """
    return _INDENT.sub(b"", _COMMENT.sub(b"", script))


class Assets:
    """The files of a folder; changes on disk are noticed within a second."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._seen: object = None
        self._digest = ""
        self._assets: Mapping[str, Asset] = {}

    def url(self, name: str) -> str:
        """The address of a file. Raises LookupError for a file that is not there."""
        self._look()
        if name not in self._assets:
            raise LookupError(f"there is no static file {name}")
        return f"/static/{self._digest}/{name}"

    def find(self, path: str) -> tuple[Asset, str] | None:
        """The file at ``DIGEST/name`` or ``name``, and how long it may be kept."""
        self._look()
        digest, _, name = path.partition("/")
        if digest == self._digest and name in self._assets:
            return self._assets[name], FOREVER
        asset = self._assets.get(path) or self._assets.get(name)
        return None if asset is None else (asset, "no-cache")

    def _look(self) -> None:
        """Read the folder again if something in it changed."""
        if time.monotonic() - self._looked < _LOOK_AGAIN_S:
            return
        with self._lock:
            files = [path for path in sorted(self._folder.rglob("*")) if path.is_file()]
            seen = [(path, path.stat().st_mtime_ns, path.stat().st_size) for path in files]
            if seen != self._seen:
                names = [path.relative_to(self._folder).as_posix() for path in files]
                self._assets = dict(zip(names, map(Asset.of, files), strict=True))
                parts = (f"{name} {asset.etag}" for name, asset in self._assets.items())
                self._digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
                self._seen = seen
            self._looked = time.monotonic()


@cache
def plotly_script() -> PlotlyScript:
    """Plotly's script; one for the process."""
    return PlotlyScript()


class PlotlyScript:
    """Plotly's script from the installed wheel: 5 MB, compressed once, on another thread."""

    def __init__(self) -> None:
        wheel = find_spec("plotly")  # finds the package without importing it
        assert wheel is not None
        assert wheel.origin is not None
        self._path = Path(wheel.origin).parent / "package_data" / "plotly.min.js"
        self.url = f"/static/plotly-{version('plotly')}.min.js"
        self._lock = threading.Lock()
        self._asset: Asset | None = None

    def asset(self) -> Asset:
        """The script; who comes first waits for the compression."""
        with self._lock:
            if self._asset is None:
                self._asset = Asset.of(self._path)
        return self._asset

    def prepare(self) -> None:
        """Compress now, beside the starting server."""
        threading.Thread(target=self.asset, name="plotly", daemon=True).start()
