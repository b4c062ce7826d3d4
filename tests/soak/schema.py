"""schemathesis over the whole description, against the real server.

The limits per address are off, for they would answer most of it. EXAMPLES cases of each operation
(120) beside those of the coverage phase, some 70,000, and chains along the links; PHASES chooses
(examples, coverage, fuzzing, stateful). No answer may be a fault, and each has a status, a kind
and a shape that is described.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.soak.process import ROOT, ServerProcess, number

__all__ = ("soak",)

FEWEST = 5_000
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "allow_header_conformance",
    "unsupported_method",
)


def soak() -> list[str]:
    """Run schemathesis; print its summary, and all it said where something is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder), ILX_RATE_LIMITS="off")
        with server.running():
            done = subprocess.run(
                _command(server.port),
                cwd=folder,
                env=os.environ
                | {"SCHEMATHESIS_HOOKS": "tests.soak.hooks", "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                check=False,
            )
        log = (Path(folder) / "server.log").read_text()
    cases = re.search(r"(\d+) generated.*", done.stdout)
    print(f"schema: test cases: {cases.group() if cases else 'none'}; seed {number('SEED', 1)}")
    wrong = []
    if done.returncode:
        print(done.stdout, done.stderr)
        wrong.append("schemathesis found answers that are not as described")
    if "Traceback" in log:
        wrong.append(log[-2000:])
    if cases is None or int(cases.group(1)) < FEWEST:
        wrong.append(f"fewer than {FEWEST} requests were made")
    return wrong


def _command(port: int) -> list[str]:
    """One worker, so that the seed decides what is sent."""
    return [
        sys.executable,
        *("-m", "schemathesis.cli", "run", f"http://127.0.0.1:{port}/api/openapi.json"),
        *("--checks", ",".join(CHECKS), "--seed", str(number("SEED", 1))),
        *("--max-examples", str(number("EXAMPLES", 120)), "--continue-on-failure"),
        *("--suppress-health-check", "all", "--no-shrink", "--request-timeout", "60"),
        *("--phases", os.environ.get("PHASES") or "examples,coverage,fuzzing,stateful"),
    ]
