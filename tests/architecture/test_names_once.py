"""A name of a module stands for one thing: nothing at its top is defined twice."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(path for part in ("simcore", "app", "tools") for path in (ROOT / part).rglob("*.py"))


def defined(module: ast.Module) -> Iterator[str]:
    """Names that assignments, functions and classes at the top of a module define."""
    for node in module.body:
        if isinstance(node, ast.Assign):
            names = (each for target in node.targets for each in ast.walk(target))
            yield from (each.id for each in names if isinstance(each, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_name_is_defined_once(path: Path) -> None:
    counts = Counter(defined(ast.parse(path.read_text("utf-8"))))

    assert [name for name, count in counts.items() if count > 1] == []
