"""Every module of the core has its test file at the same place."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = [
    path.relative_to(ROOT)
    for path in sorted((ROOT / "simcore").rglob("*.py"))
    if path.name != "__init__.py"
]


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_of_the_core_has_its_test_file(module: Path) -> None:
    name = module.stem.strip("_")
    assert (ROOT / "tests" / "unit" / module.parent / f"test_{name}.py").is_file()
