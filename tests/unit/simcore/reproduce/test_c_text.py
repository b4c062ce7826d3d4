import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcore.reproduce.c_text import c_names, comment, inert, json_literal, literal


def test_names_that_would_be_alike_in_c_stay_apart() -> None:
    names = c_names(["a-b", "a_b", "int"])

    assert len(set(names.values())) == 3
    assert names["int"] == "mem_int"


@given(st.text())
def test_a_comment_ends_where_it_should(text: str) -> None:
    told = comment(text)

    assert told.index("*/", 2) == len(told) - 2
    assert told.rindex("/*") == 0
    assert told.isprintable()
    assert "??" not in told


def test_plain_words_stay_as_they_are() -> None:
    assert inert("EINVAL, the nodemask is empty") == "EINVAL, the nodemask is empty"
    assert inert("a\nb") == "a b"


def test_a_compiler_reads_back_what_a_literal_says(tmp_path: Path) -> None:
    if shutil.which("gcc") is None:
        pytest.skip("there is no gcc here")
    said = 'a"b\\c??/d\n\t é \u202e 12 %s'
    lines = f"puts({literal(said)}); puts({json_literal(said)});"
    source = tmp_path / "say.c"
    source.write_text(f"#include <stdio.h>\nint main(void) {{ {lines} return 0; }}\n")
    command = ["gcc", "-Wall", "-Wextra", "-Werror", "-o", str(tmp_path / "say"), str(source)]
    subprocess.run(command, check=True)
    out = subprocess.run([str(tmp_path / "say")], capture_output=True, check=True).stdout.decode()

    assert out == f"{said}\n{json.dumps(said)[1:-1]}\n"
