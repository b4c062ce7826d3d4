"""simcore computes: no files, no network, no clock, no printing, no strangers."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = ROOT / "simcore"
MODULES = sorted(CORE.rglob("*.py"))
COMMAND_LINE = {CORE / "__main__.py", *(CORE / "cli").rglob("*.py")}
RECORDER = set((CORE / "record").rglob("*.py"))
"""What makes real system calls; by the contract of layers only the command line may use it."""
OWN_TEXTS = {CORE / "reproduce" / "texts.py"}
"""What reads the C and the shell that lie beside it: program text in another language."""
PURE = [path for path in MODULES if path not in COMMAND_LINE | RECORDER | OWN_TEXTS]

FRIENDS = {"simcore", "numpy", "pydantic", "pydantic_core"}
DOORS = {
    *("asyncio", "ctypes", "datetime", "glob", "http", "importlib", "logging", "mmap"),
    *("multiprocessing", "os", "pathlib", "secrets", "select", "shutil", "signal", "socket"),
    *("sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid"),
}
"""Parts of the standard library that lead out of a pure computation."""
NAMES = {"SystemExit", "breakpoint", "eval", "exec", "exit", "input", "open", "print", "quit"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    """Top-level packages that a module imports, late imports counted."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def called(path: Path) -> Iterator[str]:
    """Names of the plain functions and classes that a module calls or raises."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        callee = node.func if isinstance(node, ast.Call) else None
        callee = node.exc if isinstance(node, ast.Raise) else callee
        if isinstance(callee, ast.Name):
            yield callee.id


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_of_the_core_imports_no_strangers(path: Path) -> None:
    assert set(imported(path)) - sys.stdlib_module_names <= FRIENDS


@pytest.mark.parametrize("path", PURE, ids=named)
def test_a_module_of_the_core_leads_to_no_door_outside(path: Path) -> None:
    assert not set(imported(path)) & DOORS
    assert not set(called(path)) & NAMES


def test_importing_the_core_loads_nothing_of_the_application() -> None:
    script = "import simcore, simcore.interchange, sys; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in told.stdout.split()}
    assert not loaded & {"app", "fastapi", "starlette", "sqlmodel", "sqlalchemy", "plotly"}
