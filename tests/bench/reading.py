"""What is read most against a static file of the same server, as rates of wrk in one run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.figure import Figure
from tests.bench.server import serving
from tests.build import default_experiment

_SECONDS = 2
_TURNS = 3
_POST = """wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local file = io.open("{body}")
wrk.body = file:read("*a")
"""
_NEW = (
    _POST
    + """
local seed = 0
request = function()
  seed = seed + 1
  return wrk.format(nil, nil, nil, (wrk.body:gsub('"seed": 0', '"seed": ' .. seed)))
end
"""
)


def figures() -> Iterator[Figure]:
    """Requests a second over the file's: the page of a share, its JSON, previews.

    A warm preview was asked for before and is still kept; a new one is computed.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        print("reading: skipped, there is no wrk", file=sys.stderr)
        return
    with serving() as port, tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "preview.lua"
        body = Path(folder) / "body.json"
        body.write_text(json.dumps(default_experiment()))
        script.write_text(_POST.replace("{body}", str(body)))
        fresh = Path(folder) / "fresh.lua"
        fresh.write_text(_NEW.replace("{body}", str(body)))
        url = _saved(port, body.read_text())
        asked = {
            "file": ("/favicon.svg", ()),
            "page": (url, ()),
            "json": (f"{url}.json", ()),
            "preview": ("/api/v1/preview", ("-s", str(script))),
            "new_preview": ("/api/v1/preview", ("-s", str(fresh))),
        }
        rates = dict.fromkeys(asked, 0.0)
        for _ in range(_TURNS):  # the best of turns: other work only ever slows down
            for name, (path, more) in asked.items():
                rates[name] = max(rates[name], _rate([wrk, *more], port, path))
    bounds = {"page": 1 / 3, "json": 1 / 2, "preview": 1 / 10, "new_preview": 1 / 10}
    for name, bound in bounds.items():
        yield Figure(f"{name}_rate_over_file", rates[name] / rates["file"], bound, at_least=True)


def _saved(port: int, body: str) -> str:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/api/v1/experiments", body, {"content-type": "application/json"})
    url: str = json.loads(connection.getresponse().read())["url"]
    return url


def _rate(command: list[str], port: int, path: str) -> float:
    """Requests a second that were answered well."""
    address = f"http://127.0.0.1:{port}{path}"
    said = subprocess.run(
        [*command, "-t1", "-c4", f"-d{_SECONDS}s", address],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"{path}: {said}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert rate is not None
    return float(rate.group(1))
