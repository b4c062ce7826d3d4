"""Report of sizes: how long modules and functions are, and which are over the house numbers.

It informs and never fails. A cap is a smoke alarm: what stands under "over" is worth a second
look, and a table-driven function may well be right as it is.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

FUNCTION_LINES = 50
MODULE_LINES = {"simcore": 400, "app": 400, "tests": 500}
SCRIPT_LINES = 300


class Length(NamedTuple):
    """How many lines something has, and what it is called."""

    lines: int
    name: str


def modules(folder: str, pattern: str) -> list[Length]:
    """Every file of the folder that matches, with its length."""
    paths = sorted(Path(folder).rglob(pattern))
    return [Length(len(path.read_text("utf-8").splitlines()), str(path)) for path in paths]


def functions(path: str) -> Iterator[Length]:
    """Every function of the file, nested ones included, from ``def`` to its last line."""
    for node in ast.walk(ast.parse(Path(path).read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            last = node.end_lineno or node.lineno
            yield Length(last - node.lineno + 1, f"{path}:{node.lineno} {node.name}")


def spread(lengths: list[Length]) -> str:
    """Median, 90th percentile and maximum."""
    lines = sorted(length.lines for length in lengths) or [0]
    return f"{median(lines):.0f} / {lines[len(lines) * 9 // 10]} / {lines[-1]}"


def report(folder: str, limit: int) -> int:
    """Print one package's figures and what is over them; return its lines."""
    files = modules(folder, "*.py")
    bodies = [body for file in files for body in functions(file.name)]
    total = sum(file.lines for file in files)
    print(
        f"{folder}: {total} lines in {len(files)} modules ({spread(files)}), "
        f"{len(bodies)} functions ({spread(bodies)})"
    )
    show_over(files, limit)
    if folder != "tests":
        show_over(bodies, FUNCTION_LINES)
    return total


def show_over(lengths: list[Length], limit: int) -> None:
    """Print what is longer than the limit, longest first."""
    for length in sorted(lengths, reverse=True):
        if length.lines > limit:
            print(f"  over {limit}: {length.name}, {length.lines} lines")


def main() -> None:
    """Print the report; figures in parentheses are median / 90th percentile / longest."""
    totals = {folder: report(folder, limit) for folder, limit in MODULE_LINES.items()}
    scripts = modules("static", "*.js")
    total = sum(script.lines for script in scripts)
    print(f"static: {total} lines in {len(scripts)} scripts ({spread(scripts)})")
    show_over(scripts, SCRIPT_LINES)
    source = totals["simcore"] + totals["app"]
    print(f"tests to source: {totals['tests'] / max(source, 1):.2f}")


if __name__ == "__main__":
    main()
