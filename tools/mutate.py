"""Try mutations: ``tools/mutate.py COUNT SEED PATH…`` changes one place and runs the tests.

A mutant is the source with one operator, comparison, constant or truth value changed, in a
copy of the tree. The suite should fail; a mutant that passes is printed as a survivor. It
informs: some mutants mean the same, or only change a message.
"""

import ast
import copy
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
TESTS = {
    "simcore": (
        "tests/unit/simcore/placement",
        "tests/unit/simcore/system",
        "tests/unit/simcore/syscalls",
        "tests/property",
        "tests/oracle",
    ),
    "app": ("tests/unit/app/db", "tests/unit/app/services", "tests/unit/app/web", "tests/api"),
}
"""What has to notice a change, by the package that it is in."""
NEEDED = ("simcore", "app", "templates", "static", "bin", "docs", "tests", "pyproject.toml")


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one thing changed."""
    made = copy.deepcopy(node)
    if isinstance(made, ast.Compare) and type(made.ops[0]) in COMPARISONS:
        made.ops[0] = COMPARISONS[type(made.ops[0])]()
        yield made
    elif isinstance(made, ast.BinOp) and type(made.op) in OPERATORS:
        made.op = OPERATORS[type(made.op)]()
        yield made
    elif isinstance(made, ast.BoolOp):
        made.op = ast.Or() if isinstance(made.op, ast.And) else ast.And()
        yield made
    elif isinstance(made, ast.UnaryOp) and isinstance(made.op, ast.Not):
        yield made.operand
    elif isinstance(made, ast.Constant) and isinstance(made.value, bool):
        yield ast.Constant(not made.value)
    elif isinstance(made, ast.Constant) and isinstance(made.value, int):
        yield ast.Constant(made.value + 1)


def mutants(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, the place as it reads afterwards, and the whole source of each mutant."""
    source = path.read_text("utf-8")
    for number, node in enumerate(ast.walk(ast.parse(source))):
        for changed in changes(node):
            tree = ast.parse(source)
            target = list(ast.walk(tree))[number]
            line = getattr(target, "lineno", 0)
            replaced = _Replace(target, changed).visit(tree)
            yield line, ast.unparse(changed), ast.unparse(ast.fix_missing_locations(replaced))


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def survives(path: Path, source: str) -> bool:
    """Whether the tests pass with a file replaced."""
    with tempfile.TemporaryDirectory() as folder:
        for name in NEEDED:
            whole = ROOT / name
            copied = Path(folder) / name
            _ = shutil.copytree(whole, copied) if whole.is_dir() else shutil.copy(whole, copied)
        inside = path.relative_to(ROOT)
        (Path(folder) / inside).write_text(source, "utf-8")
        tests = TESTS[inside.parts[0]]
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, timeout=300, check=False
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


def main(arguments: list[str]) -> None:
    """Print every survivor, and how many mutants there were."""
    count, seed, *paths = arguments
    every = [
        (path, *mutant)
        for name in paths
        for path in (sorted((ROOT / name).rglob("*.py")) or [ROOT / name])
        for mutant in mutants(path)
    ]
    chosen = random.Random(int(seed)).sample(every, min(int(count), len(every)))
    alive = 0
    with ThreadPoolExecutor(2) as pool:
        lives = pool.map(lambda mutant: survives(mutant[0], mutant[3]), chosen)
        for (path, line, place, _), live in zip(chosen, lives, strict=True):
            alive += live
            if live:
                print(f"survivor: {path.relative_to(ROOT)}:{line}: {place}", flush=True)
    print(f"{len(chosen)} mutants of {len(every)}, {alive} survivors")


if __name__ == "__main__":
    main(sys.argv[1:])
